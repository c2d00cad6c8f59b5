import * as z from 'zod';
import type { Effect } from '../../kernel/events/subscriber.ts';
import { subscriber } from '../../kernel/events/subscriber.ts';
import { change, commit, racing, read } from '../../kernel/table/store.ts';
import { movedPool } from './demand.ts';
import { Moved } from './movement.ts';
import { ended, reservation } from './reservation.ts';
import { resourcePool } from './resource-pool.ts';
import { afterTaking, Taken } from './taken.ts';

const InPool = Moved.extend({ resourcePool: z.object({ id: z.string() }) });

/** Movements that a pool has counted, the newest: one that comes again is not counted twice. */
const movesRemembered = 200;
const Counted = z.object({ moves: z.array(z.string()).default([]) });

/** Counts a movement in its pool. */
const counting =
  (name: 'extract' | 'push'): Effect =>
  async (detail, context) => {
    const moved = InPool.parse(detail.event[name]);
    const poolId = moved.resourcePool.id;
    await racing(poolId, async () => {
      const stored = await read(resourcePool, context.caller.tenant, poolId);
      const { moves } = Counted.parse(stored?.hidden ?? {});
      if (stored === undefined || moves.includes(moved.id)) return true;
      const next = movedPool(stored.value, moved.resource, name === 'push' ? 'in' : 'out');
      const hidden = { ...stored.hidden, moves: [...moves, moved.id].slice(-movesRemembered) };
      return commit(change(resourcePool, stored, next, context, { hidden }));
    });
  };

/** An order has taken from a reservation, or pools have been moved between: what is said of them follows. */
export const handler = subscriber('resource-pool', {
  ExtractCreateEvent: counting('extract'),
  PushCreateEvent: counting('push'),
  ReservationTakenEvent: async (detail, context) => {
    const { id, left } = Taken.parse(detail.event['reservation']);
    await racing(id, async () => {
      const stored = await read(reservation, context.caller.tenant, id);
      if (stored === undefined || stored.value.state !== 'inProgress') return true;
      const next = afterTaking(stored.value, left, context.at);
      if (JSON.stringify(next) === JSON.stringify(stored.value)) return true;
      const done = next.reservationItem?.every((item) => item.state === 'completed') === true;
      const value = done ? ended(next, 'completed', context.at) : next;
      return commit(change(reservation, stored, value, context));
    });
  },
});
