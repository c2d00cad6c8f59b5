// Its functions one by one: the whole of Temporal would add 90 kB to each bundle.
import * as PlainDate from 'temporal-polyfill/fns/PlainDate';

/** Months since the year 0: 2026-04 is 2026 * 12 + 3. A cycle is named by the month that it begins in. */
export type Month = number;

/** Where billing cycles begin, in milliseconds since 1970. */
export interface Calendar {
  /** The first moment of the cycle day in a month, in the zone. A day that the month lacks is its last. */
  start(zone: string, day: number, month: Month): number;
  /** The month in which the cycle began that a moment belongs to. */
  monthOf(zone: string, day: number, atMs: number): Month;
}

const monthsPerYear = 12;

const dateBegins = /^(\d{4})-(\d{2})-\d{2}/;

/** The month of a date. Throws a RangeError where it is none. */
export const monthOfDate = (isoDate: string): Month => {
  const [, year, month] = dateBegins.exec(isoDate) ?? [];
  if (year === undefined || month === undefined) throw new RangeError(`${isoDate} is no date`);
  return Number(year) * monthsPerYear + Number(month) - 1;
};

const dateIn = (day: number, month: Month) => {
  const [year, number] = [Math.floor(month / monthsPerYear), (month % monthsPerYear) + 1];
  const first = PlainDate.create(year, number, 1);
  return PlainDate.create(year, number, Math.min(day, PlainDate.daysInMonth(first)));
};

/** The day on which a cycle begins in a month: 31 is the last day of a short one, and 31 again afterwards. */
export const cycleDate = (day: number, month: Month): string =>
  PlainDate.toString(dateIn(day, month));

/** What is known of one cycle day in one zone. */
interface Known {
  readonly starts: Map<Month, number>;
  /** The other way round: most moments that are asked for are boundaries. */
  readonly months: Map<number, Month>;
}

/** A calendar that remembers: a run asks for the same few boundaries for every account. */
export const calendar = (): Calendar => {
  const all = new Map<string, Known>();
  const none = (): Known => ({ starts: new Map(), months: new Map() });
  let [zoneBefore, dayBefore, known] = ['', 0, none()];
  const knownOf = (zone: string, day: number): Known => {
    if (zone === zoneBefore && day === dayBefore) return known;
    const key = `${zone} ${day}`;
    known = all.get(key) ?? none();
    all.set(key, known);
    [zoneBefore, dayBefore] = [zone, day];
    return known;
  };
  const start: Calendar['start'] = (zone, day, month) => {
    const { starts, months } = knownOf(zone, day);
    const before = starts.get(month);
    if (before !== undefined) return before;
    const found = PlainDate.toZonedDateTime(dateIn(day, month), zone).epochMilliseconds;
    starts.set(month, found);
    months.set(found, month);
    return found;
  };
  return {
    start,
    monthOf: (zone, day, atMs) => {
      const before = knownOf(zone, day).months.get(atMs);
      if (before !== undefined) return before;
      const date = new Date(atMs);
      // The zone's month differs from UTC's by one at most.
      let month = date.getUTCFullYear() * monthsPerYear + date.getUTCMonth() + 1;
      while (start(zone, day, month) > atMs) month -= 1;
      return month;
    },
  };
};
