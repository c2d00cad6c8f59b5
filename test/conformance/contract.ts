import type { ApiFacts } from './facts.ts';

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const holds: Record<string, (value: unknown) => boolean> = {
  string: (value) => typeof value === 'string',
  // RFC 3339, as OpenAPI has it: with seconds and a zone.
  'string:date-time': (value) =>
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(String(value)),
  boolean: (value) => typeof value === 'boolean',
  integer: (value) => Number.isInteger(value),
  number: (value) => typeof value === 'number',
  Any: () => true,
  object: isRecord,
};

const CLASS_ATTRIBUTES = ['@baseType', '@schemaLocation', '@type'];
const isSubclass = (value: Record<string, unknown>): boolean =>
  typeof value['@type'] === 'string' && typeof value['@schemaLocation'] === 'string';

/** What a contract finds wrong with a value of one of its definitions, as `path: what`, without indexes. */
export function contractFaults(
  facts: ApiFacts,
  definition: string,
  value: unknown,
  path: readonly string[] = [],
): string[] {
  const { enum: values, attributes = {}, required = [] } = facts.definitions[definition] ?? {};
  const here = path.join('.') || definition;
  if (values !== undefined) return values.includes(String(value)) ? [] : [`${here}: ${value}`];
  if (!isRecord(value)) return [`${here}: no object`];
  const missing = required.filter((name) => value[name] === undefined);
  const unknown = Object.keys(value).filter(
    (name) => !(name in attributes) && !CLASS_ATTRIBUTES.includes(name) && !isSubclass(value),
  );
  return [
    ...missing.map((name) => `${[...path, name].join('.')}: missing`),
    ...unknown.map((name) => `${[...path, name].join('.')}: unknown`),
    ...Object.entries(attributes).flatMap(([name, word]) =>
      name in value ? wordFaults(facts, word, value[name], [...path, name]) : [],
    ),
  ];
}

function wordFaults(
  facts: ApiFacts,
  word: string,
  value: unknown,
  path: readonly string[],
): string[] {
  const [target = '', least] = word.split(/\[|\]/);
  if (word.includes('[')) {
    if (!Array.isArray(value)) return [`${path.join('.')}: no array`];
    const few = value.length < Number.parseInt(least || '0', 10);
    return [
      ...(few ? [`${path.join('.')}: fewer than ${least}`] : []),
      ...value.flatMap((one) => wordFaults(facts, target, one, path)),
    ];
  }
  if (target !== 'Any' && target in facts.definitions)
    return contractFaults(facts, target, value, path);
  const test = holds[target] ?? holds[target.split(':')[0] ?? ''];
  if (test === undefined) throw new Error(`no test for ${target}`);
  return test(value) ? [] : [`${path.join('.')}: no ${target}`];
}

/** An example with every attribute that a contract names; `undefined` where it would be deeper than is useful. */
export function exampleOf(facts: ApiFacts, definition: string, depth = 0): unknown {
  const { enum: values, attributes = {}, required = [] } = facts.definitions[definition] ?? {};
  if (values !== undefined) return values[0]?.trim();
  // @type with @schemaLocation would make it a subclass, which may hold anything.
  const named = Object.entries(attributes).filter(
    ([name]) => !CLASS_ATTRIBUTES.includes(name) || required.includes(name),
  );
  const example = Object.fromEntries(
    named.flatMap(([name, word]) => {
      const value = wordExample(facts, name, word, depth);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  // Cut off too deep, where it would lack what it must have, it is left out whole.
  return required.every((name) => name in example || !(name in attributes)) ? example : undefined;
}

const plain: Record<string, (name: string) => unknown> = {
  string: (name) => `some ${name}`,
  'string:date-time': () => '2026-03-01T08:00:00.000Z',
  'string:uri': (name) => `https://example.org/${name}`,
  'string:base64': () => 'AAAA',
  boolean: () => true,
  integer: () => 3,
  'number:float': () => 1.5,
  Any: () => 'anything',
};

/** Deep enough for all that an operator would fill; definitions that contain themselves end here. */
const deepest = 4;

function wordExample(facts: ApiFacts, name: string, word: string, depth: number): unknown {
  const [target = ''] = word.split('[');
  const isDefined = target !== 'Any' && target in facts.definitions;
  if (isDefined && depth >= deepest) return undefined;
  const one = isDefined ? exampleOf(facts, target, depth + 1) : plain[target]?.(name);
  return word.includes('[') && one !== undefined ? [one] : one;
}

/** What differs between what was sent and what is read back: `+` is the server's, `-` is lost, `~` is another. */
export function readBackDifferences(
  sent: unknown,
  got: unknown,
  path: readonly string[] = [],
): string[] {
  if (Array.isArray(sent) && Array.isArray(got) && sent.length === got.length)
    return sent.flatMap((one, index) => readBackDifferences(one, got[index], path));
  const at = path.join('.');
  if (isRecord(sent) && isRecord(got))
    return [...new Set([...Object.keys(sent), ...Object.keys(got)])].flatMap((name) => {
      const below = [...path, name];
      if (!(name in sent)) return [`+ ${below.join('.')}`];
      if (!(name in got)) return [`- ${below.join('.')}`];
      return readBackDifferences(sent[name], got[name], below);
    });
  return JSON.stringify(sent) === JSON.stringify(got) ? [] : [`~ ${at}`];
}
