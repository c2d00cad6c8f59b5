import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as z from 'zod';
import { schemaOf, subclassFiles } from './apis.ts';
import { contractFaults } from './contract.ts';
import type { ApiFacts } from './facts.ts';

/** An official example of a resource. */
export interface Sample {
  file: string;
  /** The definition that it is an example of. */
  definition: string;
  value: Record<string, unknown>;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The official samples of an API; TMF620 and TMF685 have none. TMF637's is a list of one. */
export function samplesOf(api: string): Sample[] {
  const folder = join('test/conformance/samples', api);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .flatMap((file) => {
      const content: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'));
      // A second example of one definition is numbered: Payment2.
      const definition = (file.split('.')[0] ?? '').replace(/\d+$/, '');
      return [content]
        .flat()
        .filter(isRecord)
        .map((value) => ({ file, definition, value }));
    });
}

/** The class whose API takes a definition: a logical resource is created as a resource. */
export const classOf = (definition: string): string => {
  const file = subclassFiles[definition];
  return file === undefined
    ? definition
    : file.replace(/(^|-)[a-z]/g, (letters) => letters.slice(-1).toUpperCase());
};

/** The sample as a client would send it: without what only the server sets. */
export function createShape(facts: ApiFacts, { definition, value }: Sample) {
  const base = classOf(definition);
  const create = facts.definitions[`${base}_Create`]?.attributes ?? {};
  const read = facts.definitions[base]?.attributes ?? {};
  const sent = Object.entries(value).filter(([name]) => !(name in read) || name in create);
  return Object.fromEntries(sent);
}

const nodeAt = (value: unknown, path: PropertyKey[]): unknown =>
  path.reduce((node: unknown, key) => Object(node)[key], value);

/** An object that names a schema of its own may have attributes that we do not know (TMF630). */
const namesItsSchema = (node: unknown): boolean =>
  isRecord(node) &&
  typeof node['@type'] === 'string' &&
  typeof node['@schemaLocation'] === 'string';

/** A fault as the lists write it; none where a subclass brings what is not known. */
export function faultOf(issue: z.core.$ZodIssue, body: unknown): string[] {
  const names = issue.path.filter((key) => typeof key === 'string');
  if (issue.code === 'invalid_format') return [`${names.at(-1)}: not a date-time`];
  const path = names.join('.');
  if (issue.code !== 'unrecognized_keys') return [`${path}: ${issue.code}`];
  if (namesItsSchema(nodeAt(body, issue.path))) return [];
  return issue.keys.map((key) => `${[path, key].filter(Boolean).join('.')}: unknown`);
}

const shapeOf = (facts: ApiFacts, sample: Sample) => {
  const create = `${sample.definition}_Create`;
  return create in facts.definitions
    ? { definition: create, body: createShape(facts, sample) }
    : { definition: sample.definition, body: sample.value };
};

/** What the contract itself finds wrong with a sample, as paths without indexes; dates by their last name. */
export const contractFaultsOf = (facts: ApiFacts, sample: Sample): string[] => {
  const { definition, body } = shapeOf(facts, sample);
  return contractFaults(facts, definition, body).flatMap((fault) => {
    const [path = ''] = fault.split(': ');
    return fault.endsWith('date-time') ? [path, path.split('.').at(-1) ?? ''] : [path];
  });
};

/**
 * What our schemas find wrong with a sample, as `path: what`, each once. A class that has no
 * create shape of its own (a subclass, a monitor) is read whole.
 */
export async function faultsOf(api: string, facts: ApiFacts, sample: Sample): Promise<string[]> {
  const { definition, body } = shapeOf(facts, sample);
  const schema = await schemaOf(api, definition);
  const issues = schema.safeParse(body).error?.issues ?? [];
  return [...new Set(issues.flatMap((issue) => faultOf(issue, body)))].sort();
}
