import { Temporal } from 'temporal-polyfill';
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

const dayOf = (date: Temporal.PlainDate, holidays: ReadonlySet<string>): Day =>
  holidays.has(date.toString()) ? 'holiday' : (weekdays[date.dayOfWeek - 1] ?? 'mon');

const holdsOn = (band: Band, date: Temporal.PlainDate, timeline: Timeline): boolean =>
  band.days === undefined || band.days.includes(dayOf(date, timeline.holidays));

/** A band that ends before it begins goes on past midnight, on the day that it began. */
const holds = (band: Band, date: Temporal.PlainDate, minute: number, timeline: Timeline) => {
  const [from, to] = [minutesOf(band.from), minutesOf(band.to)];
  if (from < to) return minute >= from && minute < to && holdsOn(band, date, timeline);
  return (
    (minute >= from && holdsOn(band, date, timeline)) ||
    (minute < to && holdsOn(band, date.subtract({ days: 1 }), timeline))
  );
};

/** Every moment of the local date at which a band may begin or end; an hour that comes twice gives both. */
const bordersOn = (date: Temporal.PlainDate, timeline: Timeline): readonly number[] => {
  const clocks = ['00:00', ...timeline.bands.flatMap(({ from, to }) => [from, to])];
  return clocks.flatMap((clock) => {
    const minute = minutesOf(clock);
    const time = { hour: Math.floor(minute / 60) % 24, minute: minute % 60 };
    const local = (minute === 1440 ? date.add({ days: 1 }) : date).toPlainDateTime(time);
    return (['earlier', 'later'] as const).map(
      (disambiguation) =>
        local.toZonedDateTime(timeline.timeZone, { disambiguation }).epochMilliseconds,
    );
  });
};

/** The moments between two at which the zone's clocks are put forward or back. */
const clockChanges = (from: number, to: number, timeZone: string): readonly number[] => {
  const next = Temporal.Instant.fromEpochMilliseconds(from)
    .toZonedDateTimeISO(timeZone)
    .getTimeZoneTransition('next');
  return next !== null && next.epochMilliseconds < to ? [next.epochMilliseconds] : [];
};

const bandAt = (at: number, timeline: Timeline): number => {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeline.timeZone);
  const minute = local.hour * 60 + local.minute;
  const date = local.toPlainDate();
  return timeline.bands.findIndex((band) => holds(band, date, minute, timeline)) + 1;
};

const workedOut = (timeline: Timeline, day: number): DayBands => {
  const [from, to] = [day * dayMs, (day + 1) * dayMs];
  const first = Temporal.Instant.fromEpochMilliseconds(from)
    .toZonedDateTimeISO(timeline.timeZone)
    .toPlainDate();
  const borders = [0, 1]
    .flatMap((days) => bordersOn(first.add({ days }), timeline))
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
