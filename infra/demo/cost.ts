import * as z from 'zod';
import type { Prices } from '../prices.ts';

export const Meter = z.record(z.string(), z.number());
export type Meter = z.infer<typeof Meter>;

/** One line of a bill. */
export interface Charge {
  readonly what: string;
  readonly amount: number;
  readonly usd: number;
}

interface Priced {
  readonly what: string;
  readonly metered: string;
  readonly price: string;
  /** How many priced units one metered unit is. @default 1 */
  readonly each?: number;
}

/** Functions have 512 MB, so that a millisecond is half a thousandth of a gigabyte-second. */
const gigabyteSecondsPerMs = 0.5 / 1000;

const priced: readonly Priced[] = [
  { what: 'table write units', metered: 'dynamodb.writeUnits', price: 'dynamodb.writeRequestUnit' },
  { what: 'table read units', metered: 'dynamodb.readUnits', price: 'dynamodb.readRequestUnit' },
  {
    what: 'state transitions',
    metered: 'states.transitions',
    price: 'stepfunctions.standardTransition',
  },
  { what: 'events published', metered: 'events.published', price: 'eventbridge.customEvent64kb' },
  { what: 'function invocations', metered: 'lambda.invocations', price: 'lambda.request' },
  {
    what: 'function milliseconds',
    metered: 'lambda.billedMs',
    price: 'lambda.gbSecondArm',
    each: gigabyteSecondsPerMs,
  },
];

/** What happened between two readings of the meter, and what AWS would ask for it. API requests are the caller's to count. */
export const chargesBetween = (
  before: Meter,
  after: Meter,
  apiRequests: number,
  { prices }: Prices,
): readonly Charge[] => {
  const usd = (name: string, units: number): number => {
    const price = prices[name];
    if (price === undefined) throw new Error(`infra/prices.json has no price ${name}`);
    return (units * price.usd) / price.per;
  };
  return [
    { what: 'API requests', amount: apiRequests, usd: usd('apigateway.restRequest', apiRequests) },
    ...priced.map(({ what, metered, price, each = 1 }) => {
      const amount = (after[metered] ?? 0) - (before[metered] ?? 0);
      return { what, amount, usd: usd(price, amount * each) };
    }),
  ];
};

/** The bill as aligned lines, with its sum. */
export const billLines = (charges: readonly Charge[]): readonly string[] => {
  const sum = charges.reduce((total, { usd }) => total + usd, 0);
  const line = (what: string, amount: string, usd: number): string =>
    `  ${what.padEnd(24)}${amount.padStart(10)}   $${usd.toFixed(7)}`;
  return [
    ...charges.map(({ what, amount, usd }) =>
      line(what, String(Math.round(amount * 10) / 10), usd),
    ),
    line('together', '', sum),
  ];
};
