import type * as z from 'zod';
import { badQuery } from '../problem.ts';
import type { Query } from './query.ts';
import { assertAttribute } from './query.ts';
import { kindAt, namesAt } from './shape.ts';
import { attributesOf } from './validate.ts';

const ordering: readonly string[] = ['gt', 'gte', 'lt', 'lte'];
const isNumber = (text: string): boolean => text.trim() !== '' && !Number.isNaN(Number(text));

/** What is wrong with a value that an attribute can never have; undefined where it may. */
const faultOf = (
  kind: string,
  { operator, values }: Query['filters'][number],
): string | undefined => {
  if (kind === 'boolean' && !values.every((value) => ['true', 'false'].includes(value)))
    return 'true or false is wanted';
  if (kind === 'number' && !values.every(isNumber)) return 'a number is wanted';
  const isOrdered = kind === 'instant' && ordering.includes(operator);
  return isOrdered && values.some((value) => Number.isNaN(Date.parse(value)))
    ? 'a date is wanted, like 2026-01-31T12:00:00Z'
    : undefined;
};

const assertPath = (schema: z.ZodType, path: string): string => {
  const parts = path.split('.');
  const kind = kindAt(schema, parts);
  if (kind !== undefined) return kind;
  const depth = parts.findIndex((_, index) => !kindAt(schema, parts.slice(0, index + 1)));
  const names = namesAt(schema, parts.slice(0, depth));
  throw badQuery(
    names.length === 0
      ? `${parts.slice(0, depth).join('.')} has no ${parts[depth]}: it has no attributes, and operators are eq, ne, gt, gte, lt, lte`
      : `${parts.slice(0, depth).join('.')} has no ${parts[depth]}; it has ${names.join(', ')}`,
  );
};

/** Refuses what can match nothing: a path that no resource of the class has, or a value of another kind. */
export const assertAskable = (query: Query, schema: z.ZodType, alsoFound?: string): void => {
  for (const filter of query.filters.filter(({ path }) => path !== alsoFound)) {
    const fault = faultOf(assertPath(schema, filter.path), filter);
    if (fault !== undefined) throw badQuery(`${filter.path}=${filter.values.join(',')}: ${fault}`);
  }
  for (const { path } of query.sort) assertPath(schema, path);
  assertFields(query.fields, schema);
};

const assertFields = (fields: readonly string[] | undefined, schema: z.ZodType): void => {
  const known = ['none', ...attributesOf(schema)];
  for (const field of fields ?? []) assertAttribute(field, known, 'ask for by fields');
};

/** A single resource is asked for with `fields` alone. */
export const assertOneAskable = (
  query: Readonly<Record<string, readonly string[]>>,
  schema: z.ZodType,
): void => {
  const unknown = Object.keys(query).find((name) => name !== 'fields');
  if (unknown !== undefined)
    throw badQuery(`${unknown} cannot be asked of a single resource; fields can`);
  assertFields(
    query['fields']?.flatMap((text) => text.split(',').filter((field) => field !== '')),
    schema,
  );
};
