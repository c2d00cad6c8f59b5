import { conflict } from '../problem.ts';
import { change, commit, creation, deletion, read } from '../table/store.ts';
import type { Stored, WriteContext } from '../table/stored.ts';
import type { Entity, Resource } from './resource.ts';

/** Reads a resource from where it is kept. */
export const keptAt = <T extends Entity>(
  declared: Resource<T>,
  tenant: string,
  id: string,
): Promise<Stored<T> | undefined> =>
  declared.kept?.read === undefined ? read(declared, tenant, id) : declared.kept.read(tenant, id);

/** Keeps a new resource; undefined where its id is taken. */
export const keepNew = async <T extends Entity>(
  declared: Resource<T>,
  value: T,
  context: WriteContext,
  hidden: Record<string, unknown>,
): Promise<T | undefined> => {
  if (declared.kept?.create !== undefined) return declared.kept.create(value, context, hidden);
  return (await commit(creation(declared, value, context, { hidden }))) ? value : undefined;
};

/** Keeps a changed resource, or says that another request was first. */
export const keepChanged = async <T extends Entity>(
  declared: Resource<T>,
  before: Stored<T>,
  next: T,
  context: WriteContext,
  attributes: boolean,
): Promise<T> => {
  const kept =
    declared.kept?.change === undefined
      ? (await commit(change(declared, before, next, context, { attributes }))) && next
      : await declared.kept.change(before, next, context, attributes);
  if (!kept) throw conflict(changedMeanwhile(declared.name, next.id));
  return kept;
};

/** Takes a resource away, or says that another request was first. */
export const keepRemoved = async <T extends Entity>(
  declared: Resource<T>,
  before: Stored<T>,
  context: WriteContext,
): Promise<void> => {
  const gone =
    declared.kept?.remove === undefined
      ? await commit(deletion(declared, before, context))
      : await declared.kept.remove(before, context);
  if (!gone) throw conflict(changedMeanwhile(declared.name, before.value.id));
};

const changedMeanwhile = (name: string, id: string): string =>
  `${name} ${id} was changed by another request meanwhile; read it again`;
