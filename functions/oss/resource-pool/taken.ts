import * as z from 'zod';
import type { Instant } from '../../kernel/clock.ts';
import { holderId } from './inventory.ts';
import type { StoredReservation } from './reservation.ts';

/** What the inventory says when an order has taken from a reservation: what it still holds. */
export const Taken = z.looseObject({
  id: z.string(),
  left: z.array(z.looseObject({ serviceId: z.string(), id: z.string() })),
});

/**
 * Each line says how much of it was taken; one that was taken whole is completed. Less is left each time, so that an
 * event that comes late or again says nothing new.
 */
export const afterTaking = (
  one: StoredReservation,
  left: z.infer<typeof Taken>['left'],
  at: Instant,
): StoredReservation => ({
  ...one,
  reservationItem: (one.reservationItem ?? []).map((item) => {
    const held = left.filter(({ serviceId }) => serviceId === holderId(one.id, item.id ?? ''));
    const before = Number(item.appliedCapacity?.capacityAmount?.capacityAmount ?? 0);
    const taken = Math.max(before, (item.quantity ?? 0) - held.length);
    if (taken === before) return item;
    return {
      ...item,
      appliedCapacity: {
        ...item.appliedCapacity,
        capacityAmount: { capacityAmount: String(taken) },
      },
      ...(taken === item.quantity && { state: 'completed' as const, stateChangeDate: at }),
    };
  }),
});
