import { badRequest } from '../problem.ts';
import type { Query } from '../tmf/query.ts';
import { parseQuery } from '../tmf/query.ts';
import type { AnyResource } from '../tmf/resource.ts';
import { textOf } from '../tmf/resource.ts';
import { attributesOf } from '../tmf/validate.ts';

type Kinds = readonly AnyResource[];

const namesOf = (kinds: Kinds): string => kinds.map(({ name }) => name).join(', ');

/** The kinds that a job's `path` means: one resource by its name, or all of the API. */
export const kindsAt = (kinds: Kinds, path: string | undefined): Kinds => {
  const parts = (path ?? '').split('/').filter((part) => part !== '');
  const last = parts.at(-1);
  const [first] = kinds;
  if (last === undefined || first?.api.basePath.split('/').includes(last)) return kinds;
  const named = kinds.filter(({ name }) => name === last);
  if (named.length > 0) return named;
  throw badRequest(`path: ${path} is no resource of this API; there are ${namesOf(kinds)}`);
};

/** The kind of a row in a file: its address tells it, else its class, else the job's path where that names one. */
export const kindOf = (kinds: Kinds, row: object, named: Kinds): AnyResource => {
  const byName = (name: string | undefined) => kinds.find((kind) => kind.name === name);
  const byType = (type: string | undefined) => kinds.find((kind) => kind.type === type);
  const found =
    byName(textOf(row, 'href')?.split('/').at(-2)) ??
    byType(textOf(row, '@type')) ??
    byType(textOf(row, '@baseType')) ??
    (named.length === 1 ? named[0] : undefined);
  if (found === undefined)
    throw badRequest(`@type is required: one of ${kinds.map(({ type }) => type).join(', ')}`);
  if (!named.includes(found)) throw badRequest(`The path of the job takes ${namesOf(named)} alone`);
  return found;
};

/** A file holds all that matches, and in the order of the catalogue. */
const ofPages = ['limit', 'offset', 'sort'];

/** An export's query, read for each kind; a kind that has none of the attributes is left out. */
export const queriesFor = (
  kinds: Kinds,
  text: string | undefined,
): readonly { readonly kind: AnyResource; readonly query: Query }[] => {
  const parameters: Record<string, string[]> = {};
  for (const [name, value] of new URLSearchParams(text ?? ''))
    parameters[name] = [...(parameters[name] ?? []), value];
  const paged = ofPages.filter((name) => parameters[name] !== undefined);
  if (paged.length > 0)
    throw badRequest(
      `query: ${paged.join(', ')} cannot be given to an export; filters and fields can`,
    );
  const read = kinds.flatMap((kind) => {
    try {
      return { kind, query: parseQuery(parameters, attributesOf(kind.schema.read)) };
    } catch (fault) {
      return { fault };
    }
  });
  const good = read.flatMap((one) => ('fault' in one ? [] : [one]));
  const [bad] = read.flatMap((one) => ('fault' in one ? [one.fault] : []));
  if (good.length === 0) throw bad;
  return good;
};
