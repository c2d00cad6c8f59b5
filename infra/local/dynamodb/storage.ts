import {
  DatabaseSync,
  type SQLInputValue,
  type SQLOutputValue,
  type StatementSync,
} from 'node:sqlite';
import type { Table } from './schema.ts';

/** The SQLite file under the tables, with its statements kept prepared. */
export interface Storage {
  statement(sql: string): StatementSync;
  /** Several statements that are run once: tables made and dropped. */
  execute(sql: string): void;
  /** Runs in one transaction: everything in it is there after a kill, or nothing of it. */
  atomically<T>(run: () => T): T;
  /** Rows as arrays of their columns, which costs half of what objects cost. */
  rows(sql: string, values: readonly SQLInputValue[]): Iterable<readonly SQLOutputValue[]>;
  close(): void;
}

/**
 * WAL with NORMAL loses nothing when the process is killed. The file belongs to one process, which spares a lock on
 * every statement; the checkpoint, which waits for the disk, comes every 32 MB and not every 4.
 */
const pragmas = `
  PRAGMA busy_timeout = 5000;
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA wal_autocheckpoint = 8000;
  PRAGMA synchronous = NORMAL;
  PRAGMA temp_store = MEMORY;
  PRAGMA cache_size = -65536;
`;

const catalogue = `
  CREATE TABLE IF NOT EXISTS tables (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    created INTEGER NOT NULL,
    definition TEXT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS tokens (
    token TEXT PRIMARY KEY,
    request TEXT NOT NULL,
    until INTEGER NOT NULL
  );
  CREATE INDEX IF NOT EXISTS tokens_until ON tokens (until);
`;

/**
 * An item's row, its entries in indexes, and the stream. Keys are text in sort order. The long text comes last, so
 * that what is before it is read without it.
 */
export const createTable = (table: Pick<Table, 'id'>): string => `
  CREATE TABLE items_${table.id} (
    pk TEXT NOT NULL, sk TEXT NOT NULL, size INTEGER NOT NULL, expiry INTEGER, item TEXT NOT NULL,
    PRIMARY KEY (pk, sk)
  );
  CREATE INDEX expiry_${table.id} ON items_${table.id} (expiry) WHERE expiry IS NOT NULL;
  CREATE TABLE entries_${table.id} (
    position INTEGER NOT NULL, pk TEXT NOT NULL, sk TEXT NOT NULL,
    itemPk TEXT NOT NULL, itemSk TEXT NOT NULL, size INTEGER NOT NULL, item TEXT NOT NULL,
    PRIMARY KEY (position, pk, sk, itemPk, itemSk)
  ) WITHOUT ROWID;
  CREATE TABLE stream_${table.id} (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL, kind TEXT NOT NULL, size INTEGER NOT NULL, expired INTEGER NOT NULL,
    keys TEXT NOT NULL, newImage TEXT, oldImage TEXT
  );
`;

export const dropTable = (table: Pick<Table, 'id'>): string => `
  DROP TABLE items_${table.id};
  DROP TABLE entries_${table.id};
  DROP TABLE stream_${table.id};
`;

/** A statement whose rows come as arrays; Node's types know rows as objects alone. */
interface Rows {
  iterate(...values: readonly SQLInputValue[]): Iterable<readonly SQLOutputValue[]>;
}

export const openStorage = (file: string): Storage => {
  const database = new DatabaseSync(file);
  database.exec(pragmas);
  database.exec(catalogue);
  const statements = new Map<string, StatementSync>();
  const statement = (sql: string): StatementSync => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const fresh = database.prepare(sql);
    statements.set(sql, fresh);
    return fresh;
  };
  const listings = new Map<string, Rows>();
  const rowsOf = (sql: string): Rows => {
    const known = listings.get(sql);
    if (known !== undefined) return known;
    const fresh = database.prepare(sql);
    fresh.setReturnArrays(true);
    const rows: Rows = { iterate: (...values) => Reflect.apply(fresh.iterate, fresh, values) };
    listings.set(sql, rows);
    return rows;
  };
  const atomically = <T>(run: () => T): T => {
    statement('BEGIN IMMEDIATE').run();
    try {
      const result = run();
      statement('COMMIT').run();
      return result;
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
  };
  return {
    statement,
    execute: (sql) => database.exec(sql),
    atomically,
    rows: (sql, values) => rowsOf(sql).iterate(...values),
    close: () => database.close(),
  };
};
