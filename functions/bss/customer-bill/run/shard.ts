import { change, commit, racing, read } from '../../../kernel/table/store.ts';
import type { WriteContext } from '../../../kernel/table/stored.ts';
import { billRun } from '../bill-run.ts';
import { billRunChunk, billRunShard, type ShardResult } from '../kept/run-rows.ts';
import { billChunk } from './chunk.ts';
import { nothingYet, together } from './count.ts';
import { readWorld } from './world.ts';

/** One read of many finds so many accounts, and what tells of so many bills fits into one event. */
const atOnce = 100;

const keepResult = (id: string, result: ShardResult, context: WriteContext): Promise<void> =>
  racing(id, async () => {
    const stored = await read(billRunShard, context.caller.tenant, id);
    if (stored === undefined || stored.value.result !== undefined) return true;
    return commit(change(billRunShard, stored, { ...stored.value, result }, context));
  });

/**
 * Bills the accounts of a shard, chunk by chunk. It may be stopped between chunks, and repeated whole: what is billed
 * stays billed, and a chunk that has taken its numbers is ended even where the run was stopped.
 */
export const billShard = async (
  runId: string,
  shardId: string,
  context: WriteContext,
): Promise<void> => {
  const { tenant } = context.caller;
  const shard = await read(billRunShard, tenant, shardId);
  if (shard === undefined) throw new Error(`${shardId} was never planned`);
  if (shard.value.result !== undefined) return;
  const { accounts } = shard.value;
  const world = await readWorld(tenant);
  let result = nothingYet;
  for (let start = 0; start < accounts.length; start += atOnce) {
    const id = `${shardId}.${start}`;
    const [run, chunk] = await Promise.all([
      read(billRun, tenant, runId),
      read(billRunChunk, tenant, id),
    ]);
    const { numbers = [], result: known } = chunk?.value ?? {};
    if (run === undefined || (run.value.state !== 'inProgress' && numbers.length === 0)) return;
    const own = { id, accounts: accounts.slice(start, start + atOnce), numbers };
    const one = known ?? (await billChunk(own, { run: run.value, world, context }));
    result = together(result, one);
  }
  await keepResult(shardId, result, context);
};
