import type { Instant } from '../../../kernel/clock.ts';
import { reasonOf } from '../../../kernel/problem.ts';
import { readAll } from '../../../kernel/table/store.ts';
import type { Stored } from '../../../kernel/table/stored.ts';
import { carryFrom } from '../bill-body.ts';
import { customerBill, cycleBillId, type OwnBill } from '../customer-bill.ts';
import { type Bill, billOf, cycleOf } from '../engine/bill.ts';
import type { Month } from '../engine/calendar.ts';
import { type Carry, nothingBilled } from '../engine/carry.ts';
import { oddities } from '../engine/checks.ts';
import type { AccountRow } from '../kept/billed-account.ts';
import type { Issuer, World } from './world.ts';

/** What becomes of an account in a run. */
export type Outcome =
  | { readonly kind: 'billed before'; readonly bill: Stored<OwnBill> }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'failed'; readonly account: string; readonly reason: string }
  | {
      readonly kind: 'bill';
      readonly account: AccountRow;
      readonly issuer: Issuer;
      readonly bill: Bill;
      /** Why it is held, where it is odd. */
      readonly reasons: readonly string[];
    };

export type Bills = ReadonlyMap<string, Stored<OwnBill>>;

/** The bill that the one of the month goes on from; one on demand may have closed the month already. */
const billBefore = ({ id, offCycle }: AccountRow, month: Month): string =>
  offCycle?.month === month || offCycle?.month === month - 1
    ? offCycle.bill
    : cycleBillId(id, month - 1);

/** The bills that are looked at to bill an account: its own, the one before, and the one after, which forbids it. */
export const billsToRead = (account: AccountRow, month: Month): readonly string[] => [
  cycleBillId(account.id, month),
  billBefore(account, month),
  cycleBillId(account.id, month + 1),
];

/** How many months are looked back at once for the last bill of an account that had none the month before. */
const monthsAtOnce = 12;

/** An account that was not billed for a while goes on from its last bill; before its first cycle there is none. */
const searchedCarry = async (
  tenant: string,
  account: AccountRow,
  month: Month,
  firstMonth: Month,
): Promise<Carry> => {
  for (let last = month - 1; last >= firstMonth; last -= monthsAtOnce) {
    const months = Array.from({ length: monthsAtOnce }, (_, index) => last - index);
    const off = account.offCycle;
    const ids = months
      .filter((one) => one >= firstMonth)
      .map((one) => (off?.month === one ? off.bill : cycleBillId(account.id, one)));
    const [latest] = await readAll(customerBill, tenant, ids);
    if (latest !== undefined) return carryFrom(latest.hidden);
  }
  return nothingBilled;
};

/** What the bill before the month's left, read already or searched for. */
export const carryBefore = async (
  tenant: string,
  account: AccountRow,
  month: Month,
  { calendar }: World,
  bills: Bills,
): Promise<Carry> => {
  const before = bills.get(billBefore(account, month));
  if (before !== undefined) return carryFrom(before.hidden);
  const { timeZone, cycleDay } = account.terms;
  const firstMonth = calendar.monthOf(timeZone, cycleDay, account.sinceMs);
  return searchedCarry(tenant, account, month, firstMonth);
};

/** Nothing to say and nothing to pay: what rounding has left of a cent waits in the last bill for the next. */
const isEmpty = ({ lines, totalMicros }: Bill): boolean => lines.length === 0 && totalMicros === 0;

/** A bill on demand charged all up to a later cycle. */
const isChargedAhead = ({ offCycle }: AccountRow, month: Month): boolean =>
  (offCycle?.month ?? month) > month;

/** A number that was taken is used, even where a later bill has charged everything meanwhile. */
const emptied = (bill: Bill): Bill => ({
  ...bill,
  lines: [],
  taxes: [],
  netMicros: 0,
  taxMicros: 0,
  totalMicros: 0,
  creditMicros: 0,
  dueMicros: 0,
});

/** All that an account is looked at by. */
export interface Known {
  readonly tenant: string;
  readonly world: World;
  readonly bills: Bills;
  readonly at: Instant;
  /** Accounts whose bills have their number already: an earlier attempt took it. */
  readonly taken: ReadonlyMap<string, string>;
}

/** Works out what is to be done for an account. What is wrong with one account stops no other. */
export const outcomeFor = async (
  account: AccountRow,
  month: Month,
  { tenant, world, bills, at, taken }: Known,
): Promise<Outcome> => {
  const existing = bills.get(cycleBillId(account.id, month));
  if (existing !== undefined) return { kind: 'billed before', bill: existing };
  const isNumbered = taken.has(account.id);
  const isPassed = bills.has(cycleBillId(account.id, month + 1)) || isChargedAhead(account, month);
  if (isPassed && !isNumbered) return { kind: 'nothing' };
  const failed = (reason: string): Outcome => ({ kind: 'failed', account: account.id, reason });
  if (account.accountVersion === 0)
    return failed('products or usage name an account that does not exist');
  const cycle = cycleOf(world.calendar, account, month);
  if (cycle.toMs > Date.parse(at)) return failed('its cycle is not over where the customer is');
  if (account.sinceMs >= cycle.toMs) return { kind: 'nothing' };
  const carry = await carryBefore(tenant, account, month, world, bills);
  try {
    const issuer = world.issuerOf(account);
    const bill = billOf({ ...world, account, rules: issuer.rules, cycle, carry });
    if (isPassed) return { kind: 'bill', account, issuer, bill: emptied(bill), reasons: [] };
    if (isEmpty(bill) && !isNumbered) return { kind: 'nothing' };
    return { kind: 'bill', account, issuer, bill, reasons: oddities(bill, carry, issuer.limits) };
  } catch (error) {
    return failed(reasonOf(error));
  }
};
