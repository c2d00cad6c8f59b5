import * as z from 'zod';
import type { Instant } from '../../kernel/clock.ts';
import { latest } from '../../kernel/clock.ts';
import { microsOf } from '../../kernel/money.ts';
import { commit, racing } from '../../kernel/table/store.ts';
import type { WriteContext } from '../../kernel/table/stored.ts';
import { setTimer } from '../../kernel/table/timer.ts';
import { ownerAmong } from '../../kernel/tmf/resource.ts';
import { billSubject } from './collect.ts';
import { withBill } from './ledger.ts';
import { openLedger, paymentTimers } from './ledger-store.ts';

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

/** Notes a bill's state in the ledger of its account; one that was sent is collected on its due date. */
export const noteBill = async (
  event: unknown,
  version: number,
  context: WriteContext,
): Promise<void> => {
  const { customerBill: bill } = Billed.parse(event);
  const { unit: currency, value } = bill.amountDue;
  const account = bill.billingAccount.id;
  const party = ownerAmong(bill.relatedParty);
  const isSent = bill.state === 'sent';
  await racing(account, async () => {
    const ledger = await openLedger(account, currency, context);
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
  // After the ledger, or it could ring before there is anything to collect; a repeated event sets it again.
  if (isSent && value > 0)
    await setTimer(
      paymentTimers,
      billSubject(account, currency, bill.id),
      collectedAt(bill.paymentDueDate, context.at),
      context,
    );
};
