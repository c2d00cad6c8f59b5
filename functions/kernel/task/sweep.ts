import { later } from '../clock.ts';
import { inLanes } from '../events/lanes.ts';
import { log } from '../observability/log.ts';
import type { WriteContext } from '../table/stored.ts';
import type { DueTimer, Timer } from '../table/timer.ts';
import { dueTimers, removeTimer, setTimer } from '../table/timer.ts';
import type { Resource } from '../tmf/resource.ts';

/** So many timers are read at once, and so many worked on at the same time. */
const batch = 100;
const width = 10;
/** A run takes no new ones when so much of its function's minute is over; the next run goes on. */
const longestMs = 40_000;
/** What failed is tried again after five minutes, so that it cannot hold up the others. */
const retryMs = 300_000;

type Rung = (subject: string, context: WriteContext) => Promise<void>;

const ring = async (
  timers: Resource<Timer>,
  subject: string,
  context: WriteContext,
  rung: Rung,
): Promise<void> => {
  try {
    await rung(subject, context);
  } catch (error) {
    log.error('TIMER-001 what was due could not be done; it is tried again', { error, subject });
    await setTimer(timers, subject, later(context.at, retryMs), context);
  }
};

/** All that some timers remind of, several at once; each timer is taken away when the last of its own is done. */
const ringAll = async (
  timers: Resource<Timer>,
  due: readonly DueTimer[],
  context: WriteContext,
  rung: Rung,
): Promise<void> => {
  const left = new Map(due.map(({ id, subjects }) => [id, subjects.length]));
  const all = due.flatMap(({ id, subjects }) => subjects.map((subject) => ({ id, subject })));
  await inLanes(all, width, async ({ id, subject }) => {
    await ring(timers, subject, context, rung);
    const rest = (left.get(id) ?? 0) - 1;
    left.set(id, rest);
    if (rest === 0) await removeTimer(timers, id, context);
  });
};

/**
 * Does what the due timers remind of, and what falls due by that, until nothing is: one tick makes good any number that were
 * missed. A timer is taken away after its work, so that a crash repeats the work.
 */
export const sweep = async (
  timers: Resource<Timer>,
  context: WriteContext,
  rung: Rung,
): Promise<void> => {
  const startedMs = performance.now();
  while (performance.now() - startedMs < longestMs) {
    const due = await dueTimers(timers, context, batch);
    if (due.length === 0) return;
    await ringAll(timers, due, context, rung);
  }
};
