import { lookupPartition } from '../../../kernel/table/keys.ts';
import { readIndex } from '../../../kernel/table/rows.ts';
import { change, commit, creation, racing, read } from '../../../kernel/table/store.ts';
import type { WriteContext } from '../../../kernel/table/stored.ts';
import { billRun, type Run } from '../bill-run.ts';
import { cycleDate, monthOfDate } from '../engine/calendar.ts';
import { billedAccount, cycleKey, cycleShards } from '../kept/billed-account.ts';
import { billRunShard } from '../kept/run-rows.ts';

/** Accounts of one step: few enough for a minute, many enough that a million make no long history of the machine. */
const shardSize = 400;
const longestMonth = 31;
const page = 1_000;

/** The cycle days that begin on a date: on the last day of a short month, those that it lacks as well. */
const daysOf = (date: string): readonly number[] => {
  const month = monthOfDate(date);
  return Array.from({ length: longestMonth }, (_, index) => index + 1).filter(
    (day) => cycleDate(day, month) === date,
  );
};

const accountsIn = async (tenant: string, key: string): Promise<readonly string[]> => {
  const partition = lookupPartition(tenant, billedAccount.type, 'cycle', key);
  const ids: string[] = [];
  for (;;) {
    const after = ids.at(-1);
    const { sorts, more } = await readIndex('gsi3', partition, {
      limit: page,
      ...(after !== undefined && { after }),
    });
    ids.push(...sorts);
    if (!more) return ids;
  }
};

const keysOf = (date: string): readonly string[] =>
  daysOf(date).flatMap((day) =>
    Array.from({ length: cycleShards }, (_, shard) => cycleKey(day, shard)),
  );

/** True where the cycle of any account ends on the date. */
export const isAnyDue = async (tenant: string, date: string): Promise<boolean> => {
  const found = await Promise.all(
    keysOf(date).map((key) =>
      readIndex('gsi3', lookupPartition(tenant, billedAccount.type, 'cycle', key), { limit: 1 }),
    ),
  );
  return found.some(({ sorts }) => sorts.length > 0);
};

const accountsOf = async (tenant: string, run: Run): Promise<readonly string[]> => {
  if (run.billingAccount !== undefined) return run.billingAccount.map(({ id }) => id);
  const keys = keysOf(run.cycleDate);
  return (await Promise.all(keys.map((key) => accountsIn(tenant, key)))).flat();
};

export const shardId = (runId: string, index: number): string => `${runId}.${index}`;

/** How many shard items are written at once. */
const width = 16;

const writeShards = async (
  runId: string,
  accounts: readonly string[],
  context: WriteContext,
): Promise<number> => {
  const count = Math.ceil(accounts.length / shardSize);
  for (let start = 0; start < count; start += width)
    await Promise.all(
      Array.from({ length: Math.min(width, count - start) }, (_, offset) => {
        const index = start + offset;
        const own = accounts.slice(index * shardSize, (index + 1) * shardSize);
        const id = shardId(runId, index);
        const value = { id, '@type': billRunShard.type, accounts: own };
        return commit(creation(billRunShard, value, context));
      }),
    );
  return count;
};

const nothingDone = { done: 0, billed: 0, held: 0, nothingToBill: 0, failed: 0, total: [] };

/** Fixes which accounts a run bills, once: a run that goes on keeps its plan. Answers the pointers of its shards. */
export const planRun = async (
  id: string,
  context: WriteContext,
): Promise<{ readonly shards: readonly string[] }> => {
  const { tenant } = context.caller;
  let count = 0;
  await racing(id, async () => {
    const stored = await read(billRun, tenant, id);
    if (stored === undefined) throw new Error(`${id} is not there`);
    if (stored.value.shards !== undefined) {
      count = stored.value.shards;
      return true;
    }
    const accounts = await accountsOf(tenant, stored.value);
    count = await writeShards(id, accounts, context);
    const progress = { ...nothingDone, accounts: accounts.length };
    return commit(
      change(billRun, stored, { ...stored.value, shards: count, progress }, context, {
        attributes: false,
      }),
    );
  });
  return { shards: Array.from({ length: count }, (_, index) => shardId(id, index)) };
};
