import { isDeepStrictEqual } from 'node:util';
import { AwsError } from '../service.ts';
import { noSuchTable } from './errors.ts';
import { type Table, TableDefinition, tableOf } from './schema.ts';
import { createTable, dropTable, type Storage } from './storage.ts';

/** The tables of the file, read once and kept. */
export interface Catalogue {
  find(name: string): Table | undefined;
  /** Throws ResourceNotFoundException. */
  get(name: string): Table;
  names(): string[];
  /** Throws ResourceInUseException where there is one of that name. */
  create(definition: TableDefinition, nowMs: number): Table;
  drop(table: Table): void;
  /** Keeps the items under another definition; the keys must be the same. */
  redefine(table: Table, definition: TableDefinition): Table;
}

const sameKeys = (a: TableDefinition, b: TableDefinition): boolean =>
  isDeepStrictEqual(a.KeySchema, b.KeySchema);

export const openCatalogue = (storage: Storage): Catalogue => {
  const tables = new Map<string, Table>();
  const rows = [...storage.rows('SELECT id, created, definition FROM tables', [])];
  for (const [id, created, text] of rows) {
    const definition = TableDefinition.parse(JSON.parse(String(text)));
    const table = tableOf(Number(id), Number(created), definition);
    tables.set(table.name, table);
  }
  const get = (name: string): Table => {
    const table = tables.get(name);
    if (table === undefined) throw noSuchTable();
    return table;
  };
  return {
    find: (name) => tables.get(name),
    get,
    names: () => [...tables.keys()].sort(),
    create: (definition, nowMs) => {
      const name = definition.TableName;
      if (tables.has(name)) {
        throw new AwsError('ResourceInUseException', `Table already exists: ${name}`);
      }
      tableOf(0, nowMs, definition);
      const table = storage.atomically(() => {
        const { lastInsertRowid } = storage
          .statement('INSERT INTO tables (name, created, definition) VALUES (?, ?, ?)')
          .run(name, nowMs, JSON.stringify(definition));
        const fresh = tableOf(Number(lastInsertRowid), nowMs, definition);
        storage.execute(createTable(fresh));
        return fresh;
      });
      tables.set(name, table);
      return table;
    },
    drop: (table) => {
      storage.atomically(() => {
        storage.execute(dropTable(table));
        storage.statement('DELETE FROM tables WHERE id = ?').run(table.id);
      });
      tables.delete(table.name);
    },
    redefine: (table, definition) => {
      if (!sameKeys(table.definition, definition)) {
        throw new Error(`The keys of table ${table.name} have changed; start with an empty store`);
      }
      const fresh = tableOf(table.id, table.createdMs, definition);
      storage
        .statement('UPDATE tables SET definition = ? WHERE id = ?')
        .run(JSON.stringify(definition), table.id);
      tables.set(table.name, fresh);
      return fresh;
    },
  };
};
