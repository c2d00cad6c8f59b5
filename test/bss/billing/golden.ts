import type { Bill } from '../../../functions/bss/customer-bill/engine/bill.ts';
import { microsOf } from '../../../functions/kernel/money.ts';
import { aBook, anAccount, aPrice, aProduct, aSnapshot, billsFor, euro, ms } from './given.ts';

const months = ['2026-01-01', '2026-02-01', '2026-03-01', '2026-04-01', '2026-05-01', '2026-06-01'];

const book = aBook({
  basic: [
    aPrice('basic-month', { micros: microsOf(9.99) }),
    aPrice('basic-once', { type: 'oneTime', name: 'activation', micros: microsOf(19.9) }),
  ],
  plus: [
    aPrice(
      'plus-month',
      { micros: microsOf(24.95) },
      { item: 2, version: '2.0', fromMs: ms('2026-04-10T00:00:00Z'), micros: microsOf(27.45) },
    ),
    aPrice('plus-less', { type: 'discount', name: 'loyalty', hundredths: 750 }),
  ],
  metered: [aPrice('metered-month', { micros: 333_333, mode: 'arrears' })],
});

const promotions = [
  {
    id: 'pro-first',
    name: 'First months',
    priority: 1,
    fromMs: 0,
    any: false,
    hundredths: 3_333,
    groups: [{ any: false, criteria: [{ parameter: 'monthsActive', operator: 'lt', value: '2' }] }],
  },
];

const usage = (subscription: string, month: string, next: string, amounts: readonly number[]) => ({
  subscription,
  fromMs: ms(`${month}T00:00:00Z`),
  toMs: ms(`${next}T00:00:00Z`),
  version: 1,
  currency: 'EUR',
  lines: amounts.map((amountMicros, index) => ({
    key: `voice|zone-${index}|1.0`,
    name: `Calls to zone ${index}`,
    usageType: 'voice' as const,
    quantity: 61 * (index + 1),
    unit: 's',
    records: index + 1,
    amountMicros,
    priceId: `pop-${index}`,
    priceVersion: '1.0',
  })),
});

const at = (cycleDay: number, timeZone: string, more: object = {}) => ({
  cycleDay,
  timeZone,
  dueDays: 14,
  exemptions: [],
  ...more,
});

/** A frozen set of customers: what they have, how they use it, where they live. */
export const customers = {
  'on the 31st, with a change of plan': anAccount({
    terms: at(31, 'Europe/Brussels'),
    subscriptions: [
      aProduct(
        'prd-a',
        aSnapshot(1, '2026-01-05T09:30:00Z', { offering: 'basic', name: 'Basic' }),
        aSnapshot(2, '2026-03-17T13:45:10Z', { offering: 'plus', name: 'Plus' }),
      ),
    ],
  }),
  'with usage, a commitment and a cease': anAccount({
    terms: at(15, 'Europe/Madrid', { country: 'ES' }),
    subscriptions: [
      aProduct(
        'prd-b',
        aSnapshot(1, '2026-01-20T00:00:00Z', { offering: 'metered', name: 'Metered' }),
        aSnapshot(2, '2026-05-02T07:00:00Z', {
          offering: 'metered',
          name: 'Metered',
          status: 'terminated',
          endMs: ms('2026-05-02T07:00:00Z'),
        }),
      ),
    ],
    usage: [
      usage('prd-b', '2026-02-01', '2026-03-01', [1_234_567, 89_001, 5]),
      usage('prd-b', '2026-03-01', '2026-04-01', [765_433, 0, 12_345]),
    ],
    commitments: [
      { id: 'agr-b', name: 'Minimum', micros: microsOf(15), fromMs: ms('2026-02-01T00:00:00Z') },
    ],
  }),
  'in the Canaries, with credit': anAccount({
    terms: at(1, 'Atlantic/Canary', { country: 'ES', postCode: '35001' }),
    subscriptions: [
      aProduct('prd-c', aSnapshot(1, '2026-01-01T00:00:00Z', { offering: 'plus', name: 'Plus' })),
      aProduct(
        'prd-d',
        aSnapshot(1, '2026-02-11T11:11:11Z', { offering: 'metered', name: 'Metered' }),
      ),
    ],
    credits: [{ id: 'pay-c', name: 'Paid ahead', micros: microsOf(50) }],
  }),
} as const;

type Rounding = 'line' | 'document';

const decimal = (micros: number): string => (micros / 1e6).toFixed(6);
const instant = (time: number): string => new Date(time).toISOString();

const told = ({ lines, ...bill }: Bill): readonly string[] => [
  ...lines.map(
    (line) =>
      `${line.name} | ${instant(line.period[0])} to ${instant(line.period[1])} | ${decimal(line.exactMicros)} | ${decimal(line.netMicros)} | ${decimal(line.taxMicros)} ${line.taxCategory}`,
  ),
  `together | ${decimal(bill.netMicros)} | ${decimal(bill.taxMicros)} | due ${decimal(bill.dueMicros)} | leaves ${decimal(bill.carry.roundingMicros)}`,
];

/** The bills of the frozen customers, a line each. */
export const goldenBills = (rounding: Rounding = 'document'): Record<string, readonly string[]> =>
  Object.fromEntries(
    Object.entries(customers).map(([name, account]) => [
      name,
      billsFor(months, () => ({ account, book, promotions, rules: { ...euro, rounding } })).flatMap(
        (bill, index) => [`# ${months[index]}`, ...told(bill)],
      ),
    ]),
  );

/** Lines that are not as they were, by customer. */
export const changedLines = (
  before: Readonly<Record<string, readonly string[]>>,
  after: Readonly<Record<string, readonly string[]>>,
): readonly string[] =>
  Object.entries(before).flatMap(([name, lines]) =>
    lines.flatMap((line, index) =>
      after[name]?.[index] === line
        ? []
        : [`${name}: ${line} became ${after[name]?.[index] ?? 'nothing'}`],
    ),
  );
