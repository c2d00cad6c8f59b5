// Its functions one by one: the whole of Temporal would add 50 kB to a bundle.
import * as PlainDateTime from 'temporal-polyfill/fns/PlainDateTime';

const zero = 48;
const dayMs = 86_400_000;

const digit = (text: string, index: number): number => {
  const value = text.charCodeAt(index) - zero;
  return value >= 0 && value <= 9 ? value : Number.NaN;
};
const two = (text: string, index: number): number =>
  digit(text, index) * 10 + digit(text, index + 1);

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
const daysIn = (year: number, month: number): number =>
  month === 2 && isLeap(year) ? 29 : (monthDays[month - 1] ?? 0);

/** Days since 1970 of a date of the Gregorian calendar. Months count from March, so that the leap day comes last. */
const daysSince1970 = (year: number, month: number, day: number): number => {
  const years = month > 2 ? year : year - 1;
  const era = Math.floor(years / 400);
  const ofEra = years - era * 400;
  const ofYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const days = ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear;
  return era * 146_097 + days - 719_468;
};

const dateMs = (text: string, at: number): number => {
  const year = two(text, at) * 100 + two(text, at + 2);
  const month = two(text, at + 5);
  const day = two(text, at + 8);
  const dashes = text.charCodeAt(at + 4) === 45 && text.charCodeAt(at + 7) === 45;
  return dashes && day >= 1 && day <= daysIn(year, month)
    ? daysSince1970(year, month, day) * dayMs
    : Number.NaN;
};

const minuteMs = (text: string, at: number): number => {
  const [hour, minute] = [two(text, at), two(text, at + 3)];
  return text.charCodeAt(at + 2) === 58 && hour < 24 && minute < 60
    ? (hour * 60 + minute) * 60_000
    : Number.NaN;
};

const secondMs = (text: string, at: number): number => {
  const second = two(text, at + 1);
  return text.charCodeAt(at) === 58 && second < 60 ? second * 1000 : Number.NaN;
};

/** One to three digits after a point; the text ends where they end. */
const fractionMs = (text: string, at: number, end: number): number => {
  if (at === end) return 0;
  if (text.charCodeAt(at) !== 46 || end - at < 2 || end - at > 4) return Number.NaN;
  let value = 0;
  for (let index = at + 1; index < at + 4; index += 1)
    value = value * 10 + (index < end ? digit(text, index) : 0);
  return value;
};

/** `Z`, `+01:00` or `-03:30` at the end of the text, in milliseconds; and how long it is. */
const zoneMs = (text: string, end: number): { readonly ms: number; readonly length: number } => {
  if (text.charCodeAt(end - 1) === 90) return utc;
  const sign = text.charCodeAt(end - 6);
  const ms = minuteMs(text, end - 5);
  return { ms: sign === 43 ? ms : sign === 45 ? -ms : Number.NaN, length: 6 };
};
const utc = { ms: 0, length: 1 };

/**
 * Milliseconds since 1970 of an ISO 8601 moment with seconds and a zone, such as `2026-11-24T10:00:00.5+01:00`; NaN for
 * anything else. `Date.parse` takes three times as long, and takes more than this.
 */
export const momentOf = (text: string, start = 0, end = text.length): number => {
  if (end - start < 20 || text.charCodeAt(start + 10) !== 84) return Number.NaN;
  const zone = zoneMs(text, end);
  return (
    dateMs(text, start) +
    minuteMs(text, start + 11) +
    secondMs(text, start + 16) +
    fractionMs(text, start + 19, end - zone.length) -
    zone.ms
  );
};

/** Reads moments that a file writes by the clock of its place: `2026-11-24 10:00` or `2026-11-24 10:00:00`. */
export type LocalMoments = (text: string, start: number, end: number) => number;

const hourMs = 3_600_000;

/** The offset of an hour is asked for once. Of an hour that comes twice, the first is meant. */
export const localMomentsIn = (timeZone: string): LocalMoments => {
  const offsets = new Map<number, number>();
  const offsetAt = (local: number): number => {
    // A zone may change its clocks at half an hour, so that an hour has not one offset: a quarter has.
    const quarter = Math.floor(local / (hourMs / 4));
    const known = offsets.get(quarter);
    if (known !== undefined) return known;
    const at = new Date(local);
    const wall = PlainDateTime.create(
      at.getUTCFullYear(),
      at.getUTCMonth() + 1,
      at.getUTCDate(),
      at.getUTCHours(),
      at.getUTCMinutes(),
      at.getUTCSeconds(),
    );
    const exact = PlainDateTime.toZonedDateTime(wall, timeZone).epochMilliseconds;
    const offset = Math.floor(local / 1000) * 1000 - exact;
    offsets.set(quarter, offset);
    return offset;
  };
  return (text, start, end) => {
    const length = end - start;
    if (length !== 16 && length !== 19) return Number.NaN;
    const local =
      dateMs(text, start) +
      minuteMs(text, start + 11) +
      (length === 19 ? secondMs(text, start + 16) : 0);
    return Number.isNaN(local) ? local : local - offsetAt(local);
  };
};
