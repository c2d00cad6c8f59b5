import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';

const Attributes = z.record(
  z.string(),
  z.object({ DataType: z.string(), StringValue: z.string() }),
);
export type MessageAttributes = z.infer<typeof Attributes>;

/** A message in a queue. It can be received from `visibleMs` on; `receipt` is the handle of its last receipt. */
export interface StoredMessage {
  readonly id: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly sentMs: number;
  readonly receives: number;
  readonly firstReceivedMs: number | undefined;
}

const Row = z.object({
  id: z.string(),
  body: z.string(),
  attributes: z.string(),
  sentMs: z.number(),
  receives: z.number(),
  firstReceivedMs: z.number().nullable(),
});

const messageOf = (row: unknown): StoredMessage => {
  const { attributes, firstReceivedMs, ...rest } = Row.parse(row);
  return {
    ...rest,
    attributes: Attributes.parse(JSON.parse(attributes)),
    firstReceivedMs: firstReceivedMs ?? undefined,
  };
};

const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS messages (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, queueArn TEXT NOT NULL, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL,
    attributes TEXT NOT NULL, sentMs INTEGER NOT NULL, visibleMs INTEGER NOT NULL,
    receives INTEGER NOT NULL DEFAULT 0, firstReceivedMs INTEGER, receipt TEXT
  );
  CREATE INDEX IF NOT EXISTS messages_queue ON messages (queueArn, visibleMs);
  CREATE INDEX IF NOT EXISTS messages_receipt ON messages (receipt);
`;

const columns = 'id, body, attributes, sentMs, receives, firstReceivedMs';

export const openQueueStore = (file: string) => {
  const database = new DatabaseSync(file);
  database.exec(schema);
  const insert = database.prepare(
    'INSERT INTO messages (queueArn, id, body, attributes, sentMs, visibleMs) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const visible = database.prepare(
    `SELECT ${columns} FROM messages WHERE queueArn = ? AND visibleMs <= ? ORDER BY seq LIMIT ?`,
  );
  const receive = database.prepare(
    `UPDATE messages SET visibleMs = ?, receipt = ?, receives = receives + 1,
       firstReceivedMs = coalesce(firstReceivedMs, ?) WHERE id = ?`,
  );
  const move = database.prepare(
    'UPDATE messages SET queueArn = ?, visibleMs = ?, receives = 0, firstReceivedMs = NULL, receipt = NULL WHERE id = ?',
  );
  const counts = database.prepare(
    `SELECT count(*) FILTER (WHERE visibleMs <= ?1) AS visible,
       count(*) FILTER (WHERE visibleMs > ?1 AND receives > 0) AS received,
       count(*) FILTER (WHERE visibleMs > ?1 AND receives = 0) AS delayed
     FROM messages WHERE queueArn = ?2`,
  );
  const all = database.prepare(`SELECT ${columns} FROM messages WHERE queueArn = ? ORDER BY seq`);
  const remove = database.prepare('DELETE FROM messages WHERE queueArn = ? AND receipt = ?');
  const change = database.prepare(
    'UPDATE messages SET visibleMs = ? WHERE queueArn = ? AND receipt = ?',
  );
  const purge = database.prepare('DELETE FROM messages WHERE queueArn = ?');
  return {
    add: (queueArn: string, message: StoredMessage, visibleMs: number): void => {
      const { id, body, attributes, sentMs } = message;
      insert.run(queueArn, id, body, JSON.stringify(attributes), sentMs, visibleMs);
    },
    visible: (queueArn: string, nowMs: number, limit: number): StoredMessage[] =>
      visible.all(queueArn, nowMs, limit).map(messageOf),
    received: (id: string, receipt: string, nowMs: number, visibleMs: number): void => {
      receive.run(visibleMs, receipt, nowMs, id);
    },
    move: (id: string, queueArn: string, nowMs: number): void => {
      move.run(queueArn, nowMs, id);
    },
    counts: (queueArn: string, nowMs: number) =>
      z
        .object({ visible: z.number(), received: z.number(), delayed: z.number() })
        .parse(counts.get(nowMs, queueArn)),
    all: (queueArn: string): StoredMessage[] => all.all(queueArn).map(messageOf),
    remove: (queueArn: string, receipt: string): void => {
      remove.run(queueArn, receipt);
    },
    change: (queueArn: string, receipt: string, visibleMs: number): boolean =>
      Number(change.run(visibleMs, queueArn, receipt).changes) > 0,
    purge: (queueArn: string): void => {
      purge.run(queueArn);
    },
    close: (): void => database.close(),
  };
};
