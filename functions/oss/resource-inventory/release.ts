import { Transient } from '../../kernel/problem.ts';
import type { Write } from '../../kernel/table/store.ts';
import { change, commit, commitAll, read, readAll } from '../../kernel/table/store.ts';
import type { Stored, WriteContext } from '../../kernel/table/stored.ts';
import type { Assignment, Held } from './assignment.ts';
import { assignment } from './assignment.ts';
import { endOfRest, freedAfterUse } from './quarantine.ts';
import type { StoredResource } from './resource.ts';
import { heldFor, holderOf, resource } from './resource.ts';

/** The resources that are still held by the services that took them: what another one holds by now is not touched. */
const stillHeld = async (
  held: readonly Held[],
  { caller }: WriteContext,
): Promise<readonly Stored<StoredResource>[]> => {
  const found = await readAll(
    resource,
    caller.tenant,
    held.map(({ id }) => id),
  );
  return found.filter((one) =>
    held.some(({ id, serviceId }) => id === one.value.id && serviceId === holderOf(one)),
  );
};

const inUse = (one: StoredResource): StoredResource => ({
  ...one,
  resourceStatus: 'reserved',
  usageState: 'active',
});

/** What was never used is free at once. */
const unused = (one: StoredResource): StoredResource => ({
  ...one,
  resourceStatus: 'available',
  usageState: 'idle',
});

const free = (one: Stored<StoredResource>, next: StoredResource, context: WriteContext): Write =>
  change(resource, one, next, context, { hidden: heldFor(one, undefined) });

const putIntoUse = async (held: readonly Held[], context: WriteContext): Promise<void> => {
  const waiting = (await stillHeld(held, context)).filter(
    ({ value }) => value.usageState !== 'active',
  );
  const results = await Promise.all(
    waiting.map((one) => commit(change(resource, one, inUse(one.value), context))),
  );
  if (results.includes(false)) throw new Transient('a resource was changed meanwhile');
};

const assignmentOf = async (
  orderId: string,
  { caller }: WriteContext,
): Promise<Stored<Assignment> | undefined> => {
  const stored = await read(assignment, caller.tenant, orderId);
  return stored?.value.state === 'held' ? stored : undefined;
};

/** Puts what an order holds into use, its resources first: a crash between leaves the move to be repeated. */
export const useAssigned = async (orderId: string, context: WriteContext): Promise<void> => {
  const stored = await assignmentOf(orderId, context);
  if (stored === undefined) return;
  await putIntoUse(stored.value.resources, context);
  const next: Assignment = { ...stored.value, state: 'inUse' };
  if (!(await commit(change(assignment, stored, next, context))))
    throw new Transient(`${orderId} was changed meanwhile`);
};

/**
 * Gives back what an order holds, all in one transaction with the record of it: half done, a repeat would take away
 * what another order has got meanwhile.
 */
export const releaseAssigned = async (orderId: string, context: WriteContext): Promise<void> => {
  const stored = await assignmentOf(orderId, context);
  if (stored === undefined) return;
  const held = await stillHeld(stored.value.resources, context);
  const next: Assignment = { ...stored.value, state: 'released' };
  const { committed } = await commitAll([
    change(assignment, stored, next, context),
    ...held.map((one) => free(one, unused(one.value), context)),
  ]);
  if (!committed) throw new Transient(`${orderId} was changed meanwhile`);
};

/** Frees the resources of services that have ended; a number rests. Heard again, or late, it changes nothing. */
export const freeAfterUse = async (
  ids: readonly string[],
  holders: readonly string[],
  context: WriteContext,
): Promise<void> => {
  const theirs = (one: Stored<StoredResource>): boolean =>
    one.value.resourceStatus === 'reserved' && holders.includes(holderOf(one) ?? '');
  const found = (await readAll(resource, context.caller.tenant, ids)).filter(theirs);
  const results = await Promise.all(
    found.map(async (one) => {
      const next = freedAfterUse(one.value, context.at);
      const ends = endOfRest(next, context);
      const write = free(one, next, context);
      return ends === undefined ? commit(write) : (await commitAll([write, ends])).committed;
    }),
  );
  if (results.includes(false)) throw new Transient('a resource was changed meanwhile');
};
