// Its functions one by one: the whole of Temporal would add 50 kB to a bundle.
import * as Instant from 'temporal-polyfill/fns/Instant';
import * as PlainDate from 'temporal-polyfill/fns/PlainDate';

/** A month in the customer's time zone: `2026-11`, from its first moment to the first of the next. */
export interface Month {
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
}

const firstMoment = (first: PlainDate.Record, timeZone: string): number =>
  PlainDate.toZonedDateTime(first, timeZone).epochMilliseconds;

const nameForm = /^(\d{4})-(0[1-9]|1[0-2])$/;

/** The first day of the month of that name, or a RangeError. */
const firstDay = (name: string): PlainDate.Record => {
  const [, year, month] = nameForm.exec(name) ?? [];
  if (year === undefined) throw new RangeError(`${name} is no month, such as 2026-11`);
  return PlainDate.create(Number(year), Number(month), 1);
};

const nameOf = (day: PlainDate.Record): string => PlainDate.toString(day).slice(0, 7);

/** The month of that name, or a RangeError. */
export const monthNamed = (name: string, timeZone: string): Month => {
  const first = firstDay(name);
  return {
    name,
    startMs: firstMoment(first, timeZone),
    endMs: firstMoment(PlainDate.addMonths(first, 1), timeZone),
  };
};

const halfMonthMs = 15 * 86_400_000;

/** The name of the month that begins at a moment, in whichever time zone it does. */
export const monthBeginningAt = (startMs: number): string =>
  new Date(startMs + halfMonthMs).toISOString().slice(0, 7);

/** The month that many months later; before, where it is negative. */
export const monthAfter = (name: string, months: number): string =>
  nameOf(PlainDate.addMonths(firstDay(name), months));

/** The months of a time zone, each worked out once. */
export type Months = (at: number) => Month;

export const monthsOf = (timeZone: string): Months => {
  const known: Month[] = [];
  let last: Month | undefined;
  return (at) => {
    if (last !== undefined && at >= last.startMs && at < last.endMs) return last;
    last = known.find(({ startMs, endMs }) => at >= startMs && at < endMs);
    if (last !== undefined) return last;
    const local = Instant.toZonedDateTimeISO(Instant.fromEpochMilliseconds(at), timeZone);
    last = monthNamed(nameOf(PlainDate.create(local.year, local.month, 1)), timeZone);
    known.push(last);
    return last;
  };
};
