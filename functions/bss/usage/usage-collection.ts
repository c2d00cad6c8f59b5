import * as z from 'zod';
import { staffOnly } from '../../kernel/access/caller.ts';
import { exchangePlace } from '../../kernel/files/exchange.ts';
import { badRequest } from '../../kernel/problem.ts';
import type { WriteContext } from '../../kernel/table/stored.ts';
import type { CreateContext } from '../../kernel/tmf/resource.ts';
import { collect } from './collect/collect.ts';
import type { Fault } from './collect/csv.ts';
import { CsvMapping, csvReader, headingsOf, readRows } from './collect/csv.ts';
import { faultOf, quickRecord } from './collect/record.ts';
import { recordOf3gpp } from './collect/threegpp.ts';
import type { UsageRecord } from './rating/rate.ts';
import { ours } from './silent.ts';

const count = z.int().min(0);

/** A batch or a file of records, and how it ended: `received` is the sum of rated, duplicate and rejected. */
export const UsageCollection = z.strictObject({
  id: z.string(),
  href: z.string().optional(),
  '@type': z.string().optional(),
  name: z.string().optional(),
  /** Who wrote the records: an exchange, a partner. Record ids are unique within it. */
  source: z.string().min(1).max(64),
  format: z.enum(['records', 'csv', '3gpp']),
  /** The file, where the records are in one. */
  url: z.string().optional(),
  status: z.enum(['waiting', 'inProgress', 'completed', 'failed']).optional(),
  /** Why the file could not be read, or what it waits for. */
  reason: z.string().optional(),
  /** Bytes of the file that are done. */
  bytes: count.optional(),
  startDate: z.string().optional(),
  completionDate: z.string().optional(),
  received: count.optional(),
  rated: count.optional(),
  duplicate: count.optional(),
  rejected: count.optional(),
  /** Rejected ones by cause; `unreadable` are those of `fault`. */
  cause: z.array(z.strictObject({ cause: z.string(), records: count })).optional(),
  /** Rows that are no records, the first hundred. */
  fault: z.array(z.strictObject({ row: z.int(), reason: z.string() })).optional(),
});
export type UsageCollection = z.infer<typeof UsageCollection>;

const mostRecords = 100_000;

/** What a client sends: records of ours, or the text of a file with what its columns mean. */
const UsageCollectionCreate = z.strictObject({
  '@type': z.string().optional(),
  name: z.string().optional(),
  source: z.string().min(1).max(64),
  format: z.enum(['records', 'csv', '3gpp']),
  record: z.array(z.unknown()).max(mostRecords).optional(),
  content: z.string().optional(),
  /** A file of the exchange instead: CSV, or a record in JSON on each line. */
  url: z.string().optional(),
  mapping: CsvMapping.optional(),
});
type UsageCollectionCreate = z.infer<typeof UsageCollectionCreate>;

/** What a batch holds: its records, and what cannot be read. */
export interface Readable {
  readonly records: readonly UsageRecord[];
  readonly faults: readonly Fault[];
}

export const readEach = (
  values: readonly unknown[],
  read: (value: unknown) => UsageRecord | string,
): Readable => {
  const records: UsageRecord[] = [];
  const faults: Fault[] = [];
  values.forEach((value, index) => {
    const one = read(value);
    if (typeof one === 'string') faults.push({ row: index + 1, reason: one });
    else records.push(one);
  });
  return { records, faults };
};

const fromCsv = (content: string, mapping: CsvMapping, source: string): Readable => {
  const lineEnd = content.indexOf('\n');
  const first = lineEnd < 0 ? content : content.slice(0, lineEnd);
  const hasHeader = mapping.header ?? true;
  const headings = hasHeader ? headingsOf(first.trim(), mapping) : undefined;
  const body = hasHeader ? content.slice(first.length + 1) : content;
  return readRows(body, csvReader(mapping, headings, source), 1);
};

