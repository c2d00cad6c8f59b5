import { type Usage, writeUnits } from './capacity.ts';
import type { Condition, Values } from './conditions.ts';
import type { Context } from './context.ts';
import {
  checkIndexKeys,
  type Index,
  keyOf,
  type Position,
  pick,
  sortable,
  type Table,
} from './schema.ts';
import { type Item, itemSize, sameItem, sameValue } from './values.ts';

/** A write that has not looked at the table yet. */
export interface Write {
  readonly table: Table;
  readonly position: Position;
  readonly condition: Condition | undefined;
  readonly values: Values;
  /** Whether the caller asked for the item when the condition fails. */
  readonly returnsFound: boolean;
  /** The item after the write, undefined to have none. A ConditionCheck gives back what it got. */
  next(found: Item | undefined): Item | undefined;
}

interface Stored {
  readonly item: Item;
  readonly text: string;
  readonly size: number;
}

/** A write whose condition holds: what is there, and what will be. */
export interface Decided {
  readonly write: Write;
  readonly before: Stored | undefined;
  readonly after: Stored | undefined;
}

/** A write whose condition fails. */
export interface Refused {
  readonly write: Write;
  readonly refused: true;
  readonly before: Stored | undefined;
}

export const isRefused = (outcome: Decided | Refused): outcome is Refused => 'refused' in outcome;

const selectItem = (table: Table): string =>
  `SELECT item, size FROM items_${table.id} WHERE pk = ? AND sk = ?`;

/** The item's text as it is stored. */
export const findText = (
  context: Context,
  table: Table,
  { pk, sk }: Position,
): Omit<Stored, 'item'> | undefined => {
  const row = context.storage.statement(selectItem(table)).get(pk, sk);
  return row && { text: String(row['item']), size: Number(row['size']) };
};

const find = (context: Context, table: Table, position: Position): Stored | undefined => {
  const found = findText(context, table, position);
  return found && { ...found, item: JSON.parse(found.text) };
};

const stored = (item: Item): Stored => ({ item, text: JSON.stringify(item), size: itemSize(item) });

/** Reads the item and decides. Throws ValidationException when the item cannot become what is asked. */
export const decide = (context: Context, write: Write): Decided | Refused => {
  const before = find(context, write.table, write.position);
  if (write.condition?.(before?.item ?? {}, write.values) === false) {
    return { write, before, refused: true };
  }
  const next = write.next(before?.item);
  if (next === before?.item) return { write, before, after: before };
  if (next !== undefined) checkIndexKeys(write.table, next);
  return { write, before, after: next && stored(next) };
};

interface Entry extends Position {
  readonly item: Item;
}

const entryOf = (index: Index, item: Item | undefined): Entry | undefined => {
  const hash = item?.[index.hash.name];
  const range = index.range && item?.[index.range.name];
  if (item === undefined || hash === undefined) return undefined;
  if (index.range !== undefined && range === undefined) return undefined;
  return {
    pk: sortable(hash),
    sk: range === undefined ? '' : sortable(range),
    item: index.attributes === undefined ? item : pick(item, index.attributes),
  };
};

const isSameEntry = (index: Index, before: Item | undefined, after: Item | undefined): boolean => {
  if (before === undefined || after === undefined) return before === after;
  return index.attributes === undefined
    ? sameItem(before, after)
    : index.attributes.every((name) => sameValue(before[name], after[name]));
};

const putEntry = (
  context: Context,
  table: Table,
  index: Index,
  entry: Entry,
  at: Position,
): void => {
  const sql = `INSERT OR REPLACE INTO entries_${table.id} (position, pk, sk, itemPk, itemSk, item, size) VALUES (?, ?, ?, ?, ?, ?, ?)`;
  const text = JSON.stringify(entry.item);
  context.storage
    .statement(sql)
    .run(index.position, entry.pk, entry.sk, at.pk, at.sk, text, itemSize(entry.item));
};

const removeEntry = (
  context: Context,
  table: Table,
  index: Index,
  entry: Entry,
  at: Position,
): void => {
  const sql = `DELETE FROM entries_${table.id} WHERE position = ? AND pk = ? AND sk = ? AND itemPk = ? AND itemSk = ?`;
  context.storage.statement(sql).run(index.position, entry.pk, entry.sk, at.pk, at.sk);
};

/** What a change of an item does to one index, in write units: 2 where the entry moves to another key. */
const indexUnits = (before: Entry | undefined, after: Entry | undefined): number => {
  const removed = before === undefined ? 0 : writeUnits(itemSize(before.item));
  const put = after === undefined ? 0 : writeUnits(itemSize(after.item));
  const moves = before?.pk !== after?.pk || before?.sk !== after?.sk;
  return moves ? removed + put : Math.max(removed, put);
};

