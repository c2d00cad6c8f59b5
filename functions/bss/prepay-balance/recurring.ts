// Its functions one by one: the whole of Temporal would add 50 kB to a bundle.
import * as Instants from 'temporal-polyfill/fns/Instant';
import * as ZonedDateTime from 'temporal-polyfill/fns/ZonedDateTime';
import type { RecurringPeriodType } from '../../../schemas/tmf/prepay-balance/parts.ts';
import type { Instant } from '../../kernel/clock.ts';
import { timersOf } from '../../kernel/table/timer.ts';
import { capability } from './capability.ts';

/** When a top-up that comes again is due. */
export const topupTimers = timersOf(capability.api, 'bss.prepay-balance', 'TopupTimer');

interface Period {
  readonly weeks: number;
  readonly months: number;
}

const periods: Readonly<Record<RecurringPeriodType, Period>> = {
  weekly: { weeks: 1, months: 0 },
  fortnightly: { weeks: 2, months: 0 },
  monthly: { weeks: 0, months: 1 },
};

/** The moment so many periods after the first top-up. Of a month without its day, the last day, and no drift after it. */
export const dueAt = (first: Instant, period: RecurringPeriodType, times: number): Instant => {
  const { weeks, months } = periods[period];
  const begun = Instants.toZonedDateTimeISO(Instants.fromString(first), 'UTC');
  const due = ZonedDateTime.addWeeks(ZonedDateTime.addMonths(begun, months * times), weeks * times);
  return new Date(due.epochMilliseconds).toISOString();
};

/** What a timer reminds of: a top-up, and which of its repetitions. */
export const subjectOf = (topup: string, time: number): string => `${topup}:${time}`;

export const fromSubject = (subject: string): { readonly topup: string; readonly time: number } => {
  const at = subject.lastIndexOf(':');
  return { topup: subject.slice(0, at), time: Number(subject.slice(at + 1)) };
};
