import type * as z from 'zod';
import { schemaOf } from './apis.ts';
import { misspelt, sampleFaults } from './differences.ts';
import type { ApiFacts } from './facts.ts';
import type { Sample } from './samples.ts';
import { classOf, createShape, faultOf } from './samples.ts';

const parentOf = (body: unknown, path: readonly PropertyKey[]): unknown =>
  path.slice(0, -1).reduce((node: unknown, key) => Object(node)[key], body);

/** A moment with its seconds and its zone; undefined where the text is none at all. */
const moment = (text: unknown): string | undefined => {
  const [, minutes, seconds = ':00'] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d)(:\d\d)?(?:\.\d+)?Z?$/.exec(String(text)) ?? [];
  return minutes === undefined ? undefined : `${minutes}${seconds}.000Z`;
};

function put(node: unknown, key: PropertyKey, value: unknown): void {
  if (value === undefined || value === null) Reflect.deleteProperty(Object(node), key);
  else Reflect.set(Object(node), key, value);
}

function mendUnknown(node: unknown, keys: readonly string[]): void {
  for (const key of keys) {
    const meant = misspelt[key];
    if (meant !== undefined) put(node, meant, Object(node)[key]);
    put(node, key, undefined);
  }
}

/** What the list says to put instead, for each fault that does not mend itself. */
const mendsOf = (api: string, file: string): Record<string, unknown> =>
  Object.assign(
    {},
    ...sampleFaults.filter(({ files }) => files.includes(`${api}/${file}`)).map((one) => one.mend),
  );

function mendIssue(body: object, issue: z.core.$ZodIssue, mends: Record<string, unknown>): void {
  if (issue.code === 'unrecognized_keys') {
    const node = issue.path.reduce((at: unknown, key) => Object(at)[key], body);
    mendUnknown(node, issue.keys);
    return;
  }
  const key = issue.path.at(-1) ?? '';
  const node = parentOf(body, issue.path);
  if (issue.code === 'invalid_format') put(node, key, moment(Object(node)[key]));
  const [fault = ''] = faultOf(issue, body);
  if (fault in mends) put(node, key, structuredClone(mends[fault]));
}

/** Misspelt names first: what they hold may be what is missing otherwise. */
const spellingFirst = (one: z.core.$ZodIssue, other: z.core.$ZodIssue): number =>
  Number(other.code === 'unrecognized_keys') - Number(one.code === 'unrecognized_keys');

/** As many rounds as one mended fault may bring another to light. */
const mostRounds = 5;

/** The sample as it is posted: in its create shape, its own faults mended as the list of them says. */
export async function mendedSample(
  api: string,
  facts: ApiFacts,
  sample: Sample,
): Promise<Record<string, unknown>> {
  const body: Record<string, unknown> = structuredClone(createShape(facts, sample));
  const schema = await schemaOf(api, `${classOf(sample.definition)}_Create`);
  const mends = mendsOf(api, sample.file);
  for (let round = 0; round < mostRounds; round += 1) {
    const issues = schema.safeParse(body).error?.issues ?? [];
    const open = issues.filter((issue) => faultOf(issue, body).length > 0).sort(spellingFirst);
    const spelling = open.filter((issue) => issue.code === 'unrecognized_keys');
    for (const issue of spelling.length > 0 ? spelling : open) mendIssue(body, issue, mends);
    if (open.length === 0) return body;
  }
  const { error } = schema.safeParse(body);
  throw new Error(`${api}/${sample.file} has faults that no line mends: ${error?.message}`);
}