/** Counts an outcome's write units, twice in a transaction. A refused write costs as much as the item found. */
export const addUsage = (usage: Usage, outcome: Decided | Refused, factor: number): void => {
  const { table } = outcome.write;
  const after = isRefused(outcome) ? undefined : outcome.after;
  const bytes = Math.max(outcome.before?.size ?? 0, after?.size ?? 0);
  usage.add(table, writeUnits(bytes) * factor);
  if (isRefused(outcome)) return;
  for (const index of table.indexes) {
    if (isSameEntry(index, outcome.before?.item, after?.item)) continue;
    const units = indexUnits(entryOf(index, outcome.before?.item), entryOf(index, after?.item));
    if (units > 0) usage.add(table, units * factor, index.name);
  }
};

const writeEntries = (context: Context, { write, before, after }: Decided): void => {
  const { table, position } = write;
  for (const index of table.indexes) {
    if (isSameEntry(index, before?.item, after?.item)) continue;
    const old = entryOf(index, before?.item);
    const fresh = entryOf(index, after?.item);
    const moves = old?.pk !== fresh?.pk || old?.sk !== fresh?.sk;
    if (old !== undefined && moves) removeEntry(context, table, index, old, position);
    if (fresh !== undefined) putEntry(context, table, index, fresh, position);
  }
};

/** Seconds since 1970 at which an item expires, where the table has a TTL attribute and the item a number in it. */
export const expiryOf = (table: Table, item: Item): number | null => {
  const value = table.expiryAttribute === undefined ? undefined : item[table.expiryAttribute];
  return value?.N === undefined ? null : Math.floor(Number(value.N));
};

const writeItem = (context: Context, { write, after }: Decided): void => {
  const { table, position } = write;
  if (after === undefined) {
    const sql = `DELETE FROM items_${table.id} WHERE pk = ? AND sk = ?`;
    context.storage.statement(sql).run(position.pk, position.sk);
    return;
  }
  const expiry = expiryOf(table, after.item);
  const sql = `INSERT INTO items_${table.id} (pk, sk, item, size, expiry) VALUES (?, ?, ?, ?, ?) ON CONFLICT (pk, sk) DO UPDATE SET item = excluded.item, size = excluded.size, expiry = excluded.expiry`;
  context.storage.statement(sql).run(position.pk, position.sk, after.text, after.size, expiry);
  if (expiry !== null) context.expires(expiry);
};

const kindOf = ({ before, after }: Decided): string => {
  if (before === undefined) return 'INSERT';
  return after === undefined ? 'REMOVE' : 'MODIFY';
};

/** The images that the stream's view type lets a record have. */
const imagesOf = (
  viewType: string,
  { before, after }: Decided,
): { fresh: Stored | undefined; old: Stored | undefined } => ({
  fresh: viewType.startsWith('NEW') ? after : undefined,
  old: viewType.includes('OLD') ? before : undefined,
});

const writeRecord = (context: Context, decided: Decided, isExpiry: boolean): void => {
  const { table } = decided.write;
  const either = decided.after ?? decided.before;
  if (table.viewType === undefined || either === undefined) return;
  const keys = keyOf(table, either.item);
  const { fresh, old } = imagesOf(table.viewType, decided);
  const size = itemSize(keys) + (fresh?.size ?? 0) + (old?.size ?? 0);
  const sql = `INSERT INTO stream_${table.id} (at, kind, keys, newImage, oldImage, size, expired) VALUES (?, ?, ?, ?, ?, ?, ?)`;
  context.storage
    .statement(sql)
    .run(
      context.clock.now(),
      kindOf(decided),
      JSON.stringify(keys),
      fresh?.text ?? null,
      old?.text ?? null,
      size,
      isExpiry ? 1 : 0,
    );
};

const changes = ({ before, after }: Decided): boolean => {
  if (before === undefined || after === undefined) return before !== after;
  return before.text !== after.text && !sameItem(before.item, after.item);
};

/**
 * Writes items, index entries and stream records in one transaction, and whatever else belongs in it. A write that
 * changes nothing leaves no record, as on AWS.
 */
export const commit = (
  context: Context,
  decided: readonly Decided[],
  { also = () => {}, isExpiry = false }: { also?: () => void; isExpiry?: boolean } = {},
): void => {
  const real = decided.filter(changes);
  context.storage.atomically(() => {
    for (const one of real) {
      writeItem(context, one);
      writeEntries(context, one);
      writeRecord(context, one, isExpiry);
    }
    also();
  });
  if (real.some((one) => one.write.table.viewType !== undefined)) context.written();
};

/** Makes the entries of all items anew, after the indexes of a table have changed. */
export const rebuildEntries = (context: Context, table: Table): void => {
  const { storage } = context;
  storage.statement(`DELETE FROM entries_${table.id}`).run();
  const rows = [...storage.rows(`SELECT pk, sk, item FROM items_${table.id}`, [])];
  for (const [pk, sk, text] of rows) {
    const item: Item = JSON.parse(String(text));
    const at = { pk: String(pk), sk: String(sk) };
    for (const index of table.indexes) {
      const entry = entryOf(index, item);
      if (entry !== undefined) putEntry(context, table, index, entry, at);
    }
  }
};
