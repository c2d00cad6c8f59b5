import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';

export const Execution = z.object({
  arn: z.string(),
  machine: z.string(),
  name: z.string(),
  input: z.string(),
  status: z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'ABORTED', 'TIMED_OUT']),
  startedAt: z.number(),
  stoppedAt: z.number().nullable(),
  output: z.string().nullable(),
  error: z.string().nullable(),
  cause: z.string().nullable(),
});
export type Execution = z.infer<typeof Execution>;

export type End = Pick<Execution, 'status' | 'stoppedAt' | 'output' | 'error' | 'cause'>;

const Outcome = z.union([
  z.object({ error: z.string(), cause: z.string() }),
  z.object({ output: z.unknown() }),
]);
/** What a callback said. */
export type Outcome =
  | { readonly output: unknown }
  | { readonly error: string; readonly cause: string };

const Token = z.object({
  token: z.string(),
  execution: z.string(),
  closed: z.number(),
  beatAt: z.number(),
  outcome: z.string().nullable(),
});

const HistoryEvent = z.object({
  id: z.number(),
  time: z.number(),
  type: z.string(),
  details: z.string(),
});
export type HistoryEvent = z.infer<typeof HistoryEvent>;

const Value = z.object({ value: z.string() });

const schema = `
PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS executions (seq INTEGER PRIMARY KEY AUTOINCREMENT, arn TEXT NOT NULL UNIQUE,
  machine TEXT NOT NULL, name TEXT NOT NULL, input TEXT NOT NULL, status TEXT NOT NULL,
  startedAt REAL NOT NULL, stoppedAt REAL, output TEXT, error TEXT, cause TEXT) STRICT;
CREATE INDEX IF NOT EXISTS byMachine ON executions (machine, status, seq);
CREATE TABLE IF NOT EXISTS journal (execution TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY (execution, key)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tokens (token TEXT PRIMARY KEY, execution TEXT NOT NULL,
  closed INTEGER NOT NULL DEFAULT 0, beatAt REAL NOT NULL, outcome TEXT) STRICT;
CREATE INDEX IF NOT EXISTS byExecution ON tokens (execution);
CREATE TABLE IF NOT EXISTS history (execution TEXT NOT NULL, id INTEGER NOT NULL, key TEXT NOT NULL,
  time REAL NOT NULL, type TEXT NOT NULL, details TEXT NOT NULL,
  PRIMARY KEY (execution, id), UNIQUE (execution, key)) STRICT;`;

const parseOutcome = (text: string): Outcome => Outcome.parse(JSON.parse(text));

/** Executions, what was done in them, the open task tokens and the history, in one SQLite file. */
export const openStore = (file: string) => {
  const db = new DatabaseSync(file);
  db.exec(schema);
  const sql = {
    insert: db.prepare(
      "INSERT INTO executions (arn, machine, name, input, status, startedAt) VALUES (?, ?, ?, ?, 'RUNNING', ?)",
    ),
    find: db.prepare('SELECT * FROM executions WHERE arn = ?'),
    running: db.prepare("SELECT * FROM executions WHERE status = 'RUNNING' ORDER BY seq"),
    list: db.prepare(
      'SELECT * FROM executions WHERE machine = ? AND (? IS NULL OR status = ?) ORDER BY seq DESC LIMIT ? OFFSET ?',
    ),
    end: db.prepare(
      'UPDATE executions SET status = ?, stoppedAt = ?, output = ?, error = ?, cause = ? WHERE arn = ?',
    ),
    forget: db.prepare('DELETE FROM journal WHERE execution = ?'),
    closeAll: db.prepare('UPDATE tokens SET closed = 1 WHERE execution = ?'),
    read: db.prepare('SELECT value FROM journal WHERE execution = ? AND key = ?'),
    write: db.prepare('INSERT OR REPLACE INTO journal (execution, key, value) VALUES (?, ?, ?)'),
    open: db.prepare('INSERT INTO tokens (token, execution, beatAt) VALUES (?, ?, ?)'),
    token: db.prepare('SELECT * FROM tokens WHERE token = ?'),
    settle: db.prepare('UPDATE tokens SET closed = 1, outcome = ? WHERE token = ?'),
    beat: db.prepare('UPDATE tokens SET beatAt = ? WHERE token = ?'),
    note: db.prepare(
      'INSERT INTO history (execution, id, key, time, type, details) SELECT ?1, (SELECT COUNT(*) + 1 FROM history WHERE execution = ?1), ?2, ?3, ?4, ?5 ON CONFLICT DO NOTHING',
    ),
    history: db.prepare(
      'SELECT id, time, type, details FROM history WHERE execution = ? ORDER BY id',
    ),
  };
  const inTransaction = <T>(run: () => T): T => {
    db.exec('BEGIN IMMEDIATE');
    try {
      const result = run();
      db.exec('COMMIT');
      return result;
    } catch (thrown) {
      db.exec('ROLLBACK');
      throw thrown;
    }
  };
  const token = (id: string) => {
    const row = sql.token.get(id);
    if (row === undefined) return undefined;
    const { outcome, closed, ...rest } = Token.parse(row);
    return {
      ...rest,
      closed: closed === 1,
      outcome: outcome === null ? undefined : parseOutcome(outcome),
    };
  };
  return {
    inTransaction,
    insert: (arn: string, machine: string, name: string, input: string, at: number): void => {
      sql.insert.run(arn, machine, name, input, at);
    },
    find: (arn: string): Execution | undefined => {
      const row = sql.find.get(arn);
      return row === undefined ? undefined : Execution.parse(row);
    },
    running: (): Execution[] => z.array(Execution).parse(sql.running.all()),
    list: (machine: string, status: string | null, limit: number, offset: number): Execution[] =>
      z.array(Execution).parse(sql.list.all(machine, status, status, limit, offset)),
    /** Nobody comes back to an ended execution: its journal goes, its tokens answer that they are late. */
    end: (arn: string, end: End): void => {
      sql.end.run(end.status, end.stoppedAt, end.output, end.error, end.cause, arn);
      sql.forget.run(arn);
      sql.closeAll.run(arn);
    },
    read: (execution: string, key: string): unknown => {
      const row = sql.read.get(execution, key);
      return row === undefined ? undefined : JSON.parse(Value.parse(row).value);
    },
    write: (execution: string, key: string, value: unknown): void => {
      sql.write.run(execution, key, JSON.stringify(value));
    },
    openToken: (id: string, execution: string, at: number): void => {
      sql.open.run(id, execution, at);
    },
    token,
    /** Without an outcome the token is given up: a callback comes too late. */
    closeToken: (id: string, outcome?: Outcome): void => {
      sql.settle.run(outcome === undefined ? null : JSON.stringify(outcome), id);
    },
    beat: (id: string, at: number): void => {
      sql.beat.run(at, id);
    },
    /** False when that was noted before. */
    note: (execution: string, key: string, time: number, type: string, details: unknown): boolean =>
      sql.note.run(execution, key, time, type, JSON.stringify(details)).changes === 1,
    history: (execution: string): HistoryEvent[] =>
      z.array(HistoryEvent).parse(sql.history.all(execution)),
    close: (): void => db.close(),
  };
};

export type Store = ReturnType<typeof openStore>;
