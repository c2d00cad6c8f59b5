import { billsMade } from '../../../kernel/observability/metrics.ts';
import { change, commit, creation, racing, read, readAll } from '../../../kernel/table/store.ts';
import type { WriteContext } from '../../../kernel/table/stored.ts';
import { HiddenBill } from '../bill-body.ts';
import type { Run } from '../bill-run.ts';
import { billedUsageIn, billedUsageOf, billedUsagesEvents } from '../billed-usage.ts';
import { customerBill } from '../customer-bill.ts';
import { cycleDate, monthOfDate } from '../engine/calendar.ts';
import { type AccountRow, billedAccount } from '../kept/billed-account.ts';
import { billRunChunk, type ShardResult, type TakenNumbers } from '../kept/run-rows.ts';
import { counted, countOutcome, countTrial, nothingYet } from './count.ts';
import { issue, sentBillsEvents, type ToBill } from './issue.ts';
import { numbersOf, takeNumbers } from './numbers.ts';
import type { Outcome } from './outcome.ts';
import { billsToRead, outcomeFor } from './outcome.ts';
import type { World } from './world.ts';

/** All that the chunks of a shard share. */
export interface Work {
  readonly run: Run;
  readonly world: World;
  readonly context: WriteContext;
}

/** Some accounts, with the numbers that an earlier attempt took for them. */
export interface Chunk {
  readonly id: string;
  readonly accounts: readonly string[];
  readonly numbers: readonly TakenNumbers[];
}

/** The accounts that the run is about: one whose cycle day was another when the run was planned is not. */
const dueAccounts = (
  rows: readonly AccountRow[],
  { cycleDate: date }: Run,
): readonly AccountRow[] =>
  rows.filter(({ terms }) => cycleDate(terms.cycleDay, monthOfDate(date)) === date);

type Before = Extract<Outcome, { kind: 'billed before' }>;

const only = <K extends Outcome['kind']>(outcomes: readonly Outcome[], kind: K) =>
  outcomes.flatMap((one) => (isOf(one, kind) ? [one] : []));

const isOf = <K extends Outcome['kind']>(
  one: Outcome,
  kind: K,
): one is Extract<Outcome, { kind: K }> => one.kind === kind;

/** What is to be done for each account that is due. A number that was taken is given, whatever became of the account. */
const outcomesOf = async (
  { accounts, numbers }: Chunk,
  { run, world, context }: Work,
): Promise<readonly Outcome[]> => {
  const { tenant } = context.caller;
  const month = monthOfDate(run.cycleDate) - 1;
  const rows = (await readAll(billedAccount, tenant, accounts)).map(({ value }) => value);
  const due = dueAccounts(rows, run);
  const ids = due.flatMap((account) => billsToRead(account, month));
  const stored = await readAll(customerBill, tenant, ids);
  const bills = new Map(stored.map((one) => [one.value.id, one]));
  const taken = numbersOf(numbers);
  const outcomes: Outcome[] = [];
  for (const account of due)
    outcomes.push(
      await outcomeFor(account, month, { tenant, world, bills, at: context.at, taken }),
    );
  return outcomes;
};

/** Each number that was taken is on a bill, or the step fails by name: it is repeated until it is. */
const assertUsed = (
  numbers: ReadonlyMap<string, string>,
  fresh: readonly ToBill[],
  before: readonly Before[],
): void => {
  const used = new Set([
    ...fresh.map(({ account }) => account.id),
    ...before.map(({ bill }) => bill.value.billingAccount?.id),
  ]);
  const unused = [...numbers].find(([account]) => !used.has(account));
  if (unused !== undefined)
    throw new Error(`${unused[1]} was taken for ${unused[0]}, which cannot be billed any more`);
};

/** Ends a chunk: what became of it is kept with the events that tell of its bills, in one write. */
const keepChunk = (
  { id }: Chunk,
  numbers: readonly TakenNumbers[],
  result: ShardResult,
  extra: Parameters<typeof creation>[3],
  context: WriteContext,
): Promise<void> =>
  racing(id, async () => {
    const stored = await read(billRunChunk, context.caller.tenant, id);
    if (stored?.value.result !== undefined) return true;
    const value = { id, '@type': billRunChunk.type, numbers, result };
    if (stored === undefined) return commit(creation(billRunChunk, value, context, extra));
    return commit(change(billRunChunk, stored, value, context, extra));
  });

/** What tells of the bills that went out with a number of this chunk, those among them that an earlier attempt made. */
const eventsOf = (
  id: string,
  made: Awaited<ReturnType<typeof issue>>,
  fresh: readonly ToBill[],
  before: readonly Before[],
) => {
  const sent = made.flatMap((value, index) => {
    const bill = fresh[index]?.bill;
    if (bill === undefined || value.state === 'onHold') return [];
    return [{ value, version: 1, usage: billedUsageOf(value, bill) }];
  });
  const earlier = before.flatMap(({ bill: { value, version, hidden } }) =>
    value.state === 'onHold'
      ? []
      : [{ value, version, usage: billedUsageIn(value, HiddenBill.parse(hidden)) }],
  );
  const all = [...earlier, ...sent];
  return [
    ...sentBillsEvents(id, all),
    ...billedUsagesEvents(
      id,
      all.flatMap(({ usage }) => usage),
    ),
  ];
};

/**
 * Bills some accounts: works out their bills, takes their numbers, writes them, and tells of them. It may end anywhere and
 * begin again: numbers stand before bills do, bills before what tells of them, and each is made once.
 */
export const billChunk = async (chunk: Chunk, work: Work): Promise<ShardResult> => {
  const { context, run } = work;
  const outcomes = await outcomesOf(chunk, work);
  const fresh = only(outcomes, 'bill');
  const result = outcomes.reduce(countOutcome, {
    ...nothingYet,
    nothing: chunk.accounts.length - outcomes.length,
  });
  if (run.isTrial === true) return fresh.reduce(countTrial, result);
  const taken =
    chunk.numbers.length > 0
      ? chunk.numbers
      : await takeNumbers(
          chunk.id,
          fresh.filter(({ reasons }) => reasons.length === 0),
          context,
        );
  const numbers = numbersOf(taken);
  const before = only(outcomes, 'billed before').filter(({ bill }) =>
    numbers.has(bill.value.billingAccount?.id ?? ''),
  );
  assertUsed(numbers, fresh, before);
  const made = await issue(fresh, numbers, context);
  const held = made.filter(({ state }) => state === 'onHold').length;
  billsMade(made.length - held, held);
  const all = made.reduce(counted, result);
  const extra = eventsOf(chunk.id, made, fresh, before);
  await keepChunk(chunk, taken, all, { extra }, context);
  return all;
};
