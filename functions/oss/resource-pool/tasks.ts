import { Transient } from '../../kernel/problem.ts';
import { change, commit, read } from '../../kernel/table/store.ts';
import type { WriteContext } from '../../kernel/table/stored.ts';
import { sweep } from '../../kernel/task/sweep.ts';
import type { Task } from '../../kernel/task/task.ts';
import { taskHandler } from '../../kernel/task/task.ts';
import { releaseResources } from './inventory.ts';
import { extract } from './movement.ts';
import { ended, reservation } from './reservation.ts';
import { poolTimers } from './timers.ts';

/** What was held for something that was never written, is given back. */
const giveBack = (id: string, { caller }: WriteContext): Promise<void> =>
  releaseResources(id, caller);

/** Ends a reservation whose time is over. One that was prolonged has a later timer. */
const expire = async (id: string, context: WriteContext): Promise<void> => {
  const stored = await read(reservation, context.caller.tenant, id);
  if (stored === undefined) return giveBack(id, context);
  const { state, validFor } = stored.value;
  if (state !== 'inProgress' || (validFor?.endDateTime ?? '') > context.at) return;
  await giveBack(id, context);
  const value = {
    ...ended(stored.value, 'cancelled', context.at),
    cancellationReason: 'The reservation has expired',
    stateChangeReason: 'expired',
  };
  if (!(await commit(change(reservation, stored, value, context, { attributes: false }))))
    throw new Transient(`${id} was changed meanwhile`);
};

const look = async (id: string, context: WriteContext): Promise<void> => {
  if (!id.startsWith(`${extract.idPrefix}-`)) return expire(id, context);
  if ((await read(extract, context.caller.tenant, id)) === undefined) await giveBack(id, context);
};

const expireReservations: Task = (_, context) => sweep(poolTimers, context, look);

/** What is due every minute. */
export const handler = taskHandler('resource-pool', {
  'expire-reservations': expireReservations,
});
