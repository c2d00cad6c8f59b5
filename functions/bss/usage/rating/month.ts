import { Temporal } from 'temporal-polyfill';

/** A month in the customer's time zone: `2026-11`, from its first moment to the first of the next. */
export interface Month {
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
}

const firstMoment = (month: Temporal.PlainYearMonth, timeZone: string): number =>
  month.toPlainDate({ day: 1 }).toZonedDateTime(timeZone).epochMilliseconds;

/** The month of that name, or a RangeError. */
export const monthNamed = (name: string, timeZone: string): Month => {
  const month = Temporal.PlainYearMonth.from(name);
  return {
    name: month.toString(),
    startMs: firstMoment(month, timeZone),
    endMs: firstMoment(month.add({ months: 1 }), timeZone),
  };
};

const halfMonthMs = 15 * 86_400_000;

/** The name of the month that begins at a moment, in whichever time zone it does. */
export const monthBeginningAt = (startMs: number): string =>
  new Date(startMs + halfMonthMs).toISOString().slice(0, 7);

/** The month that many months later; before, where it is negative. */
export const monthAfter = (name: string, months: number): string =>
  Temporal.PlainYearMonth.from(name).add({ months }).toString();

/** The months of a time zone, each worked out once. */
export type Months = (at: number) => Month;

export const monthsOf = (timeZone: string): Months => {
  const known: Month[] = [];
  let last: Month | undefined;
  return (at) => {
    if (last !== undefined && at >= last.startMs && at < last.endMs) return last;
    last = known.find(({ startMs, endMs }) => at >= startMs && at < endMs);
    if (last !== undefined) return last;
    const date = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
    last = monthNamed(date.toPlainDate().toPlainYearMonth().toString(), timeZone);
    known.push(last);
    return last;
  };
};
