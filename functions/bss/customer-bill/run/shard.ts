import { microsOf } from '../../../kernel/money.ts';
import { change, commit, racing, read, readAll } from '../../../kernel/table/store.ts';
import type { WriteContext } from '../../../kernel/table/stored.ts';
import { billRun, type Run } from '../bill-run.ts';
import { customerBill, type OwnBill } from '../customer-bill.ts';
import { cycleDate, monthOfDate } from '../engine/calendar.ts';
import { type AccountRow, billedAccount } from '../kept/billed-account.ts';
import { billRunShard, type ShardResult, type ShardRow } from '../kept/run-rows.ts';
import { claim, numbersIn } from './claim.ts';
import { type Comparison, compareChunk, comparison } from './compare.ts';
import { issue } from './issue.ts';
import type { Bills, Outcome, ToBill } from './outcome.ts';
import { billsToRead, outcomeFor } from './outcome.ts';
import { newPrices } from './price-change.ts';
import type { Numbered } from './series.ts';
import { readWorld, type World } from './world.ts';

/** Accounts between two looks at whether the run goes on; their rows are one read of the table. */
const atOnce = 100;

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
  readonly shard: ShardRow;
  readonly world: World;
  readonly context: WriteContext;
}

/** True for what the run is about: an account whose cycle day was another when the run was planned is not. */
const isDue = ({ terms }: AccountRow, { cycleDate: date }: Run): boolean =>
  cycleDate(terms.cycleDay, monthOfDate(date)) === date;

/** What becomes of each account. One that has its number must have its bill: without it, the numbers would have a gap. */
const outcomesOf = async (
  accounts: readonly AccountRow[],
  numbers: ReadonlyMap<string, Numbered>,
  bills: Bills,
  { run, world, context }: Work,
): Promise<readonly Outcome[]> => {
  const { tenant } = context.caller;
  const month = monthOfDate(run.cycleDate) - 1;
  const outcomes: Outcome[] = [];
  for (const account of accounts) {
    const given = numbers.get(account.id);
    const known = { at: context.at, isNumbered: given !== undefined };
    const outcome = await outcomeFor(tenant, account, month, world, bills, known);
    if (given !== undefined && outcome.kind === 'failed')
      throw new Error(`${account.id} has number ${given.billNo}: ${outcome.reason}`);
    outcomes.push(outcome);
  }
  return outcomes;
};

const billChunk = async (
  ids: readonly string[],
  before: ShardResult,
  work: Work,
): Promise<ShardResult> => {
  const { run, shard, context } = work;
  const { tenant } = context.caller;
  const month = monthOfDate(run.cycleDate) - 1;
  const numbers = numbersIn(shard);
  const rows = (await readAll(billedAccount, tenant, ids)).map(({ value }) => value);
  const due = rows.filter((account) => isDue(account, run) || numbers.has(account.id));
  const stored = await readAll(
    customerBill,
    tenant,
    due.flatMap((account) => billsToRead(account, month)),
  );
  const bills = new Map(stored.map((one) => [one.value.id, one]));
  const outcomes = await outcomesOf(due, numbers, bills, work);
  const fresh = outcomes.flatMap((one) => (one.kind === 'bill' ? [one] : []));
  const result = outcomes.reduce(countOutcome, {
    ...before,
    nothing: before.nothing + ids.length - due.length,
  });
  if (run.isTrial === true) return fresh.reduce(countTrial, result);
  const going = fresh.filter(({ reasons }) => reasons.length === 0);
  const claimed = await claim(shard.id, going, context);
  const given = claimed === undefined ? numbers : numbersIn(claimed.value);
  return (await issue(fresh, given, context)).reduce(counted, result);
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
    result = await billChunk(chunk, result, {
      run: stored.value,
      shard: shard.value,
      world,
      context,
    });
  }
  await keepResult(shardId, result, context);
};
