import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../clock.ts';
import type { Meter } from '../meter.ts';
import { AwsError, type AwsService, type Caller } from '../service.ts';
import { batchWriteItem } from './batches.ts';
import { type Catalogue, openCatalogue } from './catalogue.ts';
import type { Context } from './context.ts';
import { expireTable, expiryAlarm, nextExpiry, noteExpiries } from './expiry.ts';
import { query, scan } from './pages.ts';
import { batchGetItem, getItem, transactGetItems } from './reads.ts';
import { TableDefinition } from './schema.ts';
import { openStorage } from './storage.ts';
import { readStream, type StreamRecord, trimStream } from './streams.ts';
import {
  createTable,
  deleteTable,
  describeTable,
  describeTimeToLive,
  listTables,
  updateTimeToLive,
} from './tables.ts';
import { transactWriteItems } from './transactions.ts';
import { deleteItem, putItem, updateItem } from './writes.ts';
import { rebuildEntries } from './writing.ts';

/** DynamoDB in this process, on one SQLite file. */
export interface TableEngine extends AwsService {
  /** A table's stream after a sequence number (undefined: from the oldest kept), oldest first. */
  readStream(tableName: string, afterSequence: string | undefined, limit: number): StreamRecord[];
  /** Called after each commit that added to a stream. */
  onWrite(listener: () => void): void;
  trimStream(tableName: string, uptoSequence: string): void;
  /** Deletes the items whose time has come; the clock does it too. Answers how many. */
  expireItems(): number;
  close(): void;
}

export interface TablesOptions {
  /** A file, or `:memory:`. */
  readonly file: string;
  readonly clock: Clock;
  readonly meter: Meter;
  /** Made where they are not there; indexes, stream and TTL of those there are brought in line. @default - none */
  readonly createTables?: readonly TableDefinition[];
}

type Operation = (input: unknown, caller: Caller) => unknown;

const operationsOf = (
  context: Context,
  catalogue: Catalogue,
  armExpiry: () => void,
): Readonly<Record<string, Operation>> => ({
  BatchGetItem: (input, caller) => batchGetItem(context, input, caller),
  BatchWriteItem: (input, caller) => batchWriteItem(context, input, caller),
  CreateTable: (input, caller) => createTable(context, catalogue, input, caller),
  DeleteItem: (input, caller) => deleteItem(context, input, caller),
  DeleteTable: (input, caller) => deleteTable(context, catalogue, input, caller),
  DescribeTable: (input, caller) => describeTable(context, input, caller),
  DescribeTimeToLive: (input, caller) => describeTimeToLive(context, input, caller),
  GetItem: (input, caller) => getItem(context, input, caller),
  ListTables: (input, caller) => listTables(catalogue, input, caller),
  PutItem: (input, caller) => putItem(context, input, caller),
  Query: (input, caller) => query(context, input, caller),
  Scan: (input, caller) => scan(context, input, caller),
  TransactGetItems: (input, caller) => transactGetItems(context, input, caller),
  TransactWriteItems: (input, caller) => transactWriteItems(context, input, caller),
  UpdateItem: (input, caller) => updateItem(context, input, caller),
  UpdateTimeToLive: (input, caller) => {
    const answer = updateTimeToLive(context, catalogue, input, caller);
    armExpiry();
    return answer;
  },
});

const align = (context: Context, catalogue: Catalogue, raw: TableDefinition): void => {
  const definition = TableDefinition.parse(raw);
  const table = catalogue.find(definition.TableName);
  if (table === undefined) {
    catalogue.create(definition, context.clock.now());
    return;
  }
  if (isDeepStrictEqual(table.definition, definition)) return;
  context.storage.atomically(() => {
    const fresh = catalogue.redefine(table, definition);
    rebuildEntries(context, fresh);
    noteExpiries(context, fresh);
  });
};

/** Opens the tables. Everything that was committed before a kill is there again. */
export const openTables = ({
  file,
  clock,
  meter,
  createTables = [],
}: TablesOptions): TableEngine => {
  const storage = openStorage(file);
  const catalogue = openCatalogue(storage);
  const listeners: (() => void)[] = [];
  const alarm = expiryAlarm(clock, () => {
    expireItems();
  });
  /** Whose request it is: what it takes is metered once more as theirs. */
  let asking: string | undefined;
  const context: Context = {
    storage,
    clock,
    meter: {
      ...meter,
      count: (name, amount, dimension) => {
        meter.count(name, amount, dimension);
        if (asking !== undefined) meter.count(`${name}Of`, amount, asking);
      },
    },
    table: catalogue.get,
    findTable: catalogue.find,
    written: () => {
      for (const listener of listeners) listener();
    },
    expires: (atSeconds) => alarm.set(atSeconds),
  };
  const tables = () => catalogue.names().map(catalogue.get);
  const armExpiry = (): void => {
    for (const table of tables()) {
      const next = nextExpiry(context, table);
      if (next !== undefined) alarm.set(next);
    }
  };
  const expireItems = (): number => {
    const count = tables().reduce((sum, table) => sum + expireTable(context, table), 0);
    armExpiry();
    return count;
  };
  for (const definition of createTables) align(context, catalogue, definition);
  expireItems();
  const operations = operationsOf(context, catalogue, armExpiry);
  return {
    targetPrefix: 'DynamoDB_20120810',
    handle: async (operation, input, caller) => {
      const run = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
      if (run === undefined) throw new AwsError('UnknownOperationException', '');
      asking = caller.principal;
      try {
        return run(input, caller);
      } finally {
        asking = undefined;
      }
    },
    readStream: (name, after, limit) => readStream(context, catalogue.get(name), after, limit),
    trimStream: (name, upto) => trimStream(context, catalogue.get(name), upto),
    onWrite: (listener) => {
      listeners.push(listener);
    },
    expireItems,
    close: () => {
      alarm.cancel();
      storage.close();
    },
  };
};
