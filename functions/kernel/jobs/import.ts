import * as z from 'zod';
import { now } from '../clock.ts';
import type { Effect } from '../events/subscriber.ts';
import { exchangePlace } from '../files/exchange.ts';
import { openFile, readFileText } from '../files/store.ts';
import { badRequest } from '../problem.ts';
import { change, commit, read } from '../table/store.ts';
import type { Stored, WriteContext } from '../table/stored.ts';
import type { AnyResource, Resource } from '../tmf/resource.ts';
import type { StoredImportJob } from './job.ts';
import { JobMemory } from './job.ts';
import { kindOf, kindsAt } from './kinds.ts';
import type { Refused } from './report.ts';
import { refusedBefore, reportHref, writeReport } from './report.ts';
import type { Row } from './rows.ts';
import { elementsOf, formatOf, linesOf, mostArrayBytes } from './rows.ts';
import type { Outcome } from './upsert.ts';
import { faultsOf, idOfRow, rowObject, upsert } from './upsert.ts';

/** Rows that are written at once, and rows after which the job remembers how far it is. */
const atOnce = 20;
const checkpointRows = 200;
/** A pass ends before its function does: an event starts the next one where this stopped. */
const passMs = 30_000;

interface Run {
  readonly kinds: readonly AnyResource[];
  readonly named: readonly AnyResource[];
  readonly context: WriteContext;
}

interface State {
  readonly job: Stored<StoredImportJob>;
  readonly memory: JobMemory;
  readonly refused: readonly Refused[];
}

const rowsFrom = async function* (
  { url, contentType }: StoredImportJob,
  { origin, rows, bytes }: JobMemory,
  tenant: string,
): AsyncGenerator<Row> {
  const place = exchangePlace(url ?? '', tenant, origin);
  const missing = () => badRequest(`There is no file at ${url}`);
  const file = await openFile(place, bytes);
  if (file === undefined) throw missing();
  if (formatOf(contentType, file.contentType) === 'ndjson') {
    yield* linesOf(file.body, bytes);
    return;
  }
  await file.body.cancel();
  const text = await readFileText(place, mostArrayBytes);
  if (text === undefined) throw missing();
  yield* elementsOf(text, rows);
};

const takeRow = async (row: Row, { kinds, named, context }: Run): Promise<Outcome> => {
  if (row.fault !== undefined) throw badRequest(row.fault);
  const value = rowObject(row.value);
  const kind = kindOf(kinds, value, named);
  return upsert(kind, idOfRow(kind, value), value, context);
};

const idIn = (value: unknown): string | undefined => {
  const id: unknown = Object(value).id;
  return typeof id === 'string' ? id : undefined;
};

/** Rows of one id go one after the other, in the order of the file; all others at once. */
const takeBatch = async (
  batch: readonly Row[],
  run: Run,
): Promise<readonly (Outcome | readonly string[])[]> => {
  const before = new Map<string, Promise<unknown>>();
  return Promise.all(
    batch.map((row) => {
      const key = idIn(row.value) ?? JSON.stringify(Object(row.value).name ?? null);
      const taken = (before.get(key) ?? Promise.resolve())
        .then(() => takeRow(row, run))
        .catch(faultsOf);
      before.set(key, taken);
      return taken;
    }),
  );
};

const after = (
  { job, memory, refused }: State,
  batch: readonly Row[],
  outcomes: readonly (Outcome | readonly string[])[],
): State => {
  const count = (wanted: Outcome): number => outcomes.filter((one) => one === wanted).length;
  const bad = outcomes.flatMap((reasons, index) => {
    if (typeof reasons === 'string') return [];
    const id = idIn(batch[index]?.value);
    const row = memory.rows + index + 1;
    return { row, ...(id !== undefined && { id }), reasons: [...reasons] };
  });
  return {
    job,
    refused: [...refused, ...bad],
    memory: {
      ...memory,
      rows: memory.rows + batch.length,
      bytes: batch.at(-1)?.end ?? memory.bytes,
      created: memory.created + count('created'),
      updated: memory.updated + count('updated'),
      unchanged: memory.unchanged + count('unchanged'),
    },
  };
};

type Ending = 'Running' | 'Succeeded' | 'Failed';

/** The report first, then how far the job is. Undefined where the job was deleted, or another pass has overtaken it. */
const remember = async (
  declared: Resource<StoredImportJob>,
  state: State,
  status: Ending,
  context: WriteContext,
  goesOn = false,
): Promise<State | undefined> => {
  const { job, memory, refused } = state;
  await writeReport(context.caller.tenant, job.value.id, memory, refused);
  const value: StoredImportJob = {
    ...job.value,
    status,
    ...(status !== 'Running' && { completionDate: context.at }),
    ...(status === 'Failed' && { errorLog: reportHref(job.value.id, memory.origin) }),
  };
  const { id } = value;
  const extra = goesOn
    ? [{ eventType: 'ImportJobProgressEvent', resource: declared.name, payload: { id } }]
    : [];
  const write = change(declared, job, value, context, { hidden: memory, attributes: false, extra });
  if (!(await commit(write))) return undefined;
  return { ...state, job: { ...job, value, hidden: memory, version: job.version + 1 } };
};

const batchesOf = async function* (rows: AsyncIterable<Row>): AsyncGenerator<readonly Row[]> {
  let batch: Row[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < atOnce) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
};

/** One pass over the file, from where the last one stopped to its end or to the end of the time. */
const pass = async (declared: Resource<StoredImportJob>, first: State, run: Run): Promise<void> => {
  const { context } = run;
  const endMs = Date.parse(context.at) + passMs;
  let state = first;
  let remembered = state.memory.rows;
  const rows = rowsFrom(state.job.value, state.memory, context.caller.tenant);
  for await (const batch of batchesOf(rows)) {
    state = after(state, batch, await takeBatch(batch, run));
    const late = Date.parse(now()) > endMs;
    if (!late && state.memory.rows - remembered < checkpointRows) continue;
    const kept = await remember(declared, state, 'Running', context, late);
    if (kept === undefined || late) return;
    state = kept;
    remembered = state.memory.rows;
  }
  await remember(declared, state, state.refused.length > 0 ? 'Failed' : 'Succeeded', {
    ...context,
    at: now(),
  });
};

const Named = z.looseObject({ importJob: z.looseObject({ id: z.string() }) });

/**
 * Goes on with an import, from its start or from where it stopped. Rows are idempotent, so that a crash between rows
 * and memory repeats a few of them without effect.
 */
export const goOnImporting =
  (kinds: readonly AnyResource[], declared: Resource<StoredImportJob>): Effect =>
  async (detail, hearing) => {
    const { id } = Named.parse(detail.event).importJob;
    const { tenant } = hearing.caller;
    const stored = await read(declared, tenant, id);
    const isOpen = stored?.value.status === 'Not Started' || stored?.value.status === 'Running';
    if (stored === undefined || !isOpen) return;
    const memory = JobMemory.parse(stored.hidden);
    const context = { ...hearing, caller: { ...hearing.caller, subject: memory.by } };
    const refused = await refusedBefore(tenant, id, memory.rows);
    const state = await remember(declared, { job: stored, memory, refused }, 'Running', context);
    if (state === undefined) return;
    try {
      await pass(declared, state, { kinds, named: kindsAt(kinds, stored.value.path), context });
    } catch (error) {
      const whole = { row: 0, reasons: [...faultsOf(error)] };
      await remember(declared, { ...state, refused: [...refused, whole] }, 'Failed', context);
    }
  };
