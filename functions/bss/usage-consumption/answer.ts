import * as z from 'zod';
import type {
  BucketRefOrValue,
  ConsumptionSummary,
  UsageConsumption,
  UsageConsumptionProductRef,
} from '../../../schemas/tmf/usage-consumption/query-usage-consumption.ts';

/** What we need of usage's summaries. */
export const Summaries = z.array(
  z.looseObject({
    id: z.string(),
    period: z.object({ startDateTime: z.string(), endDateTime: z.string() }),
    line: z.array(
      z.looseObject({
        subscription: z.string(),
        party: z.string(),
        billingAccount: z.string(),
        currency: z.string(),
        charges: z.array(
          z.looseObject({
            name: z.string(),
            usageType: z.string(),
            quantity: z.number(),
            unit: z.string(),
            amountMicros: z.number(),
          }),
        ),
        allowances: z.array(
          z.object({
            name: z.string(),
            usageType: z.string(),
            shared: z.boolean(),
            given: z.number(),
            used: z.number(),
            left: z.number(),
          }),
        ),
      }),
    ),
  }),
);
type Summary = z.infer<typeof Summaries>[number];
type Line = Summary['line'][number];

/** What we need of prepaid buckets. */
export const Buckets = z.array(
  z.looseObject({
    id: z.string(),
    href: z.string().optional(),
    name: z.string().optional(),
    usageType: z.string().optional(),
    isShared: z.boolean().optional(),
    status: z.string().optional(),
    remainingValue: z.object({ amount: z.number().optional(), units: z.string().optional() }),
    reservedValue: z
      .object({ amount: z.number().optional(), units: z.string().optional() })
      .optional(),
    product: z.array(z.looseObject({ id: z.string() })).optional(),
  }),
);
export type PrepaidBucket = z.infer<typeof Buckets>[number];

const unitOf: Readonly<Record<string, string>> = { voice: 's', data: 'B', sms: 'message' };
const microsPerUnit = 1_000_000;

/** Adds up by a key, in the order in which keys are met. */
const summed = <T>(
  items: readonly T[],
  key: (item: T) => string,
  value: (item: T) => number,
): readonly (readonly [string, number])[] => [
  ...items.reduce(
    (sums, item) => sums.set(key(item), (sums.get(key(item)) ?? 0) + value(item)),
    new Map<string, number>(),
  ),
];

/** How much of each kind was used, and what all of it costs. */
const countersOf = (line: Line, period: Summary['period']): ConsumptionSummary[] => {
  const used = summed(
    line.charges,
    ({ usageType }) => usageType,
    ({ quantity }) => quantity,
  ).map(([usageType, amount]) => ({
    counterType: 'used',
    level: 'product',
    valueName: usageType,
    consumptionPeriod: period,
    value: { amount, units: unitOf[usageType] ?? '' },
  }));
  const micros = line.charges.reduce((total, { amountMicros }) => total + amountMicros, 0);
  return [
    ...used,
    {
      counterType: 'cost',
      level: 'product',
      valueName: 'cost',
      consumptionPeriod: period,
      value: { amount: micros / microsPerUnit, units: line.currency },
    },
  ];
};

const allowancesOf = (line: Line, period: Summary['period']): BucketRefOrValue[] =>
  line.allowances.map(({ name, usageType, shared, given, used, left }) => {
    const units = unitOf[usageType] ?? '';
    const counter = (counterType: string, amount: number): ConsumptionSummary => ({
      counterType,
      level: shared ? 'shared' : 'product',
      consumptionPeriod: period,
      value: { amount, units },
    });
    return {
      id: `${line.subscription}.${name}`,
      name,
      isShared: shared,
      usageType,
      status: left > 0 ? 'active' : 'used up',
      remainingValue: { amount: left, units },
      remainingValueName: `${left} ${units} of ${given} left`,
      bucketCounter: [counter('given', given), counter('used', used)],
      product: [{ id: line.subscription }],
      validFor: period,
    };
  });

const prepaid = ({ id, href, name, usageType, isShared, status, ...more }: PrepaidBucket) => ({
  id,
  ...(href !== undefined && { href }),
  ...(name !== undefined && { name }),
  ...(usageType !== undefined && { usageType }),
  ...(isShared !== undefined && { isShared }),
  ...(status !== undefined && { status }),
  remainingValue: more.remainingValue,
  ...(more.reservedValue && { reservedValue: more.reservedValue }),
});

const productOf = (line: Line, period: Summary['period']): UsageConsumptionProductRef => ({
  id: line.subscription,
  consumptionSummary: countersOf(line, period),
});

/** The answer: what each line used in each month, what is left of its allowances, and the prepaid buckets. */
export const consumptionOf = (
  summaries: z.infer<typeof Summaries>,
  buckets: readonly PrepaidBucket[],
  at: string,
): UsageConsumption[] => {
  const months = summaries.flatMap(({ period, line: lines }) =>
    lines.map(
      (line): UsageConsumption => ({
        id: `${line.subscription}.${period.startDateTime}`,
        '@type': 'UsageConsumption',
        creationDate: at,
        lastUpdate: at,
        state: 'done',
        validPeriod: period,
        partyAccount: [{ id: line.billingAccount }],
        relatedParty: [{ id: line.party, role: 'customer', '@referredType': 'Party' }],
        product: [productOf(line, period)],
        bucketRefOrValue: allowancesOf(line, period),
      }),
    ),
  );
  if (buckets.length === 0) return months;
  const balance: UsageConsumption = {
    id: 'prepaid',
    '@type': 'UsageConsumption',
    creationDate: at,
    lastUpdate: at,
    state: 'done',
    bucketRefOrValue: buckets.map(prepaid),
  };
  return [...months, balance];
};
