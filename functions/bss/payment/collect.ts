import { later } from '../../kernel/clock.ts';
import { derivedId } from '../../kernel/ids.ts';
import { decimalOf } from '../../kernel/money.ts';
import { commitAll, creation, read } from '../../kernel/table/store.ts';
import type { WriteContext } from '../../kernel/table/stored.ts';
import { setTimer } from '../../kernel/table/timer.ts';
import { hrefOf } from '../../kernel/tmf/resource.ts';
import { opened } from './course.ts';
import { itemsOf } from './entries.ts';
import type { Held } from './held.ts';
import type { Due, Ledger } from './ledger.ts';
import { claimed, collectibleOf } from './ledger.ts';
import { openLedger, paymentTimers } from './ledger-store.ts';
import { paymentLifecycle } from './lifecycle.ts';
import type { Method } from './methods.ts';
import { defaultMethod, sourceOf } from './methods.ts';
import type { TakenPayment } from './payment.ts';
import { payment } from './payment.ts';
import { claimedByOther } from './take.ts';

/** A bill whose collection has to wait for another payment is looked at again after so long. */
const waitMs = 86_400_000;

const collected = (
  id: string,
  { account, party, currency }: Ledger,
  bill: Due,
  method: Method,
  at: string,
): TakenPayment => {
  const micros = collectibleOf(bill);
  const amount = { unit: currency, value: decimalOf(micros) };
  const payer =
    method.relatedParty ??
    (party === undefined ? undefined : { id: party, '@referredType': 'Individual' });
  return {
    id,
    href: hrefOf(payment, id),
    '@type': 'Payment',
    name: `Bill ${bill.billNo ?? bill.id}`,
    account: { id: account, '@referredType': 'BillingAccount' },
    amount,
    totalAmount: amount,
    ...(payer !== undefined && { payer }),
    paymentItem: itemsOf([{ bill: bill.id, micros }], account, currency),
    paymentMethod: {
      id: method.id,
      name: method.name,
      '@type': 'PaymentMethodRef',
      '@referredType': method['@type'],
    },
    paymentDate: at,
    status: paymentLifecycle.initial[0],
    statusDate: at,
  };
};

/** What is subject of a timer of a bill; account and bill may hold any character but the tilde and the bar. */
export const billSubject = (account: string, currency: string, bill: string): string =>
  `bill:${[account, currency, bill].map(encodeURIComponent).join(':')}`;

/**
 * Makes the payment that collects a bill, when it is due: once for each time that the bill was sent. Payment and mark on
 * the bill are one transaction. Answers the payment's id; nothing where there is nothing to collect, or nobody to ask.
 */
export const collect = async (
  account: string,
  currency: string,
  billId: string,
  context: WriteContext,
): Promise<string | undefined> => {
  const ledger = await openLedger(account, currency, context);
  const bill = ledger.value.bills.find(({ id }) => id === billId);
  if (bill === undefined || collectibleOf(bill) === 0) return undefined;
  const id = derivedId(payment.idPrefix, ledger.value.id, billId, String(bill.sent ?? 0));
  if ((await read(payment, context.caller.tenant, id)) !== undefined) return id;
  if ((await claimedByOther(payment, ledger.value, [billId], id, context)) !== undefined) {
    await setTimer(
      paymentTimers,
      billSubject(account, currency, billId),
      later(context.at, waitMs),
      context,
    );
    return undefined;
  }
  const { party } = ledger.value;
  const payer = { account, party, named: bill.paymentMethod };
  const method = await defaultMethod(payer, context.at, context.caller);
  if (method === undefined) return undefined;
  const held: Held = {
    course: opened(context.at, false),
    source: sourceOf(method),
    currency,
    micros: collectibleOf(bill),
    named: [{ bill: billId }],
    collects: billId,
    refunds: {},
  };
  const value = collected(id, ledger.value, bill, method, context.at);
  await setTimer(paymentTimers, `payment:${id}`, context.at, context);
  const { committed } = await commitAll([
    creation(payment, value, context, { hidden: held }),
    ledger.write(claimed(ledger.value, [billId], id, context.at)),
  ]);
  return committed ? id : collect(account, currency, billId, context);
};
