import type { UsageTotals } from './account.ts';
import type { BilledUsage, BilledUsageLine, Carry } from './carry.ts';
import type { Charge } from './line.ts';
import type { Cycle } from './recurring.ts';

const nothing: BilledUsageLine = { quantity: 0, records: 0, micros: 0 };

/** What was billed of the same subscription and period. */
const billedOf = ({ usage }: Carry, { subscription, fromMs }: UsageTotals) =>
  usage.find((one) => one.subscription === subscription && one.fromMs === fromMs);

const isFor = (one: BilledUsage, totals: UsageTotals): boolean =>
  one.subscription === totals.subscription && one.fromMs === totals.fromMs;

/** The difference between what usage costs by now and what was billed of it; late and re-rated usage is in it by itself. */
const chargesFor = (totals: UsageTotals, billed: BilledUsage | undefined): readonly Charge[] =>
  totals.lines.flatMap((line) => {
    const before = billed?.lines[line.key] ?? nothing;
    const micros = line.amountMicros - before.micros;
    const quantity = line.quantity - before.quantity;
    const records = line.records - before.records;
    if (micros === 0 && quantity === 0 && records === 0) return [];
    return {
      name: line.name,
      product: totals.subscription,
      period: [totals.fromMs, totals.toMs],
      micros,
      taxCategory: 'standard',
      why: {
        rule: 'usage',
        price: line.priceId,
        version: line.priceVersion,
        key: line.key,
        usageType: line.usageType,
        quantity,
        unit: line.unit,
        records,
        totalMicros: line.amountMicros,
        billedMicros: before.micros,
      },
    } as const;
  });

/** Lines that a re-rating made disappear are given back. */
const goneFrom = (totals: UsageTotals, billed: BilledUsage | undefined): readonly Charge[] =>
  billed === undefined ? [] : goneLines(totals, billed);

const goneLines = (totals: UsageTotals, { lines }: BilledUsage): readonly Charge[] =>
  Object.entries(lines)
    .filter(([key, { micros }]) => micros !== 0 && !totals.lines.some((one) => one.key === key))
    .map(([key, { quantity, records, micros }]) => ({
      name: `Rated anew: ${key}`,
      product: totals.subscription,
      period: [totals.fromMs, totals.toMs],
      micros: -micros,
      taxCategory: 'standard',
      why: {
        rule: 'usage',
        price: '',
        version: '',
        key,
        usageType: 'voice',
        quantity: -quantity,
        unit: '',
        records: -records,
        totalMicros: 0,
        billedMicros: micros,
      },
    }));

const billedNow = ({ subscription, fromMs, version, lines }: UsageTotals): BilledUsage => {
  const billed: Record<string, BilledUsageLine> = {};
  for (const { key, quantity, records, amountMicros } of lines)
    billed[key] = { quantity, records, micros: amountMicros };
  return { subscription, fromMs, version, lines: billed };
};

/** What usage costs that began before the cycle's end, and what is billed of it with this bill. */
export const usageOf = (
  usage: readonly UsageTotals[],
  carry: Carry,
  { toMs }: Cycle,
): { readonly charges: readonly Charge[]; readonly usage: readonly BilledUsage[] } => {
  const counted = usage.filter((one) => one.fromMs < toMs);
  const charges = counted.flatMap((totals) => {
    const billed = billedOf(carry, totals);
    return [...chargesFor(totals, billed), ...goneFrom(totals, billed)];
  });
  const kept = carry.usage.filter((one) => !counted.some((totals) => isFor(one, totals)));
  return { charges, usage: [...kept, ...counted.map(billedNow)] };
};