/** Reads a batch; a batch that cannot be read at all is a 400. */
const readBatch = (sent: UsageCollectionCreate): Readable => {
  const { source, record = [] } = sent;
  if (sent.format === 'records')
    return readEach(record, (value) => quickRecord(value, source) ?? faultOf(value));
  if (sent.format === '3gpp') return readEach(record, (value) => recordOf3gpp(value, source));
  if (sent.content === undefined || sent.mapping === undefined)
    throw badRequest('A CSV file needs content and mapping');
  try {
    return fromCsv(sent.content, sent.mapping, source);
  } catch (error) {
    if (error instanceof RangeError) throw badRequest(`mapping: ${error.message}`);
    throw error;
  }
};

export const mostFaults = 100;

const causesOf = (causes: Readonly<Record<string, number>>, unreadable: number) => [
  ...Object.entries(causes).map(([cause, records]) => ({ cause, records })),
  ...(unreadable > 0 ? [{ cause: 'unreadable', records: unreadable }] : []),
];

/** The batch itself is not kept: its report is. */
const collected = async (
  draft: UsageCollection,
  context: WriteContext,
): Promise<UsageCollection> => {
  const { id, href, ...body } = draft;
  const sent = UsageCollectionCreate.parse(body);
  const { records, faults } = readBatch(sent);
  const outcome = await collect(records, context, { batch: id });
  return {
    id,
    href,
    '@type': draft['@type'],
    ...(sent.name !== undefined && { name: sent.name }),
    source: sent.source,
    format: sent.format,
    status: 'completed',
    startDate: context.at,
    completionDate: context.at,
    received: records.length + faults.length,
    rated: outcome.rated,
    duplicate: outcome.duplicate,
    rejected: outcome.rejected + faults.length,
    cause: causesOf(outcome.causes, faults.length),
    ...(faults.length > 0 && { fault: faults.slice(0, mostFaults).map((one) => ({ ...one })) }),
  };
};

/** What a file's progress needs beside its report. */
export const FileMemory = z.object({
  /** Where it stands in the tenant's part of the file store. */
  area: z.string(),
  name: z.string(),
  /** Its content when it was begun; another content is another file. */
  etag: z.string().optional(),
  /** True where a last line without its end is no record: the file may have been cut off within it. */
  wholeLines: z.boolean().optional(),
  mapping: CsvMapping.optional(),
  headings: z.array(z.string()).optional(),
  rows: z.int(),
});
export type FileMemory = z.infer<typeof FileMemory>;

/** A file is taken slice by slice, when it is heard of; its report grows with it. */
const begun = (draft: UsageCollection, { caller, at, origin, hide }: CreateContext) => {
  const { id: _id, href: _href, ...body } = draft;
  const { mapping, record, content, url, ...sent } = UsageCollectionCreate.parse(body);
  if (record !== undefined || content !== undefined)
    throw badRequest('The records are in the file of url: record and content are for others');
  if (sent.format === 'csv' && mapping === undefined) throw badRequest('A CSV file needs mapping');
  const { area, name } = exchangePlace(url ?? '', caller.tenant, origin);
  const memory: FileMemory = { area, name, rows: 0, ...(mapping && { mapping }) };
  hide({ file: memory });
  const { id, href } = draft;
  const counts = { received: 0, rated: 0, duplicate: 0, rejected: 0, bytes: 0 };
  return { ...sent, id, href, url, status: 'inProgress' as const, startDate: at, ...counts };
};

/** Ours, beside TMF635: a batch is taken as a whole; sent again, everything in it is a duplicate. */
export const usageCollection = ours<UsageCollection>({
  name: 'usageCollection',
  idPrefix: 'ucl',
  schema: { read: UsageCollection, create: UsageCollectionCreate },
  operations: ['list', 'get', 'create'],
  access: staffOnly,
  events: { create: 'UsageCollectionCreateEvent' },
  beforeCreate: (draft, context) =>
    draft.url === undefined
      ? collected(draft, { caller: context.caller, at: context.at })
      : begun(draft, context),
});
