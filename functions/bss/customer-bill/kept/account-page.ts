import { typePartition } from '../../../kernel/table/keys.ts';
import { readIndex } from '../../../kernel/table/rows.ts';
import { readAll } from '../../../kernel/table/store.ts';
import type { AccountRow } from './billed-account.ts';
import { billedAccount } from './billed-account.ts';

/** Where a walk over all accounts of a tenant stands. */
export interface AccountCursor {
  readonly shard: number;
  readonly after?: string | undefined;
}

/** Before the first account. */
export const firstAccount: AccountCursor = { shard: 0 };

interface KeyPage {
  readonly ids: readonly string[];
  /** @default - there are no more */
  readonly next?: AccountCursor;
}

/** The next ids of accounts, at most `limit`. */
const keyPage = async (tenant: string, cursor: AccountCursor, limit: number): Promise<KeyPage> => {
  const ids: string[] = [];
  let next: AccountCursor | undefined = cursor;
  while (next !== undefined && ids.length < limit) {
    const { shard, after }: AccountCursor = next;
    const partition = typePartition(tenant, billedAccount.type, shard);
    const { sorts, more } = await readIndex('gsi1', partition, {
      limit: limit - ids.length,
      ...(after !== undefined && { after }),
    });
    ids.push(...sorts);
    const last = sorts.at(-1);
    if (more && last !== undefined) next = { shard, after: last };
    else next = shard + 1 < billedAccount.shards ? { shard: shard + 1 } : undefined;
  }
  return { ids, ...(next !== undefined && { next }) };
};

/** The next accounts of a tenant, at most `limit`, and where to go on; nowhere after the last. */
export const accountPage = async (
  tenant: string,
  cursor: AccountCursor,
  limit: number,
): Promise<{ readonly accounts: readonly AccountRow[]; readonly next?: AccountCursor }> => {
  const { ids, next } = await keyPage(tenant, cursor, limit);
  const accounts = (await readAll(billedAccount, tenant, ids)).map(({ value }) => value);
  return { accounts, ...(next !== undefined && { next }) };
};

const keysAtOnce = 1_000;

/** How many accounts a tenant has. */
export const countAccounts = async (tenant: string): Promise<number> => {
  let count = 0;
  let cursor: AccountCursor | undefined = firstAccount;
  while (cursor !== undefined) {
    const { ids, next }: KeyPage = await keyPage(tenant, cursor, keysAtOnce);
    count += ids.length;
    cursor = next;
  }
  return count;
};
