import { openFile } from '../../kernel/files/store.ts';
import { Transient } from '../../kernel/problem.ts';
import { change, commit, read } from '../../kernel/table/store.ts';
import type { Stored, WriteContext } from '../../kernel/table/stored.ts';
import type { Outcome } from './collect/collect.ts';
import { collect } from './collect/collect.ts';
import { csvReader, headingsOf, readRows } from './collect/csv.ts';
import { faultOf, quickRecord } from './collect/record.ts';
import { recordOf3gpp } from './collect/threegpp.ts';
import type { Readable, UsageCollection } from './usage-collection.ts';
import { FileMemory, mostFaults, readEach, usageCollection } from './usage-collection.ts';

/** A slice of 100,000 calls: the more of them share an item, the less a record costs; and it fits a function's minute. */
const sliceBytes = 8_000_000;

interface Slice {
  readonly text: string;
  readonly bytes: number;
  readonly last: boolean;
  /** The file's content, so that no slice is taken of another. */
  readonly etag: string;
  /** True where the file ends within a line, and that line is left out. */
  readonly isCut: boolean;
}

/** Whole lines from a byte on; the last line of a file may lack its end. */
const sliceOf = async (
  tenant: string,
  { area, name, wholeLines = false }: FileMemory,
  from: number,
): Promise<Slice | undefined> => {
  const opened = await openFile({ tenant, area, name }, from);
  if (opened === undefined) return undefined;
  const parts: Uint8Array[] = [];
  let brought = 0;
  let last = true;
  for await (const part of opened.body) {
    parts.push(part);
    brought += part.byteLength;
    if (brought < sliceBytes || brought >= opened.bytes) continue;
    last = false;
    break;
  }
  const whole = Buffer.concat(parts);
  const ended = whole.lastIndexOf(10) + 1;
  const end = last && !wholeLines ? whole.byteLength : ended;
  const isCut = last && end < whole.byteLength;
  const bytes = last ? whole.byteLength : end;
  return { text: whole.toString('utf8', 0, end), bytes, last, etag: opened.etag, isCut };
};

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};

const fromLines = (text: string, { format, source }: UsageCollection): Readable => {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return readEach(lines.map(parsed), (value) =>
    format === '3gpp'
      ? recordOf3gpp(value, source)
      : (quickRecord(value, source) ?? faultOf(value)),
  );
};

interface Taken extends Readable {
  readonly headings?: readonly string[];
}

const taken = (text: string, file: FileMemory, collection: UsageCollection): Taken => {
  const { mapping, headings } = file;
  if (mapping === undefined) return fromLines(text, collection);
  const hasHeader = (mapping.header ?? true) && headings === undefined;
  const lineEnd = text.indexOf('\n');
  const first = hasHeader ? text.slice(0, lineEnd < 0 ? text.length : lineEnd) : '';
  const known = hasHeader ? headingsOf(first.trim(), mapping) : headings;
  const reader = csvReader(mapping, known, collection.source);
  const rows = readRows(hasHeader ? text.slice(first.length + 1) : text, reader, 1);
  return { ...rows, ...(known && { headings: known }) };
};

/** The line in which a file was cut off is no record: what is left of it may still read like one. */
const withCutLine = (content: Taken): Taken => ({
  ...content,
  faults: [
    ...content.faults,
    {
      row: content.records.length + content.faults.length + 1,
      reason: 'the file ends within this line; put it whole',
    },
  ],
});

const summed = (
  before: UsageCollection['cause'],
  causes: Readonly<Record<string, number>>,
): UsageCollection['cause'] => {
  const all = new Map((before ?? []).map(({ cause, records }) => [cause, records]));
  for (const [cause, records] of Object.entries(causes))
    all.set(cause, (all.get(cause) ?? 0) + records);
  return [...all].map(([cause, records]) => ({ cause, records }));
};

/** The report after a slice. */
const after = (
  before: UsageCollection,
  file: FileMemory,
  { records, faults }: Readable,
  outcome: Outcome,
  slice: Slice,
  at: string,
): UsageCollection => {
  const fault = [
    ...(before.fault ?? []),
    ...faults.map(({ row, reason }) => ({ row: file.rows + row, reason })),
  ].slice(0, mostFaults);
  const unreadable: Record<string, number> = faults.length > 0 ? { unreadable: faults.length } : {};
  return {
    ...before,
    received: (before.received ?? 0) + records.length + faults.length,
    rated: (before.rated ?? 0) + outcome.rated,
    duplicate: (before.duplicate ?? 0) + outcome.duplicate,
    rejected: (before.rejected ?? 0) + outcome.rejected + faults.length,
    bytes: (before.bytes ?? 0) + slice.bytes,
    cause: summed(before.cause, { ...outcome.causes, ...unreadable }),
    ...(fault.length > 0 && { fault }),
    ...(slice.last && { status: 'completed' as const, completionDate: at }),
  };
};

/** The event by which a file goes on with its next slice. */
export const progress = (value: UsageCollection) => ({
  eventType: 'UsageCollectionProgressEvent',
  resource: 'usageCollection',
  payload: { ...value },
});

const keep = async (
  stored: Stored<UsageCollection>,
  value: UsageCollection,
  file: FileMemory,
  context: WriteContext,
): Promise<void> => {
  const extra = value.status === 'inProgress' ? [progress(value)] : [];
  const hidden = { ...stored.hidden, file };
  const write = change(usageCollection, stored, value, context, { hidden, extra });
  if (!(await commit(write))) throw new Transient(`${value.id} was taken on by another`);
};

/** The next slice and what it holds, or why there is none. */
const readNext = async (
  tenant: string,
  value: UsageCollection,
  file: FileMemory,
): Promise<{ readonly slice: Slice; readonly content: Taken } | string> => {
  const slice = await sliceOf(tenant, file, value.bytes ?? 0);
  if (slice === undefined) return `There is no file at ${value.url ?? file.name}`;
  if (file.etag !== undefined && slice.etag !== file.etag)
    return 'The file was replaced while it was read';
  if (slice.bytes === 0 && !slice.last) return 'A line is longer than a slice';
  const whole = attempt(() => taken(slice.text, file, value));
  if (typeof whole === 'string') return whole;
  return { slice, content: slice.isCut ? withCutLine(whole) : whole };
};

/**
 * Takes the next slice of a file and tells itself to go on. After a crash the slice is taken again under its name: what
 * was rated by then is found to be there, and counted as it was.
 */
export const takeSlice = async (id: string, context: WriteContext): Promise<void> => {
  const stored = await read(usageCollection, context.caller.tenant, id);
  if (stored === undefined || stored.value.status !== 'inProgress') return;
  const { value } = stored;
  const file = FileMemory.parse(stored.hidden['file']);
  const failed = (reason: string): Promise<void> =>
    keep(stored, { ...value, status: 'failed', reason, completionDate: context.at }, file, context);
  const next = await readNext(context.caller.tenant, value, file);
  if (typeof next === 'string') return failed(next);
  const { slice, content } = next;
  const batch = `${id}:${value.bytes ?? 0}`;
  const outcome = await collect(content.records, context, { batch });
  const rows = file.rows + content.records.length + content.faults.length;
  const { etag } = slice;
  const memory = {
    ...file,
    etag,
    rows,
    ...(content.headings && { headings: [...content.headings] }),
  };
  await keep(stored, after(value, file, content, outcome, slice, context.at), memory, context);
};

/** A mapping that does not fit the file is the file's end, not a reason to try again. */
const attempt = (work: () => Taken): Taken | string => {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) return `mapping: ${error.message}`;
    throw error;
  }
};
