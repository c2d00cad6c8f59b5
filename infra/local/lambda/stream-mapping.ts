import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import type { StreamMapping } from '../assembly/model.ts';
import { region } from '../assembly/physical.ts';
import type { Clock } from '../clock.ts';
import type { Functions } from './functions.ts';

/** A record as a function receives it; the sequence number orders a table's records. */
export interface StreamRecord {
  readonly dynamodb: { readonly SequenceNumber: string };
}

export interface StreamSource {
  read(tableName: string, afterSequence: string, limit: number): readonly StreamRecord[];
  /** Forgets records up to and with this one. */
  trim(tableName: string, sequence: string): void;
}

export interface StreamOptions {
  readonly database: DatabaseSync;
  readonly clock: Clock;
  readonly functions: Functions;
  readonly source: StreamSource;
  readonly mappings: readonly StreamMapping[];
  readonly matches: (pattern: unknown, record: unknown) => boolean;
  readonly send: (queueArn: string, body: string) => void;
}

export interface Streams {
  /** Reads on from the checkpoints; call it after every write. */
  wake(): void;
  /** True when every record has been delivered. */
  quiet(): boolean;
  /** The records of a dead letter, delivered once more. */
  redrive(body: string): Promise<boolean>;
  close(): void;
}

/** A stream keeps its records for a day. */
const keptMs = 24 * 60 * 60 * 1000;

const start = '0';

/**
 * The next batch is read as long after the last one as that took, twice: while much is written, it is larger, and an
 * invocation carries several records. AWS reads a shard four times a second; after a rest there is no pause.
 */
const pauseAfterMs = (tookMs: number): number => Math.min(2 * tookMs, 20);

const retryDelayMs = (attempt: number): number => Math.min(50 * 2 ** attempt, 5000);

const Partial = z.looseObject({
  batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })).nullish(),
});

const Position = z.object({ sequence: z.string() });

const DeadLetter = z.looseObject({
  requestContext: z.looseObject({ functionArn: z.string() }),
  DDBStreamBatchInfo: z.looseObject({
    startSequenceNumber: z.string(),
    batchSize: z.number(),
    streamArn: z.string(),
  }),
});

type Batch = readonly StreamRecord[];

const sequenceOf = (record: StreamRecord | undefined): string =>
  record?.dynamodb.SequenceNumber ?? start;

/** The index of the first record that failed; the batch's length when none did. */
const firstFailure = (batch: Batch, mapping: StreamMapping, payload: string): number => {
  if (!mapping.partial) return batch.length;
  const parsed = Partial.safeParse(JSON.parse(payload));
  const failed = new Set((parsed.data?.batchItemFailures ?? []).map((one) => one.itemIdentifier));
  const index = batch.findIndex((record) => failed.has(sequenceOf(record)));
  return index < 0 ? (failed.size > 0 ? 0 : batch.length) : index;
};

