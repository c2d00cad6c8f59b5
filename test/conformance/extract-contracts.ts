/**
 * Writes what the tests need to know of TM Forum's definitions: facts (names, types, required
 * attributes, enumerations, paths, status codes, events) without their prose, and the official
 * sample payloads.
 *
 *   node test/conformance/extract-contracts.ts [folder with contracts/ and samples/] [TMFnnn ...]
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { schemaFolders, subclassFiles } from './apis.ts';
import type { ApiFacts, DefinitionFacts, EventFacts, OperationFacts } from './facts.ts';

const Attribute = z.looseObject({
  type: z.string().optional(),
  format: z.string().optional(),
  minItems: z.int().optional(),
  $ref: z.string().optional(),
  items: z.looseObject({ type: z.string().optional(), $ref: z.string().optional() }).optional(),
});
const Definition = z.looseObject({
  enum: z.array(z.string()).optional(),
  required: z.array(z.string()).optional(),
  properties: z.record(z.string(), Attribute).optional(),
});
const Operation = z.looseObject({
  parameters: z
    .array(z.looseObject({ in: z.string(), name: z.string(), schema: Attribute.optional() }))
    .optional(),
  responses: z.record(
    z.string(),
    z.looseObject({
      schema: Attribute.optional(),
      headers: z.record(z.string(), z.unknown()).optional(),
    }),
  ),
});
const Swagger = z.looseObject({
  basePath: z.string(),
  info: z.looseObject({ version: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  definitions: z.record(z.string(), Definition),
});
type Attribute = z.infer<typeof Attribute>;
type Definition = z.infer<typeof Definition>;
type Swagger = z.infer<typeof Swagger>;

const nameOf = (ref: string) => ref.slice(ref.lastIndexOf('/') + 1);

/** `string`, `string:date-time`, `Note`, `Note[]`, `Note[1..]`: one word an attribute. */
function typeWord(attribute: Attribute): string {
  if (attribute.$ref !== undefined) return nameOf(attribute.$ref);
  if (attribute.type === 'array') {
    const item = attribute.items ?? {};
    const least = attribute.minItems === undefined ? '' : `${attribute.minItems}..`;
    return `${item.$ref === undefined ? (item.type ?? 'Any') : nameOf(item.$ref)}[${least}]`;
  }
  return [attribute.type ?? 'Any', attribute.format].filter(Boolean).join(':');
}

const sorted = <T>(record: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

function definitionFacts(definition: Definition): DefinitionFacts {
  if (definition.enum !== undefined) return { enum: definition.enum };
  const attributes = Object.entries(definition.properties ?? {}).map(
    ([name, attribute]) => [name, typeWord(attribute)] as const,
  );
  const required = [...(definition.required ?? [])].sort();
  return {
    attributes: sorted(Object.fromEntries(attributes)),
    ...(required.length > 0 ? { required } : {}),
  };
}

/** The names of the definitions that a definition mentions. */
const mentions = (definition: Definition): string[] =>
  Object.values(definition.properties ?? {})
    .flatMap(({ $ref, items }) => [$ref, items?.$ref])
    .filter((ref) => ref !== undefined)
    .map(nameOf);

function reachable(swagger: Swagger, roots: string[]): string[] {
  const found = new Set<string>();
  const open = [...roots];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const definition = swagger.definitions[name];
    if (found.has(name) || definition === undefined || name === 'Any') continue;
    found.add(name);
    open.push(...mentions(definition));
  }
  return [...found].sort();
}

function operationFacts(operation: z.infer<typeof Operation>): OperationFacts {
  const parameters = operation.parameters ?? [];
  const body = parameters.find((parameter) => parameter.in === 'body')?.schema;
  const [, success] = Object.entries(operation.responses).find(([code]) => code < '300') ?? [];
  return {
    query: parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name),
    responses: Object.keys(operation.responses).map(Number),
    ...(body === undefined ? {} : { body: typeWord(body) }),
    ...(success?.schema === undefined ? {} : { returns: typeWord(success.schema) }),
    ...(success?.headers === undefined ? {} : { headers: Object.keys(success.headers).sort() }),
  };
}

