import type * as z from 'zod';
import { badRequest } from '../problem.ts';

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

const faultsOf = (
  issue: z.core.$ZodIssue,
  body: unknown,
  readOnly: readonly string[],
): readonly string[] => {
  if (issue.code === 'unrecognized_keys') {
    const brought = isSubclass(nodeAt(body, issue.path));
    const refused = issue.keys.filter(
      (key) => !brought || (issue.path.length === 0 && readOnly.includes(key)),
    );
    return refused.map(
      (key) => `${pathText([...issue.path, key])} is not an attribute that can be set here`,
    );
  }
  if (issue.code === 'invalid_type' && nodeAt(body, issue.path) === undefined)
    return [`${pathText(issue.path)} is required`];
  return [`${pathText(issue.path)}: ${issue.message}`];
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
    : result.error.issues.flatMap((issue) => faultsOf(issue, body, known));
  if (faults.length > 0) throw badRequest(faults[0] ?? 'The body is wrong', faults);
  return { ...body };
};

/** The attributes that a schema names at its top. */
export const attributesOf = (schema: z.ZodType): readonly string[] => {
  const shape: unknown = Reflect.get(schema, 'shape');
  return typeof shape === 'object' && shape !== null ? Object.keys(shape) : [];
};
