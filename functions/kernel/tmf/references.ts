import { peersById } from '../http/peer.ts';
import { badRequest } from '../problem.ts';
import { readAll } from '../table/store.ts';
import type { AnyResource, Entity, HookContext, Pointing } from './resource.ts';

/** Those that its own capability keeps. */
export const ownOf =
  (declared: AnyResource): Pointing['known'] =>
  async (ids, { caller }) =>
    (await readAll(declared, caller.tenant, ids)).map(({ value }) => String(value.id));

/** Those that another capability keeps. */
export const peerOf =
  (capability: string, path: string): Pointing['known'] =>
  async (ids, { caller }) =>
    (await peersById({ capability, path }, ids, caller)).keys();

/** The ids of those that point at something, where that has an id. */
export const idsOf = (refs: readonly { id?: string | undefined }[] = []): readonly string[] =>
  refs.flatMap(({ id }) => (id === undefined ? [] : [id]));

const faultsOf = async (
  { attribute, ids, known }: Pointing,
  context: HookContext,
): Promise<readonly string[]> => {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return [];
  const there = new Set(await known(wanted, context));
  return wanted.filter((id) => !there.has(id)).map((id) => `${attribute}: there is no ${id}`);
};

/**
 * Refuses what points at nothing, all of it at once (TMF630); what pointed there before was looked at then. A file that
 * is imported may bring in any order what it points at, so this is for requests alone.
 */
export const assertThere = async (
  declared: AnyResource,
  next: Entity,
  before: Entity | undefined,
  context: HookContext,
): Promise<void> => {
  const seen = before === undefined ? [] : (declared.pointsAt?.(before) ?? []);
  const pointings = (declared.pointsAt?.(next) ?? []).map((one) => {
    const old = seen.find(({ attribute }) => attribute === one.attribute)?.ids ?? [];
    return { ...one, ids: one.ids.filter((id) => !old.includes(id)) };
  });
  const faults = (await Promise.all(pointings.map((one) => faultsOf(one, context)))).flat();
  if (faults.length > 0) throw badRequest(faults[0] ?? '', faults);
};
