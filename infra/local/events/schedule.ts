/** A schedule: the first time after `afterMs` at which it is due; undefined when there is none. */
export type Schedule = (afterMs: number) => number | undefined;

const minuteMs = 60_000;
const dayMs = 86_400_000;
const unitsMs: Readonly<Record<string, number>> = { minute: minuteMs, hour: 3_600_000, day: dayMs };
const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const days = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** A cron expression that is not due in five years is taken as never due; it covers a leap day. */
const horizonDays = 366 * 5;

const rate = (text: string): Schedule => {
  const [, amount, unit] = /^(\d+) (minute|hour|day)s?$/.exec(text) ?? [];
  const periodMs = Number(amount) * (unitsMs[unit ?? ''] ?? 0);
  if (!(periodMs > 0)) throw new Error(`rate(${text}) is not a schedule`);
  return (afterMs) => afterMs + periodMs;
};

interface Range {
  readonly least: number;
  readonly most: number;
  readonly names: readonly string[];
}

const numberOf = (text: string, range: Range): number => {
  const named = range.names.indexOf(text.toUpperCase());
  const value = named >= 0 ? named + range.least : Number(text);
  if (!Number.isInteger(value) || value < range.least || value > range.most)
    throw new Error(`${text} is not a value of this cron field`);
  return value;
};

const part = (text: string, range: Range): number[] => {
  const [span = '', step] = text.split('/');
  const [from = '', to] =
    span === '*' || span === '?' ? [`${range.least}`, `${range.most}`] : span.split('-');
  const least = numberOf(from, range);
  const most = to === undefined ? (step === undefined ? least : range.most) : numberOf(to, range);
  const by = step === undefined ? 1 : Number(step);
  if (!Number.isInteger(by) || by < 1) throw new Error(`${text} is not a step of a cron field`);
  return Array.from(
    { length: Math.floor((most - least) / by) + 1 },
    (_, index) => least + index * by,
  );
};

const field = (
  text: string,
  least: number,
  most: number,
  names: readonly string[] = [],
): ReadonlySet<number> =>
  new Set(text.split(',').flatMap((one) => part(one, { least, most, names })));

type Fits = (day: Date) => boolean;

const lastOfMonth = (day: Date): number =>
  new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate();

const dayOfMonth = (text: string): Fits => {
  if (text === 'L') return (day) => day.getUTCDate() === lastOfMonth(day);
  const allowed = field(text, 1, 31);
  return (day) => allowed.has(day.getUTCDate());
};

const dayOfWeek = (text: string): Fits => {
  const [, last] = /^([^#]+)L$/i.exec(text) ?? [];
  if (last !== undefined) {
    const wanted = numberOf(last, { least: 1, most: 7, names: days });
    return (day) => day.getUTCDay() + 1 === wanted && day.getUTCDate() + 7 > lastOfMonth(day);
  }
  const [, name, nth] = /^(.+)#([1-5])$/.exec(text) ?? [];
  if (name !== undefined) {
    const wanted = numberOf(name, { least: 1, most: 7, names: days });
    return (day) =>
      day.getUTCDay() + 1 === wanted && Math.ceil(day.getUTCDate() / 7) === Number(nth);
  }
  const allowed = field(text === 'L' ? '7' : text, 1, 7, days);
  return (day) => allowed.has(day.getUTCDay() + 1);
};

const cron = (text: string): Schedule => {
  const [minute, hour, monthDay, month, weekDay, year, ...rest] = text.trim().split(/\s+/);
  if (minute === undefined || hour === undefined || monthDay === undefined || month === undefined)
    throw new Error(`cron(${text}) is not a schedule`);
  if (weekDay === undefined || year === undefined || rest.length > 0)
    throw new Error(`cron(${text}) has not six fields`);
  const minutes = [...field(minute, 0, 59)].sort((a, b) => a - b);
  const hours = [...field(hour, 0, 23)].sort((a, b) => a - b);
  const times = hours.flatMap((one) => minutes.map((other) => (one * 60 + other) * minuteMs));
  const inMonth = field(month, 1, 12, months);
  const inYear = field(year, 1970, 2199);
  const onMonthDay = dayOfMonth(monthDay);
  const onWeekDay = dayOfWeek(weekDay);
  const fits = (day: Date): boolean =>
    inMonth.has(day.getUTCMonth() + 1) &&
    inYear.has(day.getUTCFullYear()) &&
    onMonthDay(day) &&
    onWeekDay(day);
  return (afterMs) => {
    const today = Math.floor(afterMs / dayMs) * dayMs;
    for (let index = 0; index < horizonDays; index += 1) {
      const day = today + index * dayMs;
      if (!fits(new Date(day))) continue;
      const due = times.find((time) => day + time > afterMs);
      if (due !== undefined) return day + due;
    }
    return undefined;
  };
};

/** More than a year of days. */
const mostNamedTimes = 400;

/**
 * How many of the ticks that a jump of the clock passed still come. A rate says that time has passed, and one tick says
 * that of any number; a cron expression names times, and what is due at each of them is due.
 */
export const mostMissedTicks = (text: string): number =>
  text.startsWith('rate(') ? 1 : mostNamedTimes;

/** EventBridge's `rate(5 minutes)` and `cron(0 2 * * ? *)`, in UTC. */
export const parseSchedule = (text: string): Schedule => {
  const [, kind, body] = /^(rate|cron)\((.+)\)$/.exec(text) ?? [];
  if (body === undefined) throw new Error(`${text} is not a schedule`);
  return kind === 'rate' ? rate(body) : cron(body);
};
