import type { Grant } from '../access/caller.ts';
import { ownOnly } from '../access/caller.ts';
import type { Request } from '../http/request.ts';
import { notFound } from '../problem.ts';
import type { Stored } from '../table/stored.ts';
import { keptAt } from './keep.ts';
import type { Entity, Resource } from './resource.ts';

/** Reads what the caller may see; what is not theirs is answered like what does not exist. */
export const visible = async <T extends Entity>(
  declared: Resource<T>,
  request: Request,
  grant: Grant,
  id: string,
): Promise<Stored<T>> => {
  const stored = await keptAt(declared, request.caller.tenant, id);
  const theirs = stored !== undefined && (!ownOnly(grant) || isOwn(declared, stored, request));
  if (stored === undefined || !theirs) throw notFound(declared.name, id);
  return stored;
};

/** True where the resource belongs to the caller's own party. */
export const isOwn = <T extends Entity>(
  declared: Resource<T>,
  { value, hidden }: Pick<Stored<T>, 'value' | 'hidden'>,
  request: Request,
): boolean =>
  request.caller.partyId !== undefined &&
  declared.owner?.(value, hidden) === request.caller.partyId;
