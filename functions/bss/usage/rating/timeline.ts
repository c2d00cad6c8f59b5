// Its functions one by one: the whole of Temporal would add 50 kB to a bundle.
import * as Instant from 'temporal-polyfill/fns/Instant';
import * as PlainDate from 'temporal-polyfill/fns/PlainDate';
import * as PlainDateTime from 'temporal-polyfill/fns/PlainDateTime';
import * as ZonedDateTime from 'temporal-polyfill/fns/ZonedDateTime';
import type { Band, Day } from './tariff.ts';

const dayMs = 86_400_000;
const weekdays: readonly Day[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** The bands of one UTC day: band `bands[i]` holds from `starts[i]` on. The first start is the day's. */
export interface DayBands {
  readonly starts: readonly number[];
  readonly bands: readonly number[];
}

/** Which band holds at which moment, in one time zone. Days are worked out when they are first asked for. */
export interface Timeline {
  readonly timeZone: string;
  readonly bands: readonly Band[];
  readonly holidays: ReadonlySet<string>;
  readonly days: Map<number, DayBands>;
}

/** The band that holds where no other does. */
export const standardBand = 0;

export const timelineOf = (
  timeZone: string,
  bands: readonly Band[],
  holidays: readonly string[],
): Timeline => ({ timeZone, bands, holidays: new Set(holidays), days: new Map() });

const minutesOf = (clock: string): number =>
  Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));

const dayOf = (date: PlainDate.Record, holidays: ReadonlySet<string>): Day =>
  holidays.has(PlainDate.toString(date))
    ? 'holiday'
    : (weekdays[PlainDate.dayOfWeek(date) - 1] ?? 'mon');

const holdsOn = (band: Band, date: PlainDate.Record, timeline: Timeline): boolean =>
  band.days === undefined || band.days.includes(dayOf(date, timeline.holidays));

/** A band that ends before it begins goes on past midnight, on the day that it began. */
const holds = (band: Band, date: PlainDate.Record, minute: number, timeline: Timeline) => {
  const [from, to] = [minutesOf(band.from), minutesOf(band.to)];
  if (from < to) return minute >= from && minute < to && holdsOn(band, date, timeline);
  return (
    (minute >= from && holdsOn(band, date, timeline)) ||
    (minute < to && holdsOn(band, PlainDate.subtractDays(date, 1), timeline))
  );
};

/** Every moment of the local date at which a band may begin or end; an hour that comes twice gives both. */
const bordersOn = (date: PlainDate.Record, timeline: Timeline): readonly number[] => {
  const clocks = ['00:00', ...timeline.bands.flatMap(({ from, to }) => [from, to])];
  return clocks.flatMap((clock) => {
    const minute = minutesOf(clock);
    const { year, month, day } = minute === 1440 ? PlainDate.addDays(date, 1) : date;
    const hour = Math.floor(minute / 60) % 24;
    const local = PlainDateTime.create(year, month, day, hour, minute % 60);
    return (['earlier', 'later'] as const).map(
      (disambiguation) =>
        PlainDateTime.toZonedDateTime(local, timeline.timeZone, { disambiguation })
          .epochMilliseconds,
    );
  });
};

const localAt = (at: number, timeZone: string): ZonedDateTime.Record =>
  Instant.toZonedDateTimeISO(Instant.fromEpochMilliseconds(at), timeZone);

/** The moments between two at which the zone's clocks are put forward or back. */
const clockChanges = (from: number, to: number, timeZone: string): readonly number[] => {
  const next = ZonedDateTime.getTimeZoneTransition(localAt(from, timeZone), 'next');
  return next !== null && next.epochMilliseconds < to ? [next.epochMilliseconds] : [];
};

const bandAt = (at: number, timeline: Timeline): number => {
  const local = localAt(at, timeline.timeZone);
  const minute = local.hour * 60 + local.minute;
  const date = ZonedDateTime.toPlainDate(local);
  return timeline.bands.findIndex((band) => holds(band, date, minute, timeline)) + 1;
};

const workedOut = (timeline: Timeline, day: number): DayBands => {
  const [from, to] = [day * dayMs, (day + 1) * dayMs];
  const first = ZonedDateTime.toPlainDate(localAt(from, timeline.timeZone));
  const borders = [0, 1]
    .flatMap((days) => bordersOn(PlainDate.addDays(first, days), timeline))
    .concat(clockChanges(from, to, timeline.timeZone))
    .filter((at) => at > from && at < to);
  const starts = [from, ...new Set(borders)].sort((one, other) => one - other);
  const bands = starts.map((at) => bandAt(at, timeline));
  const kept = starts.flatMap((_, index) =>
    index === 0 || bands[index] !== bands[index - 1] ? [index] : [],
  );
  return {
    starts: kept.map((index) => starts[index] ?? 0),
    bands: kept.map((index) => bands[index] ?? standardBand),
  };
};

/** The bands of the UTC day of a moment. */
export const dayBands = (timeline: Timeline, at: number): DayBands => {
  const day = Math.floor(at / dayMs);
  const known = timeline.days.get(day);
  if (known !== undefined) return known;
  const made = workedOut(timeline, day);
  timeline.days.set(day, made);
  return made;
};

/** A stretch of one band; `endMs` is where the next one begins, at the latest at the end of the UTC day. */
export const stretchEnd = (day: DayBands, index: number, at: number): number =>
  day.starts[index + 1] ?? (Math.floor(at / dayMs) + 1) * dayMs;

/** The place of the band that holds at a moment among those of its day. */
export const stretchAt = ({ starts }: DayBands, at: number): number => {
  let index = starts.length - 1;
  while (index > 0 && (starts[index] ?? 0) > at) index -= 1;
  return index;
};
