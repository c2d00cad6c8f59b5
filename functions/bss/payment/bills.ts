import * as z from 'zod';
import type { Instant } from '../../kernel/clock.ts';
import { latest } from '../../kernel/clock.ts';
import { inLanes } from '../../kernel/events/lanes.ts';
import { microsOf } from '../../kernel/money.ts';
import type { Finding } from '../../kernel/table/store.ts';
import { commit, racing } from '../../kernel/table/store.ts';
import type { WriteContext } from '../../kernel/table/stored.ts';
import { setTimerOfMany } from '../../kernel/table/timer.ts';
import { ownerAmong } from '../../kernel/tmf/resource.ts';
import { billSubject } from './collect.ts';
import { type Ledger, withBill } from './ledger.ts';
import { ledgersAhead, openLedger, paymentTimers } from './ledger-store.ts';

const Amount = z.looseObject({ unit: z.string(), value: z.number() });

/** What payments need of a bill's event (TMF678). */
const Billed = z.object({
  customerBill: z.looseObject({
    id: z.string(),
    billNo: z.string().optional(),
    state: z.string(),
    category: z.string().optional(),
    amountDue: Amount,
    remainingAmount: Amount.optional(),
    paymentDueDate: z.string().optional(),
    billingAccount: z.looseObject({ id: z.string() }),
    paymentMethod: z.looseObject({ id: z.string() }).optional(),
    relatedParty: z
      .array(z.looseObject({ id: z.string(), role: z.string().optional() }))
      .optional(),
  }),
});

/** States in which a bill asks for money; held or disputed it does not. */
const asksIn = ['sent', 'partiallyPaid'];

/** When a bill is collected: on its due date, or at once where that has passed. */
const collectedAt = (dueDate: string | undefined, at: Instant): Instant => {
  const due = dueDate === undefined ? at : new Date(Date.parse(dueDate)).toISOString();
  return latest(due, at);
};

/** A reminder to collect a bill. */
interface Reminder {
  readonly subject: string;
  readonly at: Instant;
}

/** A bill as an event tells it. */
export interface ToldBill {
  readonly event: unknown;
  readonly version: number;
}

type Bill = z.infer<typeof Billed>['customerBill'];

const noteBill = async (
  bill: Bill,
  version: number,
  ledgers: Finding<Ledger>,
  context: WriteContext,
): Promise<readonly Reminder[]> => {
  const { unit: currency, value } = bill.amountDue;
  const account = bill.billingAccount.id;
  const party = ownerAmong(bill.relatedParty);
  const isSent = bill.state === 'sent';
  await racing(account, async () => {
    const ledger = await openLedger(account, currency, context, ledgers);
    const told = {
      id: bill.id,
      micros: microsOf(value),
      version,
      open: asksIn.includes(bill.state),
      ...(bill.billNo !== undefined && { billNo: bill.billNo }),
      ...(bill.paymentDueDate !== undefined && { dueAt: bill.paymentDueDate }),
      ...(bill.paymentMethod !== undefined && { paymentMethod: bill.paymentMethod.id }),
      ...(isSent && { sent: version }),
    };
    const next = withBill(ledger.value, told);
    if (next === ledger.value) return true;
    return commit(ledger.write({ ...next, ...(party !== undefined && { party }) }));
  });
  if (!isSent || value <= 0) return [];
  const subject = billSubject(account, currency, bill.id);
  return [{ subject, at: collectedAt(bill.paymentDueDate, context.at) }];
};

/** So many bills are noted at once. */
const width = 16;

/** Notes the states of bills in the ledgers of their accounts; those that were sent are collected on their due dates. */
export const noteBills = async (
  bills: readonly ToldBill[],
  context: WriteContext,
): Promise<void> => {
  const told = bills.map(({ event, version }) => ({
    version,
    bill: Billed.parse(event).customerBill,
  }));
  const ledgers = await ledgersAhead(
    told.map(({ bill }) => ({ account: bill.billingAccount.id, currency: bill.amountDue.unit })),
    context,
  );
  const reminders: Reminder[] = [];
  await inLanes(told, width, async ({ bill, version }) => {
    reminders.push(...(await noteBill(bill, version, ledgers, context)));
  });
  // After the ledgers, or they could ring before there is anything to collect; a repeated event sets them again.
  for (const [at, due] of Map.groupBy(reminders, (one) => one.at))
    await setTimerOfMany(
      paymentTimers,
      due.map(({ subject }) => subject),
      at,
      context,
    );
};
