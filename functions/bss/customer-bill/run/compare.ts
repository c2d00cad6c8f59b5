import { microsOf } from '../../../kernel/money.ts';
import { readAll } from '../../../kernel/table/store.ts';
import { customerBill, cycleBillId } from '../customer-bill.ts';
import { billOf, cycleOf } from '../engine/bill.ts';
import { cycleDate, type Month, monthOfDate } from '../engine/calendar.ts';
import { type NewPrice, repricedBook, repricedCarry } from '../engine/repriced.ts';
import { type AccountRow, billedAccount } from '../kept/billed-account.ts';
import type { Difference, ShardResult } from '../kept/run-rows.ts';
import { countDifference, nothingYet } from './count.ts';
import { type Bills, billsToRead, carryBefore } from './outcome.ts';
import type { World } from './world.ts';

/** The last cycle of an account that ended by a date. */
const lastCycle = ({ terms }: AccountRow, date: string): Month => {
  const month = monthOfDate(date);
  return cycleDate(terms.cycleDay, month) <= date ? month - 1 : month - 2;
};

/** All that accounts are compared by. */
export interface Comparison {
  readonly tenant: string;
  readonly date: string;
  readonly world: World;
  /** The catalogue with the new prices. */
  readonly after: World;
  readonly changes: readonly NewPrice[];
}

/** What a comparison over the accounts of a tenant starts from. */
export const comparison = (
  tenant: string,
  date: string,
  world: World,
  changes: readonly NewPrice[],
): Comparison => ({
  tenant,
  date,
  world,
  after: { ...world, book: repricedBook(world.book, changes) },
  changes,
});

/**
 * The bill as it was sent, and with what the new prices would have made more or less of it. Both sides are worked out
 * anew, so that news which came after the bill is on neither.
 */
const differenceOf = async (
  account: AccountRow,
  { tenant, date, world, after, changes }: Comparison,
  bills: Bills,
): Promise<Difference | undefined> => {
  const month = lastCycle(account, date);
  const sent = bills.get(cycleBillId(account.id, month));
  if (sent === undefined) return undefined;
  const carry = await carryBefore(tenant, account, month, world, bills);
  const { rules } = world.issuerOf(account);
  const cycle = cycleOf(world.calendar, account, month);
  const asIs = billOf({ ...world, account, rules, cycle, carry });
  const changed = billOf({
    ...after,
    account,
    rules,
    cycle,
    carry: repricedCarry(carry, changes),
  });
  const before = microsOf(sent.value.taxIncludedAmount?.value ?? 0);
  return [account.id, month, before, before + changed.totalMicros - asIs.totalMicros];
};

const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/** Compares some accounts; nothing is written to their bills. */
export const compareChunk = async (
  ids: readonly string[],
  asked: Comparison,
): Promise<ShardResult> => {
  const { tenant, date, world } = asked;
  const rows = (await readAll(billedAccount, tenant, ids)).map(({ value }) => value);
  const stored = await readAll(
    customerBill,
    tenant,
    rows.flatMap((account) => billsToRead(account, lastCycle(account, date))),
  );
  const bills = new Map(stored.map((one) => [one.value.id, one]));
  let result = nothingYet;
  for (const account of rows)
    try {
      const found = await differenceOf(account, asked, bills);
      result =
        found === undefined
          ? { ...result, nothing: result.nothing + 1 }
          : countDifference(result, world.issuerOf(account).rules.currency, found);
    } catch (error) {
      const failure = { account: account.id, reason: reasonOf(error) };
      result = { ...result, failures: [...result.failures, failure] };
    }
  return { ...result, nothing: result.nothing + ids.length - rows.length };
};
