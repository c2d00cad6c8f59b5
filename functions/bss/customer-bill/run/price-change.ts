import type { PriceChange } from '../../../../schemas/billing/bill-run.ts';
import { microsOf } from '../../../kernel/money.ts';
import { badRequest } from '../../../kernel/problem.ts';
import { readAll } from '../../../kernel/table/store.ts';
import type { PriceVersion } from '../engine/price-book.ts';
import type { NewPrice } from '../engine/repriced.ts';
import { billedPrice } from '../kept/billed-catalogue.ts';

const hundredthsPerPercent = 100;

/** The changes as the engine counts. */
export const newPrices = (changes: readonly PriceChange[]): readonly NewPrice[] =>
  changes.map(({ id, price, percentage }) => ({
    id,
    ...(price?.value !== undefined && { micros: microsOf(price.value) }),
    ...(percentage !== undefined && {
      hundredths: Math.round(percentage * hundredthsPerPercent),
    }),
  }));

const faultOf = (
  { id, price, percentage }: PriceChange,
  version: PriceVersion | undefined,
): string | undefined => {
  if (version === undefined) return `price ${id} is not known to billing`;
  if (version.type === 'other')
    return `price ${id} is one of usage: what it makes of records is worked out where they are rated`;
  if ((price?.value === undefined) === (percentage === undefined))
    return `price ${id} takes an amount, or the percentage of a discount`;
  if (percentage !== undefined && version.type !== 'discount')
    return `price ${id} is no discount and has no percentage`;
  const unit = price?.unit ?? version.currency;
  return unit === version.currency ? undefined : `price ${id} is in ${version.currency}`;
};

/** Refuses changes whose effect billing cannot work out. */
export const assertChangeable = async (
  tenant: string,
  changes: readonly PriceChange[],
): Promise<void> => {
  const stored = await readAll(
    billedPrice,
    tenant,
    changes.map(({ id }) => id),
  );
  const known = new Map(stored.map(({ value }) => [value.id, value.versions.at(-1)]));
  const faults = changes.flatMap((one) => faultOf(one, known.get(one.id)) ?? []);
  if (faults.length > 0) throw badRequest(`priceChange: ${faults[0] ?? ''}`, faults);
};
