import * as z from 'zod';
import { microsOf } from '../../../kernel/money.ts';
import type { Write } from '../../../kernel/table/store.ts';
import { change, commit, commitAll, racing, read } from '../../../kernel/table/store.ts';
import type { ExtraEvent, Stored, WriteContext } from '../../../kernel/table/stored.ts';
import { HiddenBill, money } from '../bill-body.ts';
import { customerBill, type OwnBill } from '../customer-bill.ts';
import type { Credit } from '../engine/account.ts';
import type { AccountRow } from '../kept/billed-account.ts';
import { billedAccount } from '../kept/billed-account.ts';
import { moneyIsThere, PaymentItems } from '../payment-taken.ts';
import { paidState } from '../run/release.ts';

/** What billing takes of TMF676's payment. */
const Heard = z.looseObject({
  id: z.string(),
  name: z.string().optional(),
  status: z.string().optional(),
  /** The provider's word that it was captured once. */
  authorizationCode: z.string().optional(),
  paymentItem: PaymentItems.optional(),
});
type Heard = z.infer<typeof Heard>;

export const PaymentHeard = z.object({ payment: Heard });

const takenBack = ['failed'];

const isOf =
  (payment: string) =>
  ({ payment: ref }: { payment?: { id: string } | undefined }): boolean =>
    ref?.id === payment;

interface Applied {
  readonly bill: OwnBill;
  /** What the payment pays more than the bill needs. */
  readonly over: number;
  readonly isNew: boolean;
}

/** What of an amount counts: of a payment that was taken back, nothing; one that we never had is none of ours. */
const toldOf = (heard: Heard, micros: number): number | undefined => {
  if (moneyIsThere.includes(heard.status ?? '')) return micros;
  return heard.authorizationCode === undefined ? undefined : 0;
};

/**
 * The bill with what is left of a payment for it. Refunds only make it less, so of two amounts the smaller is the newer:
 * the order in which they come does not matter, and an amount that comes again changes nothing.
 */
const applied = (
  bill: OwnBill,
  payment: string,
  told: number,
  { overBefore, currency }: { readonly overBefore: number; readonly currency: string },
): Applied => {
  const known = (bill.appliedPayment ?? []).find(isOf(payment));
  const before = microsOf(known?.appliedAmount?.value ?? 0);
  const left = microsOf(bill.remainingAmount?.value ?? 0);
  const total = known === undefined ? told : Math.min(told, before + overBefore);
  const used = Math.min(known === undefined ? left : before, total);
  const entry = { appliedAmount: money(currency, used), payment: { id: payment } };
  const next = {
    ...bill,
    remainingAmount: money(currency, left + before - used),
    appliedPayment: [...(bill.appliedPayment ?? []).filter((one) => !isOf(payment)(one)), entry],
  };
  const over = total - used;
  const isNew = known === undefined || used !== before || over !== overBefore;
  return { bill: { ...next, state: paidState(next) }, over, isNew };
};

/** The account's credit of what a payment paid too much for a bill. */
const creditWrites = (
  account: Stored<AccountRow> | undefined,
  credit: Credit,
  context: WriteContext,
): readonly Write[] => {
  const before = account?.value.credits.find(({ id }) => id === credit.id)?.micros ?? 0;
  if (account === undefined || before === credit.micros) return [];
  const others = account.value.credits.filter(({ id }) => id !== credit.id);
  const credits = credit.micros > 0 ? [...others, credit] : others;
  return [change(billedAccount, account, { ...account.value, credits }, context)];
};

const stateEvent = (bill: OwnBill): ExtraEvent => ({
  eventType: 'CustomerBillStateChangeEvent',
  resource: customerBill.name,
  payload: bill,
});

const applyTo = (id: string, heard: Heard, micros: number, context: WriteContext): Promise<void> =>
  racing(id, async () => {
    const told = toldOf(heard, micros);
    const stored = await read(customerBill, context.caller.tenant, id);
    if (stored === undefined || told === undefined) return true;
    const { currency } = HiddenBill.parse(stored.hidden);
    const { billingAccount } = stored.value;
    const account = await read(billedAccount, context.caller.tenant, billingAccount?.id ?? '');
    const key = `${heard.id}:${id}`;
    const overBefore = account?.value.credits.find((one) => one.id === key)?.micros ?? 0;
    const { bill, over, isNew } = applied(stored.value, heard.id, told, { overBefore, currency });
    if (!isNew) return true;
    const next = { ...bill, lastUpdate: context.at };
    const credit = { id: key, name: `Paid too much with ${heard.id}`, micros: over };
    const { committed } = await commitAll([
      // Another part of it is paid: the contract has no event of that but the one of its state.
      change(customerBill, stored, next, context, {
        attributes: false,
        extra: next.state === stored.value.state ? [stateEvent(next)] : [],
      }),
      ...creditWrites(account, credit, context),
    ]);
    return committed;
  });

/** What a payer gave for no bill is the account's, but for what went back. */
const creditAccount = (
  id: string,
  heard: Heard,
  micros: number,
  context: WriteContext,
): Promise<void> =>
  racing(id, async () => {
    const told = toldOf(heard, micros);
    const account = await read(billedAccount, context.caller.tenant, id);
    if (account === undefined || told === undefined) return true;
    const known = account.value.credits.find((one) => one.id === heard.id);
    const left = Math.min(told, known?.micros ?? told);
    if (left === known?.micros) return true;
    const credit = { id: heard.id, name: `Paid ahead with ${heard.id}`, micros: left };
    const others = account.value.credits.filter((one) => one.id !== heard.id);
    const credits = [...others, credit];
    return commit(change(billedAccount, account, { ...account.value, credits }, context));
  });

const accountType = 'BillingAccount';

/** Applies a payment to the bills that it names; what it pays too much, or for no bill, becomes the account's credit. */
export const hearPayment = async (heard: Heard, context: WriteContext): Promise<void> => {
  if (![...moneyIsThere, ...takenBack].includes(heard.status ?? '')) return;
  for (const { item, totalAmount, amount } of heard.paymentItem ?? []) {
    const micros = microsOf((totalAmount ?? amount)?.value ?? 0);
    await (item['@referredType'] === accountType
      ? creditAccount(item.id, heard, micros, context)
      : applyTo(item.id, heard, micros, context));
  }
};
