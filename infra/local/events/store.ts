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

export interface EventStore {
  add(
    deliveries: readonly NewDelivery[],
    tick?: { readonly ruleArn: string; readonly dueMs: number | undefined },
  ): Delivery[];
  all(): Delivery[];
  retry(id: number, attempts: number, dueMs: number): void;
  remove(id: number): void;
  /** When a scheduled rule is due next; undefined for one that has never run. */
  tick(ruleArn: string): number | undefined;
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

const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT, ruleArn TEXT NOT NULL, targetId TEXT NOT NULL, payload TEXT NOT NULL,
    acceptedMs INTEGER NOT NULL, attempts INTEGER NOT NULL, dueMs INTEGER NOT NULL
  );
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
    add: (deliveries, tick) => {
      if (deliveries.length === 0 && tick === undefined) return [];
      database.exec('BEGIN IMMEDIATE');
      try {
        const added = deliveries.map(insertOne);
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
    close: () => database.close(),
  };
};
