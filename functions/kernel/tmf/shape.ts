import * as z from 'zod';

/** What stands at a path of a class, as a filter must know it; `open` where anything may. */
export type Kind = 'text' | 'number' | 'boolean' | 'instant' | 'object' | 'open';

const part = (schema: z.ZodType, name: string): unknown => Reflect.get(schema._zod.def, name);

const asSchema = (value: unknown): z.ZodType | undefined =>
  value instanceof z.ZodType ? value : undefined;

/** What wraps a class says nothing of what stands in it. */
const unwrapped = (schema: z.ZodType): z.ZodType => {
  const { type } = schema._zod.def;
  const inner = type === 'array' ? part(schema, 'element') : part(schema, 'innerType');
  const held = type === 'pipe' ? part(schema, 'in') : inner;
  const lazy = type === 'lazy' ? part(schema, 'getter') : undefined;
  const next = asSchema(typeof lazy === 'function' ? lazy() : held);
  return next === undefined ? schema : unwrapped(next);
};

const shapeOf = (schema: z.ZodType): Readonly<Record<string, unknown>> =>
  schema instanceof z.ZodObject ? schema.shape : {};

const isOpen = (schema: z.ZodType): boolean => {
  const catchall = asSchema(part(schema, 'catchall'));
  return catchall !== undefined && catchall._zod.def.type !== 'never';
};

const kinds: Readonly<Record<string, Kind>> = {
  string: 'text',
  enum: 'text',
  literal: 'text',
  number: 'number',
  boolean: 'boolean',
  object: 'object',
};

const kindOf = (schema: z.ZodType): Kind =>
  part(schema, 'format') === 'datetime' ? 'instant' : (kinds[schema._zod.def.type] ?? 'open');

/** The class at a path, entering lists; undefined where a class on the way has no such attribute. */
export const schemaAt = (
  schema: z.ZodType,
  path: readonly string[],
): z.ZodType | 'open' | undefined => {
  const here = unwrapped(schema);
  const [head, ...rest] = path;
  if (head === undefined) return here;
  const kind = kindOf(here);
  if (kind !== 'object') return kind === 'open' ? 'open' : undefined;
  const next = asSchema(shapeOf(here)[head]);
  if (next === undefined) return isOpen(here) ? 'open' : undefined;
  return schemaAt(next, rest);
};

/** What stands at a path; undefined where nothing can. */
export const kindAt = (schema: z.ZodType, path: readonly string[]): Kind | undefined => {
  const found = schemaAt(schema, path);
  return found === undefined || found === 'open' ? found : kindOf(found);
};

/** The attributes that a class at a path has, its own first; none where it is no class, or an open one. */
export const namesAt = (schema: z.ZodType, path: readonly string[]): readonly string[] => {
  const found = schemaAt(schema, path);
  const names = found === undefined || found === 'open' ? [] : Object.keys(shapeOf(found));
  return [
    ...names.filter((name) => !name.startsWith('@')),
    ...names.filter((name) => name.startsWith('@')),
  ];
};
