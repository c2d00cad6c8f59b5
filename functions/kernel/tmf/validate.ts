import * as z from 'zod';
import { badRequest } from '../problem.ts';
import type { AnyResource } from './resource.ts';
import { namesAt } from './shape.ts';

const nodeAt = (body: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (node, key) => (typeof node === 'object' && node !== null ? Reflect.get(node, key) : undefined),
    body,
  );

/** A subclass, named by `@type` with `@schemaLocation`, brings attributes of its own: kept and echoed (TMF630). */
export const isSubclass = (node: unknown): boolean =>
  typeof node === 'object' &&
  node !== null &&
  typeof Reflect.get(node, '@type') === 'string' &&
  typeof Reflect.get(node, '@schemaLocation') === 'string';

const pathText = (path: readonly PropertyKey[]): string => path.map(String).join('.') || 'the body';

const wantedOf: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

const given = (value: unknown): string => {
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : JSON.stringify(value);
};

const formats: Readonly<Record<string, string>> = {
  datetime: 'a date and time like 2026-01-31T12:00:00Z',
  url: 'an address like https://example.org/listener',
};

/** What is wrong with a value, and what would be right. */
const wrong = (issue: z.core.$ZodIssue, value: unknown): string => {
  if (issue.code === 'invalid_type') {
    const wanted = wantedOf[issue.expected] ?? issue.expected;
    return `${wanted} is wanted, not ${given(value)}`;
  }
  if (issue.code === 'invalid_value')
    return `${given(value)} is none of ${issue.values.map(String).join(', ')}`;
  const format = issue.code === 'invalid_format' ? formats[issue.format] : undefined;
  return format === undefined ? issue.message : `${format} is wanted, not ${given(value)}`;
};

const faultsOf = (
  issue: z.core.$ZodIssue,
  body: unknown,
  readOnly: readonly string[],
  schema: z.ZodType,
): readonly string[] => {
  if (issue.code === 'unrecognized_keys') {
    const names = namesAt(
      schema,
      issue.path.filter((key) => typeof key === 'string'),
    );
    const isOurs = (key: string): boolean => issue.path.length === 0 && readOnly.includes(key);
    const remedy = (key: string): string =>
      isOurs(key) ? ': the server sets it' : `; there are ${names.join(', ')}`;
    const brought = isSubclass(nodeAt(body, issue.path));
    const refused = issue.keys.filter((key) => !brought || isOurs(key));
    return refused.map(
      (key) =>
        `${pathText([...issue.path, key])} is not an attribute that can be set here${remedy(key)}`,
    );
  }
  if (issue.code === 'invalid_type' && nodeAt(body, issue.path) === undefined)
    return [`${pathText(issue.path)} is required`];
  return [`${pathText(issue.path)}: ${wrong(issue, nodeAt(body, issue.path))}`];
};

/**
 * Checks a body against a schema; one 400 lists every fault. The body comes back as it was sent. `known` are the
 * attributes of the whole resource: a subclass brings new ones, it does not set those that are the server's.
 */
export const validated = (
  schema: z.ZodType,
  body: unknown,
  known: readonly string[] = [],
): Record<string, unknown> => {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw badRequest('The body must be a JSON object');
  const result = schema.safeParse(body);
  const faults = result.success
    ? []
    : result.error.issues.flatMap((issue) => faultsOf(issue, body, known, schema));
  if (faults.length > 0) throw badRequest(faults[0] ?? 'The body is wrong', faults);
  return { ...body };
};

/** The attributes that a schema names at its top. */
export const attributesOf = (schema: z.ZodType): readonly string[] => {
  const shape: unknown = Reflect.get(schema, 'shape');
  return typeof shape === 'object' && shape !== null ? Object.keys(shape) : [];
};

/** What a resource cannot be made without, and so cannot lose either. */
export const requiredToCreate = ({ schema }: AnyResource): readonly string[] => {
  const create = schema.create ?? schema.read;
  return namesAt(create, []).filter((name) => {
    const held: unknown = Reflect.get(Object(Reflect.get(create, 'shape')), name);
    return held instanceof z.ZodType && !held.safeParse(undefined).success;
  });
};
