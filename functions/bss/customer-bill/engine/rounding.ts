import { coinOf, rounded, share, sum } from '../../../kernel/money.ts';
import type { BillingRules } from './account.ts';
import type { Charge, Line } from './line.ts';
import type { TaxRate } from './tax.ts';

const wholeHundredths = 10_000;

/** Indexes by what rounding down took, most first, the first of equals before the others: one number says both. */
const byLoss = (exact: readonly number[], parts: readonly number[]): readonly number[] => {
  const count = exact.length;
  const keys = Float64Array.from(
    exact,
    (micros, index) => (micros - (parts[index] ?? 0)) * count + (count - 1 - index),
  ).sort();
  return Array.from(keys, (_, at) => count - 1 - ((keys[count - 1 - at] ?? 0) % count));
};

/**
 * Whole coins for exact amounts that add up to `total`, which is a whole number of coins: each is rounded down, and
 * what is left goes, a coin each, to those that lost most.
 */
export const apportioned = (
  exact: readonly number[],
  total: number,
  coin: number,
): readonly number[] => {
  const parts = exact.map((micros) => Math.floor(micros / coin) * coin);
  let coins = (total - sum(parts)) / coin;
  if (coins === 0) return parts;
  const order = byLoss(exact, parts);
  const step = coins < 0 ? -coin : coin;
  const turn = coins < 0 ? order.toReversed() : order;
  for (let next = 0; coins !== 0 && turn.length > 0; next += 1) {
    const at = turn[next % turn.length];
    if (at === undefined) break;
    parts[at] = (parts[at] ?? 0) + step;
    coins += coins < 0 ? 1 : -1;
  }
  return parts;
};

interface Group {
  readonly rate: TaxRate;
  readonly charges: Charge[];
}

export interface TaxSum {
  readonly category: string;
  readonly hundredths: number;
  readonly netMicros: number;
  readonly taxMicros: number;
}

export interface Rounded {
  readonly lines: readonly Line[];
  readonly taxes: readonly TaxSum[];
  /** Less than a coin, for the next bill. */
  readonly roundingMicros: number;
}

const groupsOf = (
  charges: readonly Charge[],
  rateOf: (category: string) => TaxRate,
): readonly Group[] => {
  const groups = new Map<string, Group>();
  for (const charge of charges) {
    const group = groups.get(charge.taxCategory);
    if (group !== undefined) group.charges.push(charge);
    else groups.set(charge.taxCategory, { rate: rateOf(charge.taxCategory), charges: [charge] });
  }
  return [...groups.values()];
};

const lineOf = (charge: Charge, rate: TaxRate, netMicros: number, taxMicros: number): Line => ({
  name: charge.name,
  ...(charge.product !== undefined && { product: charge.product }),
  period: charge.period,
  exactMicros: charge.micros,
  netMicros,
  taxMicros,
  taxCategory: rate.category,
  taxHundredths: rate.hundredths,
  why: charge.why,
});

const taxOn = (micros: number, { hundredths }: TaxRate): number =>
  share(micros, hundredths, wholeHundredths);

interface Sums {
  readonly lines: readonly Line[];
  readonly tax: TaxSum;
}

const sumsOf = (lines: readonly Line[], rate: TaxRate, netMicros: number, taxMicros: number) => ({
  lines,
  tax: { category: rate.category, hundredths: rate.hundredths, netMicros, taxMicros },
});

/** Sums are rounded, and lines get their parts of them. */
const byDocument = ({ rate, charges }: Group, carried: number, coin: number): Sums => {
  const exact = charges.map(({ micros }) => micros);
  const net = rounded(sum(exact) + carried, coin);
  const nets = apportioned(exact, net, coin);
  const tax = rounded(taxOn(net, rate), coin);
  const taxes = apportioned(
    nets.map((micros) => taxOn(micros, rate)),
    tax,
    coin,
  );
  const lines = charges.map((charge, index) =>
    lineOf(charge, rate, nets[index] ?? 0, taxes[index] ?? 0),
  );
  return sumsOf(lines, rate, net, tax);
};

/** Each line is rounded, and sums add them up. */
const byLine = ({ rate, charges }: Group, coin: number): Sums => {
  const lines = charges.map((charge) => {
    const net = rounded(charge.micros, coin);
    return lineOf(charge, rate, net, rounded(taxOn(net, rate), coin));
  });
  return sumsOf(
    lines,
    rate,
    sum(lines.map(({ netMicros }) => netMicros)),
    sum(lines.map(({ taxMicros }) => taxMicros)),
  );
};

/** Differences of lines that have come to whole coins stand on the bill by themselves. */
const roundingCharge = (left: number, coin: number, example: Charge): readonly Charge[] => {
  const micros = rounded(left, coin, 'down');
  if (micros === 0) return [];
  return [
    {
      name: 'Rounding',
      period: example.period,
      micros,
      taxCategory: example.taxCategory,
      why: { rule: 'rounding', differenceMicros: micros },
    },
  ];
};

const coins = new Map<string, number>();
const coin = (currency: string): number => {
  const known = coins.get(currency) ?? coinOf(currency);
  coins.set(currency, known);
  return known;
};

/**
 * Charges in whole coins, with their tax, as the rules say: per line or per document. Over all bills nothing is lost or
 * won: what rounding leaves, less than a coin, goes to the next one.
 */
export const roundedCharges = (
  charges: readonly Charge[],
  rateOf: (category: string) => TaxRate,
  { rounding, currency }: BillingRules,
  carriedMicros: number,
): Rounded => {
  const step = coin(currency);
  const [first] = charges;
  const exact = sum(charges.map(({ micros }) => micros)) + carriedMicros;
  const groups = groupsOf(charges, rateOf);
  if (rounding === 'document' || first === undefined) {
    const sums = groups.map((group, index) =>
      byDocument(group, index === 0 ? carriedMicros : 0, step),
    );
    return ended(sums, exact);
  }
  const rough = groups.map((group) => byLine(group, step));
  const left = exact - sum(rough.map(({ tax }) => tax.netMicros));
  const more = roundingCharge(left, step, first);
  if (more.length === 0) return ended(rough, exact);
  return ended(
    groupsOf([...charges, ...more], rateOf).map((group) => byLine(group, step)),
    exact,
  );
};

const ended = (sums: readonly Sums[], exact: number): Rounded => ({
  lines: sums.flatMap(({ lines }) => lines),
  taxes: sums.map(({ tax }) => tax),
  roundingMicros: exact - sum(sums.map(({ tax }) => tax.netMicros)),
});
