import type { Write } from '../../kernel/table/store.ts';
import { change, readAll } from '../../kernel/table/store.ts';
import type { Stored, WriteContext } from '../../kernel/table/stored.ts';
import type { Assignment, Held } from './assignment.ts';
import { assignment } from './assignment.ts';
import type { Need } from './need.ts';
import type { StoredResource } from './resource.ts';
import { holderOf, resource } from './resource.ts';

/** What reservations hold of that an order may take, and what stays of them when it has. */
export interface Reserved {
  /** For one need, each resource at most once. */
  readonly of: (need: Need) => readonly Stored<StoredResource>[];
  /** The reservations without what was taken, each with an event that says what is left. */
  readonly without: (taken: readonly Held[], context: WriteContext) => readonly Write[];
}

const fits = (one: StoredResource, need: Need): boolean =>
  one.resourceSpecification?.id === need.resourceSpecificationId &&
  (need.placeId === undefined || one.place?.id === need.placeId);

const without = (
  stored: Stored<Assignment>,
  taken: readonly Held[],
  context: WriteContext,
): readonly Write[] => {
  const resources = stored.value.resources.filter(({ id }) => !taken.some((one) => one.id === id));
  if (resources.length === stored.value.resources.length) return [];
  const payload = { id: stored.value.id, left: resources };
  const extra = [{ eventType: 'ReservationTakenEvent', resource: 'reservation', payload }];
  return [change(assignment, stored, { ...stored.value, resources }, context, { extra })];
};

/** Reads the reservations that the needs name: those that are given up or have expired hold nothing. */
export const reservedFor = async (needs: readonly Need[], tenant: string): Promise<Reserved> => {
  const ids = [...new Set(needs.flatMap(({ reservationId }) => reservationId ?? []))];
  const found = await readAll(assignment, tenant, ids);
  const records = found.filter(({ value }) => value.state === 'held');
  const held = records.flatMap(({ value }) => value.resources);
  const resources = (
    await readAll(
      resource,
      tenant,
      held.map(({ id }) => id),
    )
  ).filter((one) =>
    held.some(({ id, serviceId }) => id === one.value.id && serviceId === holderOf(one)),
  );
  const given = new Set<string>();
  return {
    of: (need) => {
      const record = records.find(({ value }) => value.id === need.reservationId);
      const own = new Set(record?.value.resources.map(({ id }) => id));
      const free = resources
        .filter(({ value }) => own.has(value.id) && !given.has(value.id) && fits(value, need))
        .slice(0, need.count);
      for (const { value } of free) given.add(value.id);
      return free;
    },
    without: (taken, context) => records.flatMap((stored) => without(stored, taken, context)),
  };
};
