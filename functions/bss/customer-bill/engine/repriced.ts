import type { Carry } from './carry.ts';
import type { Price, PriceBook } from './price-book.ts';
import { amountFor } from './recurring.ts';

/** What a price would be. */
export interface NewPrice {
  readonly id: string;
  readonly micros?: number;
  /** Hundredths of a percent, of a discount. */
  readonly hundredths?: number;
}

const withNew = (price: Price, { micros, hundredths }: NewPrice): Price => ({
  ...price,
  versions: price.versions.map((one) => ({
    ...one,
    ...(micros !== undefined && { micros }),
    ...(hundredths !== undefined && { hundredths }),
  })),
});

/** The catalogue as if the prices had always been these. */
export const repricedBook = (book: PriceBook, changes: readonly NewPrice[]): PriceBook => {
  const prices = new Map(book.prices);
  for (const one of changes) {
    const known = prices.get(one.id);
    if (known !== undefined) prices.set(one.id, withNew(known, one));
  }
  return { ...book, prices };
};

/** What earlier bills would have charged: else a window that is put right would be so from one price to the other. */
export const repricedCarry = (carry: Carry, changes: readonly NewPrice[]): Carry => {
  const micros = new Map(changes.map((one) => [one.id, one.micros]));
  return {
    ...carry,
    windows: carry.windows.map((one) => {
      const unitMicros = micros.get(one.price);
      return unitMicros === undefined
        ? one
        : { ...one, unitMicros, micros: amountFor(unitMicros, one.window, one.held) };
    }),
  };
};
