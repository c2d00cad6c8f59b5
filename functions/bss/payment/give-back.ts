import type { Refund } from '../../../schemas/tmf/payment/refund.ts';
import { assertNoCardNumber } from '../../kernel/access/card-number.ts';
import { later } from '../../kernel/clock.ts';
import { sum } from '../../kernel/money.ts';
import { badRequest } from '../../kernel/problem.ts';
import { change, commit, racing, read } from '../../kernel/table/store.ts';
import { setTimer } from '../../kernel/table/timer.ts';
import type { CreateContext, Identified } from '../../kernel/tmf/resource.ts';
import { amountOf } from './amount.ts';
import { opened } from './course.ts';
import type { HeldRefund } from './held.ts';
import { Held, keyOf } from './held.ts';
import { paymentTimers } from './ledger-store.ts';
import { refundLifecycle } from './lifecycle.ts';
import type { TakenPayment } from './payment.ts';
import { payment } from './payment.ts';

type Given = Identified<Refund>;

const hasMoney = ['captured', 'done'];

/** A reservation without a refund behind it, since we died between the two, is given up after so long. */
const firstLookMs = 120_000;

const assertFits = (draft: Given, paid: TakenPayment, held: Held): number => {
  const { currency, micros } = amountOf('totalAmount', draft.totalAmount);
  if (!hasMoney.includes(paid.status ?? ''))
    throw badRequest(`payment.id: ${paid.id} is ${paid.status}; only captured money goes back`);
  if (currency !== held.currency)
    throw badRequest(`totalAmount.unit: ${paid.id} was paid in ${held.currency}`);
  if (draft.account.id !== paid.account.id)
    throw badRequest(`account.id: ${paid.id} was paid for ${paid.account.id}`);
  if ((draft.paymentMethod.id ?? paid.paymentMethod.id) !== paid.paymentMethod.id)
    throw badRequest(`paymentMethod.id: a refund goes to ${paid.paymentMethod.id}, which paid`);
  const { [draft.id]: _, ...others } = held.refunds;
  const left = held.micros - sum(Object.values(others));
  if (micros > left)
    throw badRequest(`totalAmount.value: ${left / 1_000_000} of ${paid.id} can still go back`);
  return micros;
};

/** Takes a refund: its amount is reserved on the payment before anybody is asked, so that no two give back the same. */
export const reserve = async (draft: Given, context: CreateContext): Promise<Given> => {
  assertNoCardNumber(draft);
  const id = draft.payment?.id;
  if (id === undefined) throw badRequest('payment must name the payment that goes back');
  const subject = `refund:${context.id}:${id}`;
  await setTimer(paymentTimers, subject, later(context.at, firstLookMs), context);
  let paid: TakenPayment | undefined;
  await racing(id, async () => {
    const stored = await read(payment, context.caller.tenant, id);
    if (stored === undefined) throw badRequest(`payment.id: no payment ${id} is known`);
    paid = stored.value;
    const held = Held.parse(stored.hidden);
    const micros = assertFits(draft, paid, held);
    const kept: HeldRefund = {
      course: opened(context.at, false),
      currency: held.currency,
      micros,
      payment: id,
      ...(held.source !== undefined && { charge: keyOf(id, held.course.attempt) }),
    };
    context.hide(kept);
    if (held.refunds[context.id] === micros) return true;
    const hidden = { ...held, refunds: { ...held.refunds, [context.id]: micros } };
    return commit(change(payment, stored, paid, context, { hidden, attributes: false }));
  });
  const requestor = draft.requestor ?? paid?.payer;
  return {
    ...draft,
    ...(requestor !== undefined && { requestor }),
    amount: draft.amount ?? draft.totalAmount,
    status: refundLifecycle.initial[0],
    statusDate: context.at,
    refundDate: context.at,
  };
};
