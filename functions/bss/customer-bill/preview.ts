import { grantOf, ownOnly } from '../../kernel/access/caller.ts';
import { now } from '../../kernel/clock.ts';
import type { Request } from '../../kernel/http/request.ts';
import { badRequest, forbidden, notFound } from '../../kernel/problem.ts';
import { read, readAll } from '../../kernel/table/store.ts';
import { bodyOf, type HiddenBill, hiddenOf } from './bill-body.ts';
import { customerBill, cycleBillId, type OwnBill } from './customer-bill.ts';
import { type Bill, billOf, cycleOf } from './engine/bill.ts';
import type { Month } from './engine/calendar.ts';
import { asIfOrdered, type Wish } from './if-ordered.ts';
import { type AccountRow, billedAccount } from './kept/billed-account.ts';
import { billsToRead, carryBefore } from './run/outcome.ts';
import { readWorld, type World } from './run/world.ts';

export interface Asked {
  readonly account: string;
  /** A moment in the cycle whose bill is asked for. @default - now */
  readonly atMs?: number;
  /** What would be ordered. */
  readonly wishes?: readonly Wish[];
}

export interface Preview {
  readonly bill: Bill;
  readonly value: OwnBill;
  readonly hidden: HiddenBill;
}

const seenAccount = async (request: Request, id: string): Promise<AccountRow> => {
  const grant = grantOf(request.caller, customerBill.access);
  if (grant === 'none') throw forbidden('Your role may not see bills');
  const stored = await read(billedAccount, request.caller.tenant, id);
  const theirs = !ownOnly(grant) || stored?.value.party === request.caller.partyId;
  if (stored === undefined || !theirs) throw notFound('billingAccount', id);
  return stored.value;
};

/** Further ahead nobody knows the prices. */
const mostMonthsAhead = 24;
/** Cycles that have ended and were not billed yet are worked out on the way. */
const mostMonthsBehind = 12;

/** The last cycle that has a bill, or the one before the account's first. */
const lastBilled = async (
  tenant: string,
  account: AccountRow,
  month: Month,
  firstMonth: Month,
): Promise<Month> => {
  const months = Array.from({ length: mostMonthsBehind }, (_, back) => month - back);
  const stored = await readAll(
    customerBill,
    tenant,
    months.map((one) => cycleBillId(account.id, one)),
  );
  const billed = new Set(stored.map(({ value }) => value.id));
  const last = months.find((one) => billed.has(cycleBillId(account.id, one)));
  return last ?? Math.max(firstMonth, month - mostMonthsBehind) - 1;
};

/** Bills of the cycles up to one, each from what the one before would leave; nothing is written. */
const workedOut = async (
  tenant: string,
  account: AccountRow,
  target: Month,
  world: World,
): Promise<Bill> => {
  const { timeZone, cycleDay } = account.terms;
  const firstMonth = world.calendar.monthOf(timeZone, cycleDay, account.sinceMs);
  const last = Math.min(await lastBilled(tenant, account, target, firstMonth), target - 1);
  const stored = await readAll(customerBill, tenant, billsToRead(account, last + 1));
  const bills = new Map(stored.map((one) => [one.value.id, one]));
  let carry = await carryBefore(tenant, account, last + 1, world, bills);
  const { rules } = world.issuerOf(account);
  const ofMonth = (month: Month): Bill =>
    billOf({ ...world, account, rules, cycle: cycleOf(world.calendar, account, month), carry });
  for (let month = last + 1; month < target; month += 1) carry = ofMonth(month).carry;
  return ofMonth(target);
};

/** The bill of the cycle that a moment belongs to, as it will be if nothing else happens. */
export const previewOf = async (request: Request, asked: Asked): Promise<Preview> => {
  const { tenant } = request.caller;
  const at = now();
  const account = await seenAccount(request, asked.account);
  const world = await readWorld(tenant);
  const { timeZone, cycleDay } = account.terms;
  const present = world.calendar.monthOf(timeZone, cycleDay, Date.parse(at));
  const target = world.calendar.monthOf(timeZone, cycleDay, asked.atMs ?? Date.parse(at));
  if (target - present > mostMonthsAhead)
    throw badRequest(`A bill can be looked at ${mostMonthsAhead} months ahead`);
  const wished = asIfOrdered(account, asked.wishes ?? [], Date.parse(at), world.book);
  const bill = await workedOut(tenant, wished, target, world);
  const value = bodyOf(bill, wished, {
    id: cycleBillId(account.id, target),
    at,
    state: 'new',
    category: 'trial',
    runType: 'offCycle',
  });
  return { bill, value, hidden: hiddenOf(bill, account.legalEntity, []) };
};