/** An event by its listener: what the notification holds, and what its payload is about. */
function eventFacts(swagger: Swagger): Record<string, EventFacts> {
  const listeners = Object.keys(swagger.paths).filter((path) => path.startsWith('/listener/'));
  return Object.fromEntries(
    listeners.sort().map((path) => {
      const listener = nameOf(path);
      const name = listener.charAt(0).toUpperCase() + listener.slice(1);
      const payload = swagger.definitions[`${name}Payload`];
      return [
        name,
        {
          listener,
          attributes: Object.keys(swagger.definitions[name]?.properties ?? {}).sort(),
          payload: definitionFacts(payload ?? {}).attributes ?? {},
        },
      ];
    }),
  );
}

function factsOf(swagger: Swagger): ApiFacts {
  const paths = Object.entries(swagger.paths).filter(([path]) => !path.startsWith('/listener/'));
  const operations = paths.map(
    ([path, methods]) =>
      [
        path,
        sorted(Object.fromEntries(Object.entries(methods).map(([m, o]) => [m, operationFacts(o)]))),
      ] as const,
  );
  const words = operations.flatMap(([, methods]) =>
    Object.values(methods).flatMap(({ body, returns }) => [body, returns]),
  );
  const roots = words.filter((word) => word !== undefined).map((word) => word.replace(/\[.*/, ''));
  const names = reachable(swagger, [...roots, ...Object.keys(subclassFiles), 'Error']);
  return {
    version: swagger.info.version,
    basePath: swagger.basePath,
    paths: sorted(Object.fromEntries(operations)),
    events: eventFacts(swagger),
    definitions: Object.fromEntries(
      names.map((name) => [name, definitionFacts(swagger.definitions[name] ?? {})]),
    ),
  };
}

/** JSON with one line for each path, event and definition, so that a change is one line too. */
function compact(facts: ApiFacts): string {
  const section = (entries: Record<string, unknown>) =>
    `{\n${Object.entries(entries)
      .map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)}`)
      .join(',\n')}\n  }`;
  return `{
  "version": ${JSON.stringify(facts.version)},
  "basePath": ${JSON.stringify(facts.basePath)},
  "paths": ${section(facts.paths)},
  "events": ${section(facts.events)},
  "definitions": ${section(facts.definitions)}
}\n`;
}

/** Copies the samples that are JSON, and of definitions that the contract has: TMF678's folder holds two of an older version. */
function copySamples(from: string, to: string, definitions: readonly string[]): void {
  if (!existsSync(from)) return;
  mkdirSync(to, { recursive: true });
  const known = readdirSync(from).filter(
    (name) => name.endsWith('.json') && definitions.includes(name.split('.')[0] ?? ''),
  );
  for (const file of known) {
    try {
      const sample: unknown = JSON.parse(readFileSync(join(from, file), 'utf8'));
      writeFileSync(join(to, file), `${JSON.stringify(sample, null, 1)}\n`);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      process.stderr.write(`left out, not JSON: ${join(from, file)}\n`);
    }
  }
}

const [source = '../shared/tmf', ...chosen] = process.argv.slice(2);
const here = resolve('test/conformance');
mkdirSync(join(here, 'contracts'), { recursive: true });
for (const api of chosen.length > 0 ? chosen : Object.keys(schemaFolders)) {
  const text = readFileSync(join(source, 'contracts', `${api}.swagger.json`), 'utf8');
  const facts = factsOf(Swagger.parse(JSON.parse(text)));
  writeFileSync(join(here, 'contracts', `${api}.json`), compact(facts));
  copySamples(
    join(source, 'samples', api),
    join(here, 'samples', api),
    Object.keys(facts.definitions),
  );
}
