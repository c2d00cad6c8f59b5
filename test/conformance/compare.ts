import type * as z from 'zod';
import type { ApiFacts } from './facts.ts';

/** What a schema says of one attribute, in the words of the facts. */
interface Shape {
  required: boolean;
  word: string;
  least: number | undefined;
  /** The schema of the object or enumeration that the attribute holds, or holds many of. */
  inner: z.core.$ZodType;
}

const CLASS_ATTRIBUTES = ['@baseType', '@schemaLocation', '@type'];

/** Formats that our schemas do not check: URIs (samples hold none that are valid) and base64. */
const wordsAlike = (word: string) => word.replace(/:(uri|base64|float)$/, '');

function leastItems(array: z.core.$ZodArray): number | undefined {
  for (const check of array._zod.def.checks ?? []) {
    if ('minimum' in check._zod.def) return Number(check._zod.def.minimum);
  }
  return undefined;
}

function primitive(type: z.core.$ZodTypes): string {
  const def = type._zod.def;
  if (def.type === 'unknown') return 'Any';
  if (def.type === 'number') return 'format' in def ? 'integer' : 'number';
  if (def.type === 'string' && 'format' in def)
    return def.format === 'datetime' ? 'string:date-time' : `string:${def.format}`;
  return def.type;
}

/** Looks through `optional` and its opposite, and into arrays. */
function shapeOf(schema: z.core.$ZodType): Shape {
  const type = schema as z.core.$ZodTypes;
  const def = type._zod.def;
  if (def.type === 'optional') return { ...shapeOf(def.innerType), required: false };
  if (def.type === 'nonoptional') return { ...shapeOf(def.innerType), required: true };
  if (def.type === 'array') {
    const element = shapeOf(def.element);
    const least = leastItems(type as z.core.$ZodArray);
    return { required: true, word: `${element.word}[]`, least, inner: element.inner };
  }
  return { required: true, word: primitive(type), least: undefined, inner: type };
}

const written = (word: string, required: boolean) => `${word}${required ? '!' : ''}`;

/** Every place where a schema and the contract's definition of the same thing say otherwise. */
export function differencesBetween(
  facts: ApiFacts,
  name: string,
  schema: z.core.$ZodType,
): string[] {
  const found = new Set<string>();
  const seen = new Map<string, z.core.$ZodType>();

  function compareEnum(definition: string, ours: z.core.$ZodType, theirs: string[]): void {
    const def = (ours as z.core.$ZodTypes)._zod.def;
    const values = def.type === 'enum' ? Object.values(def.entries).map(String) : [];
    const only = (some: string[], others: string[]) => some.filter((v) => !others.includes(v));
    const [gone, come] = [only(theirs, values), only(values, theirs)];
    if (gone.length + come.length > 0) found.add(`${definition}: ${gone.join()} -> ${come.join()}`);
  }

  function compareAttribute(definition: string, key: string, ours?: z.core.$ZodType): void {
    const facing = facts.definitions[definition];
    const required = facing?.required?.includes(key) ?? false;
    const word = facing?.attributes?.[key];
    const at = `${definition}.${key}`;
    if (ours === undefined) {
      found.add(`${at}: ${written(word ?? '-', required)} -> -`);
    } else if (word === undefined) {
      noteExtra(at, key, required, shapeOf(ours));
    } else {
      compareShapes(at, word, required, shapeOf(ours));
    }
  }

  /** An attribute that is ours alone; what every class may carry is no difference. */
  function noteExtra(at: string, key: string, required: boolean, shape: Shape): void {
    const silent = CLASS_ATTRIBUTES.includes(key) && !shape.required && !required;
    if (!silent)
      found.add(`${at}: ${required ? '-!' : '-'} -> ${written(shape.word, shape.required)}`);
  }

  /** What an attribute's word stands for: a plain type, an enumeration or an object. */
  function holds(target: string): string {
    const known = facts.definitions[target];
    if (known === undefined) return wordsAlike(target);
    return known.enum ? 'enum' : 'object';
  }

  function compareShapes(at: string, word: string, required: boolean, shape: Shape): void {
    const [target = '', least] = word.split(/\[|\]/);
    const known = facts.definitions[target];
    const theirs = `${holds(target)}${word.includes('[') ? `[${least}]` : ''}`;
    const fewest = shape.least === undefined ? '' : `${shape.least}..`;
    const our = shape.word.replace('[]', `[${fewest}]`);
    if (written(theirs, required) !== written(our, shape.required)) {
      found.add(`${at}: ${written(theirs, required)} -> ${written(our, shape.required)}`);
    }
    if (known !== undefined) compare(target, shape.inner);
  }

  function compare(definition: string, ours: z.core.$ZodType): void {
    const facing = facts.definitions[definition];
    if (facing === undefined || seen.get(definition) === ours) return;
    seen.set(definition, ours);
    if (facing.enum !== undefined) {
      compareEnum(definition, ours, facing.enum);
      return;
    }
    compareObject(definition, ours);
  }

  function compareObject(definition: string, ours: z.core.$ZodType): void {
    const facing = facts.definitions[definition];
    const def = (ours as z.core.$ZodTypes)._zod.def;
    if (def.type === 'object' && def.catchall?._zod.def.type !== 'never')
      found.add(`${definition}: takes attributes that it does not name`);
    const shape: Record<string, z.core.$ZodType> = def.type === 'object' ? def.shape : {};
    const names = [...Object.keys(facing?.attributes ?? {}), ...(facing?.required ?? [])];
    for (const key of new Set([...names, ...Object.keys(shape)])) {
      compareAttribute(definition, key, shape[key]);
    }
  }

  compare(name, schema);
  return [...found].sort();
}
