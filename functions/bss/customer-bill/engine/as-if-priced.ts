import { share } from '../../../kernel/money.ts';
import type { Bill, BillInput } from './bill.ts';
import { billOf } from './bill.ts';
import type { BilledWindow, Carry } from './carry.ts';
import type { PriceBook, PriceVersion } from './price-book.ts';
import { amountFor } from './recurring.ts';

/** A price as it would be: another amount, or so many hundredths of a percent more. */
export interface PriceChange {
  readonly price: string;
  readonly micros?: number;
  readonly hundredths?: number;
}

const wholeHundredths = 10_000;

/** Prices that billing applies itself. What usage costs is worked out record by record, where it is rated. */
export const isBilled = ({ type }: Pick<PriceVersion, 'type'>): boolean =>
  type === 'recurring' || type === 'oneTime';

const microsAfter = (before: number, { micros, hundredths = 0 }: PriceChange): number =>
  micros ?? before + share(before, hundredths, wholeHundredths);

/** The catalogue as if the prices had always been the new ones. */
export const bookAfter = (book: PriceBook, changes: readonly PriceChange[]): PriceBook => {
  const prices = new Map(book.prices);
  for (const change of changes) {
    const before = prices.get(change.price);
    if (before === undefined) continue;
    const versions = before.versions.map((one) =>
      isBilled(one) ? { ...one, micros: microsAfter(one.micros, change) } : one,
    );
    prices.set(before.id, { ...before, versions });
  }
  return { ...book, prices };
};

/** What the bills before would have charged: else the difference to them would be billed at once. */
const carryAfter = (carry: Carry, changes: readonly PriceChange[]): Carry => {
  const byPrice = new Map(changes.map((one) => [one.price, one]));
  const after = (one: BilledWindow): BilledWindow => {
    const change = byPrice.get(one.price);
    if (change === undefined) return one;
    const unitMicros = microsAfter(one.unitMicros, change);
    return { ...one, unitMicros, micros: amountFor(unitMicros, one.window, one.held) };
  };
  return { ...carry, windows: carry.windows.map(after) };
};

export interface PriceEffect {
  readonly before: Bill;
  readonly after: Bill;
}

/**
 * A bill as it is, and as it would be if prices had always been others: all else is the same, discounts and promised
 * minimums follow, and nothing is made good for the past.
 */
export const priceEffect = (input: BillInput, changes: readonly PriceChange[]): PriceEffect => ({
  before: billOf(input),
  after: billOf({
    ...input,
    book: bookAfter(input.book, changes),
    carry: carryAfter(input.carry, changes),
  }),
});
