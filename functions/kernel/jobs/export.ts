import * as z from 'zod';
import { now } from '../clock.ts';
import type { Effect } from '../events/subscriber.ts';
import { exchangePlace } from '../files/exchange.ts';
import { writeFile } from '../files/store.ts';
import { typePartition } from '../table/keys.ts';
import { readIndex } from '../table/rows.ts';
import { change, commit, read, readAll } from '../table/store.ts';
import { matches, withFields } from '../tmf/query.ts';
import type { AnyResource, Resource } from '../tmf/resource.ts';
import type { StoredExportJob } from './job.ts';
import { JobMemory } from './job.ts';
import { kindsAt, queriesFor } from './kinds.ts';
import { reportHref, writeReport } from './report.ts';
import type { Format } from './rows.ts';
import { formatOf, mediaTypes } from './rows.ts';
import { faultsOf } from './upsert.ts';

const pageRows = 100;

/** Every resource of a kind, page by page, in the order of their ids. */
const allOf = async function* (kind: AnyResource, tenant: string): AsyncGenerator<object> {
  for (let shard = 0; shard < kind.shards; shard += 1) {
    let after: string | undefined;
    for (let more = true; more; ) {
      const page = await readIndex('gsi1', typePartition(tenant, kind.keyType, shard), {
        limit: pageRows,
        ...(after !== undefined && { after }),
      });
      for (const { value } of await readAll(kind, tenant, page.sorts)) yield value;
      after = page.sorts.at(-1);
      more = page.more && after !== undefined;
    }
  }
};

const wanted = async function* (
  job: StoredExportJob,
  kinds: readonly AnyResource[],
  tenant: string,
): AsyncGenerator<object> {
  for (const { kind, query } of queriesFor(kindsAt(kinds, job.path), job.query))
    for await (const one of allOf(kind, tenant))
      if (matches(one, query.filters)) yield withFields(one, query.fields);
};

/** One array, or one resource a line; either way a line holds one resource. */
const textOf = async function* (
  resources: AsyncIterable<object>,
  format: Format,
): AsyncGenerator<string> {
  const [open, between, close] = format === 'json' ? ['[\n', ',\n', '\n]\n'] : ['', '\n', '\n'];
  let first = true;
  for await (const one of resources) {
    yield `${first ? open : between}${JSON.stringify(one)}`;
    first = false;
  }
  if (!first) yield close;
  else if (format === 'json') yield '[]\n';
};

const Named = z.looseObject({ exportJob: z.looseObject({ id: z.string() }) });

/** Writes the file of an export; done again, it writes the same file again. */
export const exportAll =
  (kinds: readonly AnyResource[], declared: Resource<StoredExportJob>): Effect =>
  async (detail, hearing) => {
    const { id } = Named.parse(detail.event).exportJob;
    const { tenant } = hearing.caller;
    const stored = await read(declared, tenant, id);
    const isOpen = stored?.value.status === 'Not Started' || stored?.value.status === 'Running';
    if (stored === undefined || !isOpen) return;
    const memory = JobMemory.parse(stored.hidden);
    const context = { ...hearing, caller: { ...hearing.caller, subject: memory.by } };
    const running: StoredExportJob = { ...stored.value, status: 'Running' };
    if (!(await commit(change(declared, stored, running, context, { attributes: false })))) return;
    const job = { ...stored, value: running, version: stored.version + 1 };
    const end = async (more: Partial<StoredExportJob>): Promise<void> => {
      const at = now();
      const value = { ...running, completionDate: at, ...more };
      await commit(change(declared, job, value, { ...context, at }, { attributes: false }));
    };
    try {
      const format = formatOf(running.contentType);
      await writeFile(
        exchangePlace(running.url ?? '', tenant, memory.origin),
        textOf(wanted(running, kinds, tenant), format),
        mediaTypes[format],
      );
    } catch (error) {
      await writeReport(tenant, id, memory, [{ row: 0, reasons: [...faultsOf(error)] }]);
      return end({ status: 'Failed', errorLog: reportHref(id, memory.origin) });
    }
    await end({ status: 'Succeeded' });
  };
