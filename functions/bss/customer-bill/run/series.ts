import type { Write } from '../../../kernel/table/store.ts';
import { change, creation } from '../../../kernel/table/store.ts';
import type { Stored, WriteContext } from '../../../kernel/table/stored.ts';
import { billNumberSeries, type SeriesRow } from '../kept/run-rows.ts';

/** The number that a bill was given, and in whose series. */
export interface Numbered {
  readonly billNo: string;
  readonly entity: string;
}

const numberDigits = 9;

/** The next number of the entity. It is used exactly when the transaction that takes it commits: no gap can stay. */
export const numbered = (prefix: string, last: number): string =>
  `${prefix}${String(last).padStart(numberDigits, '0')}`;

/** The write that moves a series on; another that took numbers meanwhile makes it fail. */
export const seriesWrite = (
  stored: Stored<SeriesRow> | undefined,
  entity: string,
  last: number,
  context: WriteContext,
): Write => {
  const value = { id: entity, '@type': billNumberSeries.type, last };
  return stored === undefined
    ? creation(billNumberSeries, value, context)
    : change(billNumberSeries, stored, value, context);
};
