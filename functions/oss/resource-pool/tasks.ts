import { change, commit, read } from '../../kernel/table/store.ts';
import type { WriteContext } from '../../kernel/table/stored.ts';
import { dueTimers, removeTimer } from '../../kernel/table/timer.ts';
import type { Task } from '../../kernel/task/task.ts';
import { taskHandler } from '../../kernel/task/task.ts';
import { releaseResources } from './inventory.ts';
import { extract } from './movement.ts';
import { ended, reservation } from './reservation.ts';
import { poolTimers } from './timers.ts';

const pageSize = 100;

/** What was held for something that was never written, is given back. */
const giveBack = (id: string, { caller }: WriteContext): Promise<void> =>
  releaseResources(id, caller);

/** Ends a reservation whose time is over. One that was prolonged has a later timer. Answers whether it may be forgotten. */
const expire = async (id: string, context: WriteContext): Promise<boolean> => {
  const stored = await read(reservation, context.caller.tenant, id);
  if (stored === undefined) {
    await giveBack(id, context);
    return true;
  }
  const { state, validFor } = stored.value;
  if (state !== 'inProgress' || (validFor?.endDateTime ?? '') > context.at) return true;
  await giveBack(id, context);
  const value = {
    ...ended(stored.value, 'cancelled', context.at),
    cancellationReason: 'The reservation has expired',
    stateChangeReason: 'expired',
  };
  return commit(change(reservation, stored, value, context, { attributes: false }));
};

const look = async (id: string, context: WriteContext): Promise<boolean> => {
  if (!id.startsWith(`${extract.idPrefix}-`)) return expire(id, context);
  if ((await read(extract, context.caller.tenant, id)) === undefined) await giveBack(id, context);
  return true;
};

/** What is due by now: half done, it is done again at the next tick. */
const expireReservations: Task = async (_, context) => {
  const due = await dueTimers(poolTimers, context, pageSize);
  for (const { id, subject } of due)
    if (await look(subject, context)) await removeTimer(poolTimers, id, context);
  return { looked: due.length };
};

/** What is due every minute. */
export const handler = taskHandler('resource-pool', {
  'expire-reservations': expireReservations,
});
