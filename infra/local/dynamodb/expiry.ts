import type { Clock } from '../clock.ts';
import type { Context } from './context.ts';
import { positionOfItem, type Table } from './schema.ts';
import type { Item } from './values.ts';
import { commit, type Decided, decide, expiryOf, isRefused } from './writing.ts';

/** An expiry of more than five years ago is taken for a mistake and ignored, as on AWS. */
const longestPastSeconds = 5 * 365 * 24 * 3600;
const batch = 500;

const deletionOf = (context: Context, table: Table, item: Item): Decided | undefined => {
  const outcome = decide(context, {
    table,
    position: positionOfItem(table, item),
    condition: undefined,
    values: {},
    returnsFound: false,
    next: () => undefined,
  });
  return isRefused(outcome) ? undefined : outcome;
};

/** Deletes a table's items whose time has come; answers how many. */
export const expireTable = (context: Context, table: Table): number => {
  const nowSeconds = Math.floor(context.clock.now() / 1000);
  const sql = `SELECT item FROM items_${table.id} WHERE expiry <= ? AND expiry > ? ORDER BY expiry LIMIT ${batch}`;
  let count = 0;
  for (;;) {
    const rows = context.storage.statement(sql).all(nowSeconds, nowSeconds - longestPastSeconds);
    if (rows.length === 0) return count;
    const decided = rows
      .map((row) => deletionOf(context, table, JSON.parse(String(row['item']))))
      .filter((outcome) => outcome !== undefined);
    commit(context, decided, { isExpiry: true });
    count += rows.length;
  }
};

/** The soonest expiry of a table's items still to come, in seconds since 1970. */
export const nextExpiry = (context: Context, table: Table): number | undefined => {
  const sql = `SELECT min(expiry) AS expiry FROM items_${table.id} WHERE expiry > ?`;
  const row = context.storage.statement(sql).get(Math.floor(context.clock.now() / 1000));
  return typeof row?.['expiry'] === 'number' ? row['expiry'] : undefined;
};

/** Notes every item's expiry anew, after the TTL attribute of a table has changed. */
export const noteExpiries = (context: Context, table: Table): void => {
  const rows = [...context.storage.rows(`SELECT rowid, item FROM items_${table.id}`, [])];
  const update = context.storage.statement(
    `UPDATE items_${table.id} SET expiry = ? WHERE rowid = ?`,
  );
  for (const [id, text] of rows) {
    const item: Item = JSON.parse(String(text));
    update.run(expiryOf(table, item), Number(id));
  }
};

export interface Alarm {
  /** Rings at that second, if not sooner. */
  set(atSeconds: number): void;
  cancel(): void;
}

/** Rings once, at the soonest of the times set. */
export const expiryAlarm = (clock: Clock, ring: () => void): Alarm => {
  let soonest = Number.POSITIVE_INFINITY;
  let cancel = (): void => {};
  return {
    set: (atSeconds) => {
      if (atSeconds >= soonest) return;
      cancel();
      soonest = atSeconds;
      cancel = clock.at(atSeconds * 1000, () => {
        soonest = Number.POSITIVE_INFINITY;
        ring();
      });
    },
    cancel: () => cancel(),
  };
};
