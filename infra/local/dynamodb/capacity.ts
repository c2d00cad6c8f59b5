import type { Meter } from '../meter.ts';
import type { Table } from './schema.ts';

const kilobyte = 1024;

/** Units of one read: 4 KB each, half when eventually consistent, double in a transaction. */
export type ReadMode = 'eventual' | 'consistent' | 'transactional';
const readFactor = { eventual: 0.5, consistent: 1, transactional: 2 } as const;

export const readUnits = (bytes: number, mode: ReadMode): number =>
  Math.max(1, Math.ceil(bytes / (4 * kilobyte))) * readFactor[mode];

/** Units of one write: 1 KB each; an item that is not there costs one. */
export const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / kilobyte));

/** What an operation used, by table and index. */
export interface Usage {
  readonly kind: 'read' | 'write';
  add(table: Table, units: number, index?: string): void;
  /** Reads or writes of the ConsumedCapacity list; empty where the caller did not ask. */
  report(asked: string | undefined, isTransaction?: boolean): Consumed[];
  /** Counts the whole on the meter. */
  count(meter: Meter, operation: string): void;
}

interface Units {
  readonly CapacityUnits: number;
  readonly ReadCapacityUnits?: number;
  readonly WriteCapacityUnits?: number;
}

export interface Consumed extends Units {
  readonly TableName: string;
  readonly Table?: Units;
  readonly GlobalSecondaryIndexes?: Readonly<Record<string, Units>>;
}

interface Totals {
  table: number;
  readonly indexes: Map<string, number>;
}

const sum = (totals: Totals): number =>
  [...totals.indexes.values()].reduce((all, units) => all + units, totals.table);

export const usage = (kind: 'read' | 'write'): Usage => {
  const byTable = new Map<string, Totals>();
  const totalsOf = (name: string): Totals => {
    const totals = byTable.get(name) ?? { table: 0, indexes: new Map() };
    byTable.set(name, totals);
    return totals;
  };
  const describe = (units: number, isTransaction: boolean): Units => {
    if (!isTransaction) return { CapacityUnits: units };
    return kind === 'read'
      ? { CapacityUnits: units, ReadCapacityUnits: units }
      : { CapacityUnits: units, WriteCapacityUnits: units };
  };
  const detail = (totals: Totals, isTransaction: boolean): Partial<Consumed> => ({
    Table: describe(totals.table, isTransaction),
    ...(totals.indexes.size > 0 && {
      GlobalSecondaryIndexes: Object.fromEntries(
        [...totals.indexes].map(([name, units]) => [name, describe(units, isTransaction)]),
      ),
    }),
  });
  return {
    kind,
    add: (table, units, index) => {
      const totals = totalsOf(table.name);
      if (index === undefined) totals.table += units;
      else totals.indexes.set(index, (totals.indexes.get(index) ?? 0) + units);
    },
    report: (asked, isTransaction = false) =>
      asked === undefined || asked === 'NONE'
        ? []
        : [...byTable].map(([name, totals]) => ({
            TableName: name,
            ...describe(sum(totals), isTransaction),
            ...(asked === 'INDEXES' && detail(totals, isTransaction)),
          })),
    count: (meter, operation) => {
      const units = [...byTable.values()].reduce((all, totals) => all + sum(totals), 0);
      meter.count(kind === 'read' ? 'dynamodb.readUnits' : 'dynamodb.writeUnits', units, operation);
    },
  };
};
