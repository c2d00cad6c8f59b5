import * as z from 'zod';
import { microsOf } from '../../../kernel/money.ts';
import type { Write, WriteContext } from '../../../kernel/table/store.ts';
import { change, commit, commitAll, racing, read } from '../../../kernel/table/store.ts';
import { HiddenBill, money } from '../bill-body.ts';
import { customerBill, type OwnBill } from '../customer-bill.ts';
import { billedAccount } from '../kept/billed-account.ts';
import { paidState } from '../run/release.ts';

const Amount = z.looseObject({ value: z.number().optional() });

/** What billing takes of TMF676's payment. */
const Heard = z.looseObject({
  id: z.string(),
  name: z.string().optional(),
  status: z.string().optional(),
  paymentItem: z
    .array(
      z.looseObject({
        amount: Amount.optional(),
        totalAmount: Amount.optional(),
        item: z.looseObject({ id: z.string(), '@referredType': z.string().optional() }),
      }),
    )
    .optional(),
});
type Heard = z.infer<typeof Heard>;

export const PaymentHeard = z.object({ payment: Heard });

const paid = ['captured', 'done'];
const takenBack = ['failed'];

const isOf =
  (payment: string) =>
  ({ payment: ref }: { payment?: { id: string } | undefined }): boolean =>
    ref?.id === payment;

interface Applied {
  readonly bill: OwnBill;
  /** What the payment pays more than the bill needs. */
  readonly over: number;
}

const pay = (bill: OwnBill, payment: string, micros: number, currency: string): Applied => {
  const left = microsOf(bill.remainingAmount?.value ?? 0);
  const used = Math.min(left, micros);
  const next = {
    ...bill,
    remainingAmount: money(currency, left - used),
    appliedPayment: [
      ...(bill.appliedPayment ?? []),
      { appliedAmount: money(currency, used), payment: { id: payment } },
    ],
  };
  return { bill: { ...next, state: paidState(next) }, over: micros - used };
};

const takeBack = (bill: OwnBill, payment: string, currency: string): OwnBill => {
  const applied = (bill.appliedPayment ?? []).filter(isOf(payment));
  const back = applied.reduce((total, one) => total + microsOf(one.appliedAmount?.value ?? 0), 0);
  const next = {
    ...bill,
    remainingAmount: money(currency, microsOf(bill.remainingAmount?.value ?? 0) + back),
    appliedPayment: (bill.appliedPayment ?? []).filter((one) => !isOf(payment)(one)),
  };
  return { ...next, state: paidState(next) };
};

const afterPayment = (bill: OwnBill, heard: Heard, micros: number, currency: string): Applied =>
  paid.includes(heard.status ?? '')
    ? pay(bill, heard.id, micros, currency)
    : { bill: takeBack(bill, heard.id, currency), over: 0 };

/** The account's credits after a payment: what it paid too much, or not that any more. */
const creditWrites = async (
  { billingAccount, id }: OwnBill,
  payment: string,
  over: number,
  context: WriteContext,
): Promise<readonly Write[]> => {
  const account = await read(billedAccount, context.caller.tenant, billingAccount?.id ?? '');
  if (account === undefined) return [];
  const credit = { id: `${payment}:${id}`, name: `Paid too much with ${payment}`, micros: over };
  const others = account.value.credits.filter((one) => one.id !== credit.id);
  if (over <= 0 && others.length === account.value.credits.length) return [];
  const credits = over > 0 ? [...others, credit] : others;
  return [change(billedAccount, account, { ...account.value, credits }, context)];
};

const applyTo = (id: string, heard: Heard, micros: number, context: WriteContext): Promise<void> =>
  racing(id, async () => {
    const stored = await read(customerBill, context.caller.tenant, id);
    const known = (stored?.value.appliedPayment ?? []).some(isOf(heard.id));
    // What a payment has done or undone before, it does not do again.
    if (stored === undefined || known === paid.includes(heard.status ?? '')) return true;
    const { currency } = HiddenBill.parse(stored.hidden);
    const { bill, over } = afterPayment(stored.value, heard, micros, currency);
    const next = { ...bill, lastUpdate: context.at };
    const { committed } = await commitAll([
      change(customerBill, stored, next, context, { attributes: false }),
      ...(await creditWrites(bill, heard.id, over, context)),
    ]);
    return committed;
  });

/** What a payer gave for no bill is the account's, until the payment is taken back. */
const creditAccount = (
  id: string,
  heard: Heard,
  micros: number,
  context: WriteContext,
): Promise<void> =>
  racing(id, async () => {
    const account = await read(billedAccount, context.caller.tenant, id);
    if (account === undefined) return true;
    const credit = { id: heard.id, name: `Paid ahead with ${heard.id}`, micros };
    const others = account.value.credits.filter((one) => one.id !== heard.id);
    const credits = paid.includes(heard.status ?? '') ? [...others, credit] : others;
    if (JSON.stringify(credits) === JSON.stringify(account.value.credits)) return true;
    return commit(change(billedAccount, account, { ...account.value, credits }, context));
  });

const accountType = 'BillingAccount';

/** Applies a payment to the bills that it names; what it pays too much, or for no bill, becomes the account's credit. */
export const hearPayment = async (heard: Heard, context: WriteContext): Promise<void> => {
  if (![...paid, ...takenBack].includes(heard.status ?? '')) return;
  for (const { item, totalAmount, amount } of heard.paymentItem ?? []) {
    const micros = microsOf((totalAmount ?? amount)?.value ?? 0);
    await (item['@referredType'] === accountType
      ? creditAccount(item.id, heard, micros, context)
      : applyTo(item.id, heard, micros, context));
  }
};