export const openStreams = (options: StreamOptions): Streams => {
  const { database, clock, functions, source } = options;
  database.exec(
    'CREATE TABLE IF NOT EXISTS checkpoint (mapping TEXT PRIMARY KEY, sequence TEXT NOT NULL) STRICT',
  );
  const load = database.prepare('SELECT sequence FROM checkpoint WHERE mapping = ?');
  const save = database.prepare(
    'INSERT OR REPLACE INTO checkpoint (mapping, sequence) VALUES (?, ?)',
  );
  const running = new Set<string>();
  const woken = new Set<string>();
  let closed = false;

  const positionOf = (mapping: StreamMapping): string =>
    Position.safeParse(load.get(mapping.id)).data?.sequence ?? start;

  const deadLetter = (mapping: StreamMapping, batch: Batch, attempts: number): void => {
    if (mapping.onFailureArn === undefined) return;
    options.send(
      mapping.onFailureArn,
      JSON.stringify({
        version: '1.0',
        timestamp: new Date(clock.now()).toISOString(),
        requestContext: {
          functionArn: functions.model(mapping.functionName).arn,
          condition: 'RetryAttemptsExhausted',
          approximateInvokeCount: attempts,
        },
        DDBStreamBatchInfo: {
          shardId: 'shardId-00000000000000000000-00000000',
          startSequenceNumber: sequenceOf(batch[0]),
          endSequenceNumber: sequenceOf(batch.at(-1)),
          batchSize: batch.length,
          streamArn: `arn:aws:dynamodb:${region}:000000000000:table/${mapping.tableName}/stream/local`,
        },
      }),
    );
  };

  /** How many records of the batch, from its start, the function has taken. */
  const invoke = async (mapping: StreamMapping, batch: Batch): Promise<number> => {
    try {
      const outcome = await functions.invoke(
        mapping.functionName,
        JSON.stringify({ Records: batch }),
      );
      return 'error' in outcome ? 0 : firstFailure(batch, mapping, outcome.payload);
    } catch {
      return 0;
    }
  };

  /** Delivers until all is taken or given up; a half that fails is retried alone, as AWS bisects. */
  const deliver = async (mapping: StreamMapping, batch: Batch, attempt = 0): Promise<void> => {
    const taken = await invoke(mapping, batch);
    if (closed) return;
    if (taken > 0) save.run(mapping.id, sequenceOf(batch[taken - 1]));
    const rest = batch.slice(taken);
    if (rest.length === 0) return;
    if (mapping.bisect && rest.length > 1 && taken === 0) {
      const middle = Math.ceil(rest.length / 2);
      await deliver(mapping, rest.slice(0, middle), attempt);
      if (!closed) await deliver(mapping, rest.slice(middle), attempt);
      return;
    }
    await again(mapping, rest, attempt);
  };

  /** Waits and delivers again, or gives up after the mapping's retries. */
  const again = async (mapping: StreamMapping, rest: Batch, attempt: number): Promise<void> => {
    if (mapping.retries !== undefined && attempt >= mapping.retries) {
      deadLetter(mapping, rest, attempt + 1);
      save.run(mapping.id, sequenceOf(rest.at(-1)));
      return;
    }
    await new Promise((done) => setTimeout(done, retryDelayMs(attempt)).unref());
    if (!closed) await deliver(mapping, rest, attempt + 1);
  };

  const passes = (mapping: StreamMapping): ((record: StreamRecord) => boolean) => {
    const patterns = mapping.filters.map((filter): unknown => JSON.parse(filter));
    return (record) =>
      patterns.length === 0 || patterns.some((one) => options.matches(one, record));
  };

  const trimmed = { at: clock.now(), sequence: start };
  const trim = (mapping: StreamMapping, sequence: string): void => {
    if (clock.now() - trimmed.at < keptMs) return;
    if (trimmed.sequence !== start) source.trim(mapping.tableName, trimmed.sequence);
    trimmed.at = clock.now();
    trimmed.sequence = sequence;
  };

  const drain = async (mapping: StreamMapping): Promise<void> => {
    const wanted = passes(mapping);
    let after = positionOf(mapping);
    while (!closed) {
      woken.delete(mapping.id);
      const records = source.read(mapping.tableName, after, mapping.batchSize);
      if (records.length === 0) return;
      const batch = records.filter(wanted);
      const startedAt = performance.now();
      if (batch.length > 0) await deliver(mapping, batch);
      if (closed) return;
      after = sequenceOf(records.at(-1));
      save.run(mapping.id, after);
      trim(mapping, after);
      await pause(pauseAfterMs(performance.now() - startedAt));
    }
  };

  const run = async (mapping: StreamMapping): Promise<void> => {
    if (running.has(mapping.id)) {
      woken.add(mapping.id);
      return;
    }
    running.add(mapping.id);
    try {
      await drain(mapping);
    } finally {
      running.delete(mapping.id);
    }
    if (woken.has(mapping.id) && !closed) await run(mapping);
  };

  let scheduled = false;
  const runAll = (): void => {
    scheduled = false;
    for (const mapping of options.mappings) void run(mapping);
  };
  return {
    /** Not at once: the writes of one turn of the event loop make one batch. */
    wake: () => {
      if (scheduled) return;
      scheduled = true;
      setImmediate(runAll);
    },
    quiet: () => running.size === 0 && !scheduled,
    close: () => {
      closed = true;
    },
    redrive: async (body) => {
      const letter = DeadLetter.safeParse(JSON.parse(body)).data;
      if (letter === undefined) return false;
      const { startSequenceNumber, batchSize, streamArn } = letter.DDBStreamBatchInfo;
      const table = /:table\/([^/]+)/.exec(streamArn)?.[1] ?? '';
      const before = (BigInt(startSequenceNumber) - 1n).toString();
      const records = source.read(table, before, batchSize);
      const event = JSON.stringify({ Records: records });
      const outcome = await functions.invoke(letter.requestContext.functionArn, event);
      return !('error' in outcome);
    },
  };
};
