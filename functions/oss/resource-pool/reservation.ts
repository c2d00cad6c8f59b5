import type { ReservationItem } from '../../../schemas/tmf/resource-pool/parts.ts';
import {
  Reservation,
  ReservationCreate,
  ReservationUpdate,
} from '../../../schemas/tmf/resource-pool/reservation.ts';
import type { Access, Caller } from '../../kernel/access/caller.ts';
import type { Instant } from '../../kernel/clock.ts';
import { lifecycle } from '../../kernel/lifecycle/lifecycle.ts';
import { badRequest } from '../../kernel/problem.ts';
import { readAll } from '../../kernel/table/store.ts';
import { setTimer } from '../../kernel/table/timer.ts';
import type { HookContext, Identified } from '../../kernel/tmf/resource.ts';
import { changedAttributes, defineResource } from '../../kernel/tmf/resource.ts';
import { capability } from './capability.ts';
import { demandOf, poolOfItem } from './demand.ts';
import type { HeldResource } from './inventory.ts';
import { holderId, holdResources, releaseResources } from './inventory.ts';
import type { StoredPool } from './resource-pool.ts';
import { resourcePool } from './resource-pool.ts';
import { poolTimers } from './timers.ts';

/**
 * TMF685 has the words of TMF641 and no diagram; ours: what is held is in progress, until orders have taken all of it or
 * it is given up. A reservation that cannot be held whole is refused at once.
 */
export const reservationLifecycle = lifecycle(['acknowledged'], {
  acknowledged: ['inProgress'],
  inProgress: ['completed', 'cancelled'],
  completed: [],
  cancelled: [],
});

export type StoredReservation = Identified<Reservation>;

/** Who sells may hold what is sold; a customer reserves by ordering. */
const sellersReserve: Access = { operations: 'all', agent: 'all', customer: 'none' };

/** A reservation without an end would keep resources from others for ever. */
const dayMs = 86_400_000;
const mostDays = 90;

/** When it ends: as it says, else a day after it was made. */
const endOf = (one: StoredReservation, at: Instant): Instant => {
  const end = one.validFor?.endDateTime ?? one.reservationPeriod?.endDateTime;
  if (end === undefined) return new Date(Date.parse(at) + dayMs).toISOString();
  const endMs = Date.parse(end);
  if (!(endMs > Date.parse(at))) throw badRequest(`validFor.endDateTime: ${end} has passed`);
  if (endMs > Date.parse(at) + mostDays * dayMs)
    throw badRequest(`validFor.endDateTime: a reservation holds for at most ${mostDays} days`);
  return new Date(endMs).toISOString();
};

const poolsFor = async (
  items: readonly ReservationItem[],
  { tenant }: Caller,
): Promise<ReadonlyMap<string, StoredPool>> => {
  const ids = items.flatMap((item) => poolOfItem(item) ?? []);
  const found = await readAll(resourcePool, tenant, ids);
  return new Map(found.map(({ value }) => [value.id, value]));
};

const roleOfHeld = 'reservedResource';

const withHeld = (
  item: ReservationItem,
  itemId: string,
  held: readonly HeldResource[],
  at: Instant,
): ReservationItem => ({
  ...item,
  id: itemId,
  state: 'inProgress',
  stateChangeDate: at,
  quantity: held.length,
  relatedEntity: [
    ...(item.relatedEntity ?? []),
    ...held.map(({ id, name, href }) => ({
      id,
      name,
      href,
      role: roleOfHeld,
      '@referredType': 'Resource',
    })),
  ],
});

/** Holds first and is written then: where the second fails, the timer gives back what was held. */
const reserve = async (
  draft: StoredReservation,
  { caller, at, id }: HookContext,
): Promise<StoredReservation> => {
  const items = draft.reservationItem ?? [];
  const pools = await poolsFor(items, caller);
  const demands = items.map((item, index) => demandOf(item, index, pools));
  if (new Set(demands.map(({ itemId }) => itemId)).size < demands.length)
    throw badRequest('reservationItem: every line needs an id of its own');
  const end = endOf(draft, at);
  await setTimer(poolTimers, id, end, { caller, at });
  const held = await holdResources(id, demands, caller);
  return {
    ...draft,
    state: 'inProgress',
    creationDate: at,
    stateChangeDate: at,
    validFor: { startDateTime: at, ...draft.validFor, endDateTime: end },
    reservationItem: items.map((item, index) => {
      const itemId = demands[index]?.itemId ?? '';
      const own = held.filter(({ serviceId }) => serviceId === holderId(id, itemId));
      return withHeld(item, itemId, own, at);
    }),
  };
};

/** What cannot change: what is held, and what only the course of things says. */
const fixed: readonly string[] = [
  'reservationItem',
  'creationDate',
  'completionDate',
  'stateChangeDate',
  'reservationPeriod',
];

/** Every line is where the reservation is, but those that were taken whole before. */
export const ended = (
  one: StoredReservation,
  state: 'completed' | 'cancelled',
  at: Instant,
): StoredReservation => ({
  ...one,
  state,
  stateChangeDate: at,
  ...(state === 'completed' ? { completionDate: at } : { cancellationDate: at }),
  reservationItem: (one.reservationItem ?? []).map((item) =>
    item.state === 'completed' ? item : { ...item, state, stateChangeDate: at },
  ),
});

const patched = async (
  next: StoredReservation,
  before: StoredReservation,
  { caller, at, id }: HookContext,
): Promise<StoredReservation> => {
  const touched = changedAttributes(before, next);
  const refused = touched.filter((name) => fixed.includes(name));
  if (refused.length > 0)
    throw badRequest(`${refused.join(', ')} cannot be changed; make another reservation`);
  if (before.state !== 'inProgress' && touched.includes('validFor'))
    throw badRequest(`A reservation that is ${before.state ?? ''} cannot be prolonged`);
  if (next.state === 'completed' && before.state !== 'completed')
    throw badRequest('state: a reservation is completed by the orders that take from it');
  if (next.state === 'cancelled' && before.state !== 'cancelled') {
    await releaseResources(id, caller);
    return ended(next, 'cancelled', at);
  }
  if (!touched.includes('validFor')) return next;
  const end = endOf(next, at);
  await setTimer(poolTimers, id, end, { caller, at });
  return { ...next, validFor: { ...next.validFor, endDateTime: end } };
};

/** TMF685. Resources of a stock that are held for somebody until they order, or until the time is over. */
export const reservation = defineResource<StoredReservation>({
  api: capability.api,
  source: 'oss.resource-pool',
  name: 'reservation',
  idPrefix: 'rsv',
  schema: { read: Reservation, create: ReservationCreate, update: ReservationUpdate },
  access: sellersReserve,
  state: { attribute: 'state', lifecycle: reservationLifecycle },
  shards: 16,
  events: {
    create: 'ReservationCreationEvent',
    change: null,
    delete: 'ReservationRemoveEvent',
  },
  beforeCreate: reserve,
  beforePatch: patched,
  beforeDelete: (_, { caller, id }) => releaseResources(id, caller),
});
