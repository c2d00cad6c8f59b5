import { microsOf } from '../../../kernel/money.ts';
import { Transient } from '../../../kernel/problem.ts';
import { change, commit, racing, read, readAll } from '../../../kernel/table/store.ts';
import type { WriteContext } from '../../../kernel/table/stored.ts';
import { billRun, type Run } from '../bill-run.ts';
import { customerBill, type OwnBill } from '../customer-bill.ts';
import { cycleDate, monthOfDate } from '../engine/calendar.ts';
import { type AccountRow, billedAccount } from '../kept/billed-account.ts';
import { billRunShard, type ShardResult } from '../kept/run-rows.ts';
import { type Comparison, compareChunk, comparison } from './compare.ts';
import { issue, type ToBill } from './issue.ts';
import type { Outcome } from './outcome.ts';
import { billsToRead, outcomeFor } from './outcome.ts';
import { newPrices } from './price-change.ts';
import { readWorld, type World } from './world.ts';

/** With the series, bills of so many accounts stay well below the 100 writes and 4 MB of one transaction. */
const atOnce = 48;

const nothingYet: ShardResult = { billed: 0, held: 0, nothing: 0, failures: [], totals: {} };

const added = (
  totals: ShardResult['totals'],
  { taxIncludedAmount }: OwnBill,
): ShardResult['totals'] => {
  const unit = taxIncludedAmount?.unit ?? '';
  return { ...totals, [unit]: (totals[unit] ?? 0) + microsOf(taxIncludedAmount?.value ?? 0) };
};

const counted = (before: ShardResult, bill: OwnBill): ShardResult => ({
  ...before,
  ...(bill.state === 'onHold' ? { held: before.held + 1 } : { billed: before.billed + 1 }),
  totals: added(before.totals, bill),
});

const countOutcome = (before: ShardResult, outcome: Outcome): ShardResult => {
  if (outcome.kind === 'billed before') return counted(before, outcome.bill);
  if (outcome.kind === 'nothing') return { ...before, nothing: before.nothing + 1 };
  if (outcome.kind === 'bill') return before;
  const { account, reason } = outcome;
  return { ...before, failures: [...before.failures, { account, reason }] };
};

/** What a trial would have written. */
const countTrial = (before: ShardResult, { bill, reasons }: ToBill): ShardResult => ({
  ...before,
  ...(reasons.length > 0 ? { held: before.held + 1 } : { billed: before.billed + 1 }),
  totals: {
    ...before.totals,
    [bill.currency]: (before.totals[bill.currency] ?? 0) + bill.totalMicros,
  },
});

interface Work {
  readonly run: Run;
  readonly world: World;
  readonly context: WriteContext;
}

/** The accounts of a chunk that the run is about: one whose cycle day was another when the run was planned is not. */
const dueAccounts = (
  rows: readonly AccountRow[],
  { cycleDate: date }: Run,
): readonly AccountRow[] =>
  rows.filter(({ terms }) => cycleDate(terms.cycleDay, monthOfDate(date)) === date);

const issueAll = async (bills: readonly ToBill[], context: WriteContext) => {
  const issuers = new Map(bills.map(({ issuer }) => [issuer.id, issuer]));
  const made: OwnBill[] = [];
  for (const issuer of issuers.values())
    made.push(
      ...(await issue(
        issuer,
        bills.filter((one) => one.issuer.id === issuer.id),
        context,
      )),
    );
  return made;
};

const billChunk = async (
  ids: readonly string[],
  before: ShardResult,
  { run, world, context }: Work,
): Promise<ShardResult> => {
  const { tenant } = context.caller;
  const month = monthOfDate(run.cycleDate) - 1;
  const rows = (await readAll(billedAccount, tenant, ids)).map(({ value }) => value);
  const due = dueAccounts(rows, run);
  const stored = await readAll(
    customerBill,
    tenant,
    due.flatMap((account) => billsToRead(account, month)),
  );
  const bills = new Map(stored.map((one) => [one.value.id, one]));
  const outcomes: Outcome[] = [];
  for (const account of due)
    outcomes.push(await outcomeFor(tenant, account, month, world, bills, context.at));
  const fresh = outcomes.flatMap((one) => (one.kind === 'bill' ? [one] : []));
  const result = outcomes.reduce(countOutcome, {
    ...before,
    nothing: before.nothing + ids.length - due.length,
  });
  if (run.isTrial === true) return fresh.reduce(countTrial, result);
  const made = await issueAll(fresh, context);
  // Bills that another run of this step made meanwhile are counted when the step is repeated.
  if (made.length < fresh.length)
    throw new Transient(`${fresh.length - made.length} bills of ${run.id} were made meanwhile`);
  return made.reduce(counted, result);
};

const keepResult = (id: string, result: ShardResult, context: WriteContext): Promise<void> =>
  racing(id, async () => {
    const stored = await read(billRunShard, context.caller.tenant, id);
    if (stored === undefined || stored.value.result !== undefined) return true;
    return commit(change(billRunShard, stored, { ...stored.value, result }, context));
  });

/** Bills the accounts of a shard. It may be stopped between chunks, and repeated whole: what is billed stays billed. */
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
  let asked: Comparison | undefined;
  for (let start = 0; start < accounts.length; start += atOnce) {
    const stored = await read(billRun, tenant, runId);
    if (stored?.value.state !== 'inProgress') return;
    const { cycleDate: date, priceChange } = stored.value;
    const chunk = accounts.slice(start, start + atOnce);
    if (priceChange !== undefined) {
      asked ??= comparison(tenant, date, world, newPrices(priceChange));
      result = await compareChunk(chunk, result, asked);
      continue;
    }
    result = await billChunk(chunk, result, { run: stored.value, world, context });
  }
  await keepResult(shardId, result, context);
};
