import * as z from 'zod';
import type { Instant } from '../../kernel/clock.ts';
import { later } from '../../kernel/clock.ts';

/**
 * What is known of asking the provider for money. `asked`: a request is out, and only its answer ends the wait. `idle`:
 * every request so far has its answer, so another may be sent. `ended`: nothing more is asked.
 */
export const Course = z.strictObject({
  phase: z.enum(['idle', 'asked', 'ended']),
  /** A person waits for the answer and decides what follows a no: we do not ask again. */
  attended: z.boolean(),
  /** The requests so far that are different ones; sent again for want of an answer, a request keeps its number. */
  attempt: z.int(),
  declines: z.int(),
  outages: z.int(),
  /** The request was sent before and may still arrive: whatever is sent next is this request again, to the cent. */
  doubt: z.boolean(),
  /** How often we have looked what became of the request that is out. */
  looks: z.int(),
  /** When something is to be done. @default - nothing is */
  next: z.string().optional(),
  /** Why the provider said no, the last time. */
  reason: z.string().optional(),
});
export type Course = z.infer<typeof Course>;

/** What a provider says, or what its silence means. */
export type Answer =
  | { readonly kind: 'approved'; readonly reference: string }
  /** A no of the bank. After a final one, the same method must not be tried again. */
  | { readonly kind: 'declined'; readonly reason: string; readonly final: boolean }
  /** Turned away before anything was done. */
  | { readonly kind: 'unavailable' }
  /** Allowed, but not captured yet. */
  | { readonly kind: 'authorized'; readonly reference: string }
  /** Taken, and answered later; or nobody knows whether it was taken at all. */
  | { readonly kind: 'pending' | 'unknown' }
  /** We looked, and the provider has never heard of it. */
  | { readonly kind: 'absent' }
  /** It can no longer take money: we called it off. */
  | { readonly kind: 'voided' };

export type Ending = 'approved' | 'denied' | 'failed';

/** What to do now: send a request, look what became of the one that is out, or call that one off. */
export type Due = 'ask' | 'look' | 'void';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** A bank's no may be a yes after the next pay day: three more tries, eight days apart. */
export const declineDelaysMs: readonly number[] = [8 * dayMs, 8 * dayMs, 8 * dayMs];
/** A provider that is out of order is asked again after 5 minutes, then twice as long, eight times: 21 hours in all. */
const outageDelayMs = 5 * minuteMs;
const mostOutages = 8;
/** Looks at a request without an answer; after the last, it is called off. */
export const lookDelaysMs: readonly number[] = [
  5 * minuteMs,
  hourMs,
  dayMs,
  dayMs,
  dayMs,
  dayMs,
  dayMs,
];

/** A course whose first request is due at a time. */
export const opened = (at: Instant, attended: boolean): Course => ({
  phase: 'idle',
  attended,
  attempt: 0,
  doubt: false,
  declines: 0,
  outages: 0,
  looks: 0,
  next: at,
});

/** What is to be done at this time, if anything. */
export const due = ({ phase, next, looks }: Course, at: Instant): Due | undefined => {
  if (phase === 'ended' || next === undefined || next > at) return undefined;
  if (phase === 'idle') return 'ask';
  return looks < lookDelaysMs.length ? 'look' : 'void';
};

/**
 * The course as it is kept before a request is sent. Should the sender die, the first look finds out what became of it.
 * A request that the provider never got is sent again under its old number: then it cannot be done twice, should it
 * have been under way after all.
 */
export const asking = (course: Course, at: Instant): Course => ({
  ...course,
  phase: 'asked',
  attempt: course.doubt ? course.attempt : course.attempt + 1,
  next: later(at, lookDelaysMs[course.looks] ?? dayMs),
});

const ended = ({ next, ...course }: Course): Course => ({ ...course, phase: 'ended' });

const onDeclined = (course: Course, final: boolean, reason: string, at: Instant) => {
  const told = { ...course, reason, looks: 0, doubt: false };
  const delayMs = declineDelaysMs[course.declines];
  if (final || course.attended || delayMs === undefined)
    return { course: ended(told), ending: 'denied' as const };
  const next = later(at, delayMs);
  return { course: { ...told, phase: 'idle' as const, declines: course.declines + 1, next } };
};

const onUnavailable = (course: Course, at: Instant) => {
  const told = { ...course, reason: 'the payment provider is out of order', looks: 0 };
  if (course.attended || course.outages >= mostOutages)
    return course.doubt
      ? // An earlier sending may still arrive: it has to be called off before this can end.
        { course: { ...told, phase: 'asked' as const, looks: lookDelaysMs.length, next: at } }
      : { course: ended(told), ending: 'failed' as const };
  const next = later(at, outageDelayMs * 2 ** course.outages);
  return { course: { ...told, phase: 'idle' as const, outages: course.outages + 1, next } };
};

/** The course after an answer to its request, and how it ended, if it did. An ended course takes no answer any more. */
export const answered = (
  course: Course,
  answer: Answer,
  at: Instant,
): { readonly course: Course; readonly ending?: Ending } => {
  if (course.phase === 'ended') return { course };
  switch (answer.kind) {
    case 'approved':
      return { course: ended({ ...course, reason: undefined }), ending: 'approved' };
    case 'declined':
      return onDeclined(course, answer.final, answer.reason, at);
    case 'unavailable':
      return onUnavailable(course, at);
    case 'voided':
      return {
        course: ended({ ...course, reason: 'no answer came, so it was called off' }),
        ending: 'failed',
      };
    case 'absent':
      return {
        course: { ...course, phase: 'idle', doubt: true, looks: course.looks + 1, next: at },
      };
    case 'authorized':
    case 'pending':
    case 'unknown':
      return { course };
  }
};

/**
 * The course after an answer that the provider sends by itself: perhaps late, perhaps again, perhaps to an earlier
 * request. Where the answer is known, only a yes still counts: the money was taken, whatever was said before.
 */
export const heard = (
  course: Course,
  attempt: number,
  answer: Answer,
  at: Instant,
): { readonly course: Course; readonly ending?: Ending } => {
  const known = course.phase !== 'asked' && answer.kind !== 'approved';
  return attempt !== course.attempt || known ? { course } : answered(course, answer, at);
};

/** The course after a look or a calling-off that found no answer: look again later. */
export const unanswered = (course: Course, at: Instant): Course => {
  const looks = Math.min(course.looks + 1, lookDelaysMs.length);
  return { ...course, looks, next: later(at, lookDelaysMs[looks] ?? dayMs) };
};
