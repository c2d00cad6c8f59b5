import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';

/** A payload on its way to one target. It stays recorded until the target has taken it or it is a dead letter. */
export interface Delivery {
  readonly id: number;
  readonly ruleArn: string;
  readonly targetId: string;
  readonly payload: string;
  readonly acceptedMs: number;
  readonly attempts: number;
  readonly dueMs: number;
}

export type NewDelivery = Omit<Delivery, 'id' | 'attempts'>;

/** An event as an archive keeps it. */
export interface Archived {
  readonly archive: string;
  readonly atMs: number;
  readonly event: string;
}

/** What is kept in one commit: deliveries, the tick of a schedule, what goes to archives. */
interface Beside {
  readonly tick?: { readonly ruleArn: string; readonly dueMs: number | undefined };
  readonly archived?: readonly Archived[];
}

export interface EventStore {
  add(deliveries: readonly NewDelivery[], kept?: Beside): Delivery[];
  all(): Delivery[];
  retry(id: number, attempts: number, dueMs: number): void;
  remove(id: number): void;
  /** When a scheduled rule is due next; undefined for one that has never run. */
  tick(ruleArn: string): number | undefined;
  /** How many events an archive has, and how large they are together. */
  archive(name: string): { readonly events: number; readonly bytes: number };
  /** An archive's events from one moment to before another, oldest first. */
  archived(name: string, fromMs: number, toMs: number): Iterable<Record<string, unknown>>;
  /** Lets go of an archive's events from before a moment. */
  forget(name: string, beforeMs: number): void;
  close(): void;
}

const Row = z.object({
  id: z.number(),
  ruleArn: z.string(),
  targetId: z.string(),
  payload: z.string(),
  acceptedMs: z.number(),
  attempts: z.number(),
  dueMs: z.number(),
});

const Sizes = z.object({ events: z.number(), bytes: z.number() });
const Kept = z.object({ event: z.string() });

const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT, ruleArn TEXT NOT NULL, targetId TEXT NOT NULL, payload TEXT NOT NULL,
    acceptedMs INTEGER NOT NULL, attempts INTEGER NOT NULL, dueMs INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS archived (
    id INTEGER PRIMARY KEY AUTOINCREMENT, archive TEXT NOT NULL, atMs INTEGER NOT NULL, event TEXT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS archived_at ON archived (archive, atMs);
  CREATE TABLE IF NOT EXISTS ticks (ruleArn TEXT PRIMARY KEY, dueMs INTEGER);
`;

export const openEventStore = (file: string): EventStore => {
  const database = new DatabaseSync(file);
  database.exec(schema);
  const insert = database.prepare(
    'INSERT INTO deliveries (ruleArn, targetId, payload, acceptedMs, attempts, dueMs) VALUES (?, ?, ?, ?, 0, ?)',
  );
  const update = database.prepare('UPDATE deliveries SET attempts = ?, dueMs = ? WHERE id = ?');
  const remove = database.prepare('DELETE FROM deliveries WHERE id = ?');
  const archive = database.prepare('INSERT INTO archived (archive, atMs, event) VALUES (?, ?, ?)');
  const setTick = database.prepare(
    'INSERT INTO ticks (ruleArn, dueMs) VALUES (?, ?) ON CONFLICT (ruleArn) DO UPDATE SET dueMs = excluded.dueMs',
  );
  const getTick = database.prepare('SELECT dueMs FROM ticks WHERE ruleArn = ?');
  const insertOne = (one: NewDelivery): Delivery => {
    const { ruleArn, targetId, payload, acceptedMs, dueMs } = one;
    const { lastInsertRowid } = insert.run(ruleArn, targetId, payload, acceptedMs, dueMs);
    return { ...one, attempts: 0, id: Number(lastInsertRowid) };
  };
  return {
    add: (deliveries, { tick, archived = [] } = {}) => {
      if (deliveries.length === 0 && tick === undefined && archived.length === 0) return [];
      database.exec('BEGIN IMMEDIATE');
      try {
        const added = deliveries.map(insertOne);
        for (const { archive: name, atMs, event } of archived) archive.run(name, atMs, event);
        if (tick !== undefined) setTick.run(tick.ruleArn, tick.dueMs ?? null);
        database.exec('COMMIT');
        return added;
      } catch (thrown) {
        database.exec('ROLLBACK');
        throw thrown;
      }
    },
    all: () => z.array(Row).parse(database.prepare('SELECT * FROM deliveries ORDER BY id').all()),
    retry: (id, attempts, dueMs) => {
      update.run(attempts, dueMs, id);
    },
    remove: (id) => {
      remove.run(id);
    },
    tick: (ruleArn) => z.object({ dueMs: z.number() }).safeParse(getTick.get(ruleArn)).data?.dueMs,
    archive: (name) =>
      Sizes.parse(
        database
          .prepare(
            'SELECT count(*) AS events, coalesce(sum(length(event)), 0) AS bytes FROM archived WHERE archive = ?',
          )
          .get(name),
      ),
    *archived(name, fromMs, toMs) {
      const rows = database
        .prepare(
          'SELECT event FROM archived WHERE archive = ? AND atMs >= ? AND atMs < ? ORDER BY id',
        )
        .iterate(name, fromMs, toMs);
      for (const row of rows)
        yield z.record(z.string(), z.unknown()).parse(JSON.parse(Kept.parse(row).event));
    },
    forget: (name, beforeMs) => {
      database.prepare('DELETE FROM archived WHERE archive = ? AND atMs < ?').run(name, beforeMs);
    },
    close: () => database.close(),
  };
};
