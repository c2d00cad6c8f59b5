import { derivedId } from '../../kernel/ids.ts';
import { Transient } from '../../kernel/problem.ts';
import {
  change,
  commit,
  commitAll,
  creation,
  racing,
  read,
  readAll,
} from '../../kernel/table/store.ts';
import type { WriteContext } from '../../kernel/table/stored.ts';
import { bodyOf, hiddenOf } from './bill-body.ts';
import { billedUsageOf, billedUsagesEvents } from './billed-usage.ts';
import { customerBill } from './customer-bill.ts';
import { customerBillOnDemand } from './customer-bill-on-demand.ts';
import { type Bill, billOf, cycleOf } from './engine/bill.ts';
import { type AccountRow, billedAccount } from './kept/billed-account.ts';
import { billNumberSeries } from './kept/run-rows.ts';
import { numbered, seriesWrite } from './run/numbers.ts';
import { billsToRead, carryBefore } from './run/outcome.ts';
import { turnWrite } from './run/turn.ts';
import { readWorld, type World } from './run/world.ts';

/** What has come due since the last bill: usage up to now, what came late, what changed. Nothing is charged ahead. */
const interimBill = async (
  tenant: string,
  account: AccountRow,
  world: World,
  atMs: number,
): Promise<Bill> => {
  const { timeZone, cycleDay } = account.terms;
  const month = world.calendar.monthOf(timeZone, cycleDay, atMs) - 1;
  const ended = cycleOf(world.calendar, account, month);
  const stored = await readAll(customerBill, tenant, billsToRead(account, month + 1));
  const bills = new Map(stored.map((one) => [one.value.id, one]));
  const carry = await carryBefore(tenant, account, month + 1, world, bills);
  const { rules } = world.issuerOf(account);
  return billOf({ ...world, account, rules, carry, cycle: ended });
};

const finished = (
  id: string,
  state: 'done' | 'rejected',
  context: WriteContext,
  bill?: string,
): Promise<void> =>
  racing(id, async () => {
    const stored = await read(customerBillOnDemand, context.caller.tenant, id);
    if (stored?.value.state !== 'inProgress') return true;
    const next = {
      ...stored.value,
      state,
      lastUpdate: context.at,
      ...(bill !== undefined && { customerBill: { id: bill } }),
    };
    return commit(change(customerBillOnDemand, stored, next, context, { attributes: false }));
  });

/** Makes the bill that was asked for, while no run has the turn; the next cycle's bill goes on from it. */
export const billOnDemand = async (id: string, context: WriteContext): Promise<void> => {
  const { tenant } = context.caller;
  const asked = await read(customerBillOnDemand, tenant, id);
  if (asked?.value.state !== 'inProgress') return;
  const billId = derivedId(customerBill.idPrefix, 'demand', id);
  const account = await read(billedAccount, tenant, asked.value.billingAccount?.id ?? '');
  if (account === undefined) return finished(id, 'rejected', context);
  if ((await read(customerBill, tenant, billId)) !== undefined)
    return finished(id, 'done', context, billId);
  const world = await readWorld(tenant);
  const bill = await interimBill(tenant, account.value, world, Date.parse(context.at));
  if (bill.lines.length === 0) return finished(id, 'rejected', context);
  const issuer = world.issuerOf(account.value);
  const turn = await turnWrite(undefined, context);
  if (turn.holder !== undefined) throw new Transient(`${turn.holder} has the turn; ${id} waits`);
  const series = await read(billNumberSeries, tenant, issuer.id);
  const last = (series?.value.last ?? 0) + 1;
  const value = bodyOf(bill, account.value, {
    id: billId,
    at: context.at,
    state: bill.dueMicros === 0 ? 'settled' : 'sent',
    category: 'interim',
    runType: 'offCycle',
    billNo: numbered(issuer.numberPrefix, last),
  });
  const hidden = hiddenOf(bill, issuer.id, []);
  const offCycle = { month: bill.cycle.month, bill: billId };
  const { committed } = await commitAll([
    creation(customerBill, value, context, {
      hidden,
      extra: [
        { eventType: 'CustomerBillStateChangeEvent', resource: customerBill.name },
        ...billedUsagesEvents(billId, billedUsageOf(value, bill)),
      ],
    }),
    change(billedAccount, account, { ...account.value, offCycle }, context),
    seriesWrite(series, issuer.id, last, context),
    turn.write,
  ]);
  if (!committed) throw new Transient(`${id} lost a race`);
  return finished(id, 'done', context, billId);
};
