import { later } from '../../kernel/clock.ts';
import { derivedId } from '../../kernel/ids.ts';
import { racing, read } from '../../kernel/table/store.ts';
import type { WriteContext } from '../../kernel/table/stored.ts';
import { setTimer } from '../../kernel/table/timer.ts';
import { sweep } from '../../kernel/task/sweep.ts';
import type { Task } from '../../kernel/task/task.ts';
import { taskHandler } from '../../kernel/task/task.ts';
import { hrefOf } from '../../kernel/tmf/resource.ts';
import { topUp, topupBalance } from './actions.ts';
import { balanceOf, bucket, bucketTimers, changeBucket } from './bucket.ts';
import { dueAt, fromSubject, subjectOf, topupTimers } from './recurring.ts';

/** Tops up once more, and reminds of the next time first. A top-up that was deleted comes no more. */
const again = async (subject: string, context: WriteContext): Promise<void> => {
  const { topup, time } = fromSubject(subject);
  const stored = await read(topupBalance, context.caller.tenant, topup);
  if (stored === undefined) return;
  const { recurringPeriod, numberOfPeriods, isAutoTopup: _auto, ...value } = stored.value;
  if (recurringPeriod === undefined) return;
  const next = time + 1;
  if (numberOfPeriods === undefined || next < numberOfPeriods) {
    const due = dueAt(value.requestedDate ?? context.at, recurringPeriod, next);
    await setTimer(topupTimers, subjectOf(topup, next), due, context);
  }
  const id = derivedId(topupBalance.idPrefix, topup, String(time));
  await topUp(
    {
      ...value,
      id,
      href: hrefOf(topupBalance, id),
      balanceTopup: { id: topup, role: 'repeats', '@referredType': 'TopupBalance' },
    },
    context,
  );
};

const hourMs = 3_600_000;

/** A bucket whose time is over is expired, and what was left goes to the ledger's `expired`. Sessions under way end first. */
const expire = (id: string, context: WriteContext): Promise<void> =>
  racing(id, async () => {
    const stored = await read(bucket, context.caller.tenant, id);
    if (stored === undefined || stored.value.status === 'expired') return true;
    const end = stored.value.validFor?.endDateTime;
    if (end === undefined || Date.parse(end) > Date.parse(context.at)) return true;
    if (balanceOf(stored).reserved > 0) {
      await setTimer(bucketTimers, id, later(context.at, hourMs), context);
      return true;
    }
    const expired = { ...stored.value, status: 'expired' as const };
    return (await changeBucket(stored, expired, context)) !== undefined;
  });

const endedBuckets: Task = (_event, context) => sweep(bucketTimers, context, expire);

const dueTopups: Task = (_event, context) => sweep(topupTimers, context, again);

/** What the clock starts: top-ups that come again, and the end of buckets. */
export const handler = taskHandler('prepay-balance', {
  'due-topups': dueTopups,
  'ended-buckets': endedBuckets,
});
