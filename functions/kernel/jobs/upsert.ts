import { derivedId } from '../ids.ts';
import { badRequest, Problem, Transient } from '../problem.ts';
import type { Write } from '../table/store.ts';
import { change, commit, creation, read } from '../table/store.ts';
import type { WriteContext } from '../table/stored.ts';
import { checkedChange } from '../tmf/change.ts';
import { completed, creatable } from '../tmf/create.ts';
import type { AnyResource, Entity, HookContext } from '../tmf/resource.ts';
import { changedAttributes, textOf } from '../tmf/resource.ts';
import { attributesOf } from '../tmf/validate.ts';

export type Outcome = 'created' | 'updated' | 'unchanged';

const isRow = (row: unknown): row is Record<string, unknown> =>
  typeof row === 'object' && row !== null && !Array.isArray(row);

/** The row as an object; anything else is no resource. */
export const rowObject = (row: unknown): Record<string, unknown> => {
  if (isRow(row)) return row;
  throw badRequest('A row is a JSON object');
};

const mostIdLetters = 200;

/**
 * The id of a row. One without an id is known by its name and version, so that the same file makes nothing twice and a
 * later one changes what the first has made.
 */
export const idOfRow = (kind: AnyResource, row: object): string => {
  const id: unknown = Reflect.get(row, 'id');
  if (id === undefined)
    return derivedId(
      kind.idPrefix,
      kind.type,
      'import',
      textOf(row, 'name') ?? JSON.stringify(row),
      textOf(row, 'version') ?? '',
    );
  if (typeof id === 'string' && id !== '' && id.length <= mostIdLetters) return id;
  throw badRequest(`id: 1 to ${mostIdLetters} letters are wanted`);
};

/** The server's own: they say nothing of the resource's content. */
const serverSet = new Set(['id', 'href', 'lastUpdate']);

const contentOf = (row: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !serverSet.has(name)));

/** What was deleted may come back under its id, while its tombstone still stands. */
const overTombstone = (write: Write): Write => ({
  ...write,
  condition: 'attribute_not_exists(pk) OR gone = :gone',
  values: { ':gone': { BOOL: true } },
});

const createOne = async (
  kind: AnyResource,
  row: object,
  context: WriteContext,
  hook: HookContext,
): Promise<boolean> => {
  const hidden: Record<string, unknown> = {};
  const hide = (kept: Readonly<Record<string, unknown>>): void => {
    Object.assign(hidden, kept);
  };
  const value = await completed(kind, creatable(kind, contentOf(row)), { ...hook, hide });
  return commit(overTombstone(creation(kind, value, context, { hidden })));
};

/** A row is the whole resource: what it leaves out is taken off, but for what a client cannot set. */
const replaced = (kind: AnyResource, before: Entity, row: object): Record<string, unknown> => {
  const open = new Set(attributesOf(kind.schema.update ?? kind.schema.read));
  const kept = Object.entries(before).filter(
    ([name]) => serverSet.has(name) || name === kind.state?.attribute || !open.has(name),
  );
  const known = new Set([...attributesOf(kind.schema.read), ...Object.keys(contentOf(row))]);
  return {
    ...Object.fromEntries(kept.filter(([name]) => known.has(name))),
    ...contentOf(row),
  };
};

/** Rivals may change the resource between the look and the write; then it is looked at again. */
const mostRaces = 10;

/** Makes the resource of a row, or changes it to what the row says, by the same rules as the API. */
export const upsert = async (
  kind: AnyResource,
  id: string,
  row: object,
  context: WriteContext,
): Promise<Outcome> => {
  const hook: HookContext = { caller: context.caller, at: context.at, id, origin: '' };
  for (let race = 0; race < mostRaces; race += 1) {
    const stored = await read(kind, context.caller.tenant, id);
    if (stored === undefined) {
      if (await createOne(kind, row, context, hook)) return 'created';
      continue;
    }
    const after = replaced(kind, stored.value, row);
    if (changedAttributes(stored.value, after).length === 0) return 'unchanged';
    const { next, attributes } = await checkedChange(kind, stored.value, after, hook);
    if (await commit(change(kind, stored, next, context, { attributes }))) return 'updated';
  }
  throw new Transient(`${id} was changed ${mostRaces} times meanwhile`);
};

/** Why a row was refused; what is no refusal is thrown on, to be tried again. */
export const faultsOf = (error: unknown): readonly string[] => {
  if (!(error instanceof Problem)) throw error;
  return error.details.length > 0 ? error.details : [error.message];
};
