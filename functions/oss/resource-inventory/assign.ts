import { Problem, Transient } from '../../kernel/problem.ts';
import { lookupPartition } from '../../kernel/table/keys.ts';
import { readIndex } from '../../kernel/table/rows.ts';
import { change, commitAll, creation, read, readAll } from '../../kernel/table/store.ts';
import type { Stored, WriteContext } from '../../kernel/table/stored.ts';
import type { Assignment, Held } from './assignment.ts';
import { assignment } from './assignment.ts';
import type { Need } from './need.ts';
import { reservedFor } from './reserved.ts';
import type { StoredResource } from './resource.ts';
import { freeStock, heldFor, resource } from './resource.ts';

/** A page of free resources to choose from: more than the likely number of rivals, 2.5 read units. */
const candidatePage = 100;
/** Who loses the race looks at twice as many, so that a crowd spreads; 40 read units at most. */
const largestPage = 1_600;
/** Rivals may take a candidate between the look and the write; then another is tried. */
const mostAttempts = 25;

const shuffled = <T>(items: readonly T[], random: () => number): readonly T[] =>
  items
    .map((item) => ({ item, order: random() }))
    .sort((left, right) => left.order - right.order)
    .map(({ item }) => item);

interface Choice {
  readonly need: Need;
  readonly chosen: readonly Stored<StoredResource>[];
}

/** Free resources for a need, in random order, so that rivals seldom meet. */
const candidatesFor = async (
  tenant: string,
  need: Need,
  limit: number,
  random: () => number,
): Promise<readonly Stored<StoredResource>[]> => {
  if (need.count === 0) return [];
  const partition = lookupPartition(
    tenant,
    resource.type,
    'stock',
    freeStock(need.resourceSpecificationId, need.placeId),
  );
  const { sorts } = await readIndex('gsi3', partition, { limit });
  const chosen = shuffled(sorts, random).slice(0, need.count);
  if (chosen.length < need.count)
    throw new Problem(
      409,
      'exhausted',
      `No free ${need.name}${need.placeId === undefined ? ' is left in the pool' : ` at ${need.placeId}`}`,
    );
  const found = await readAll(resource, tenant, chosen);
  return found.filter(({ value }) => value.resourceStatus === 'available');
};

/** What a reservation holds goes first; the rest comes from the free stock. */
const chosenFor = async (
  tenant: string,
  need: Need,
  reserved: readonly Stored<StoredResource>[],
  limit: number,
  random: () => number,
): Promise<Choice> => {
  const own = reserved.slice(0, need.count);
  const more = { ...need, count: need.count - own.length };
  return { need, chosen: [...own, ...(await candidatesFor(tenant, more, limit, random))] };
};

const elementOf = (one: StoredResource): string | undefined => {
  const value = one.resourceCharacteristic?.find(({ name }) => name === 'networkElement')?.value;
  return typeof value === 'string' ? value : undefined;
};

const heldBy = (serviceId: string, one: StoredResource): Held => {
  const element = elementOf(one);
  return {
    serviceId,
    id: one.id,
    name: one.name ?? one.id,
    ...(element !== undefined && { element }),
  };
};

/**
 * Takes every resource that an order needs, or none: each by a conditional write on the thing itself, all in one
 * transaction with the record of who holds them. Asked again by the same order, it answers the same.
 */
export const assignAll = async (
  orderId: string,
  needs: readonly Need[],
  context: WriteContext,
  random: () => number,
): Promise<readonly Held[]> => {
  const { tenant } = context.caller;
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const before = await read(assignment, tenant, orderId);
    if (before !== undefined && before.value.state !== 'released') return before.value.resources;
    const page = Math.min(largestPage, candidatePage * 2 ** attempt);
    const reserved = await reservedFor(needs, tenant);
    const choices = await Promise.all(
      needs.map((need) => chosenFor(tenant, need, reserved.of(need), page, random)),
    );
    if (choices.some(({ need, chosen }) => chosen.length < need.count)) continue;
    const held = choices.flatMap(({ need, chosen }) =>
      chosen.map(({ value }) => heldBy(need.serviceId, value)),
    );
    const record: Assignment = { id: orderId, state: 'held', resources: held };
    const { committed } = await commitAll([
      before === undefined
        ? creation(assignment, record, context)
        : change(assignment, before, record, context),
      ...reserved.without(held, context),
      ...choices.flatMap(({ need, chosen }) =>
        chosen.map((one) =>
          change(
            resource,
            one,
            { ...one.value, resourceStatus: 'reserved', usageState: 'idle' },
            context,
            { hidden: heldFor(one, need.serviceId) },
          ),
        ),
      ),
    ]).catch(contended);
    if (committed) return held;
  }
  throw new Transient(`${orderId} lost the race for its resources ${mostAttempts} times`);
};

/** Two transactions on one item: the other one goes on, and this one tries again. */
const contended = (error: unknown): { readonly committed: boolean } => {
  if (error instanceof Transient) return { committed: false };
  throw error;
};
