import type { Payment } from '../../../schemas/tmf/payment/payment.ts';
import { grantOf, staffOnly } from '../../kernel/access/caller.ts';
import { assertNoCardNumber } from '../../kernel/access/card-number.ts';
import { later } from '../../kernel/clock.ts';
import { sum } from '../../kernel/money.ts';
import { badRequest, conflict, forbidden } from '../../kernel/problem.ts';
import { commit, racing, read } from '../../kernel/table/store.ts';
import type { WriteContext } from '../../kernel/table/stored.ts';
import { setTimer } from '../../kernel/table/timer.ts';
import type { CreateContext, Identified, Resource } from '../../kernel/tmf/resource.ts';
import { amountOf } from './amount.ts';
import { opened } from './course.ts';
import { namedIn } from './entries.ts';
import type { Held } from './held.ts';
import type { Due, Ledger } from './ledger.ts';
import { claimed, remainingOf, spread } from './ledger.ts';
import { openLedger, paymentTimers } from './ledger-store.ts';
import { paymentLifecycle } from './lifecycle.ts';
import type { Method } from './methods.ts';
import { isBrought, isPulled, methodById, sourceOf } from './methods.ts';

type Taken = Identified<Payment>;

/** Should the event of its creation be lost on the way, the payment is looked at a minute later. */
const firstLookMs = 60_000;

/** The method a payment names, where it is one that we keep. */
const keptMethod = async (draft: Taken, { caller }: CreateContext): Promise<Method | undefined> => {
  const { id, '@type': type } = draft.paymentMethod;
  if (id === undefined) {
    if (type !== undefined && isBrought(type)) return undefined;
    throw badRequest(
      'paymentMethod must name one of the payer by its id, or be brought: cash, check',
    );
  }
  const method = await methodById(id, caller);
  if (method === undefined) throw badRequest(`paymentMethod.id: no payment method ${id} is known`);
  if (draft.payer !== undefined && draft.payer.id !== method.relatedParty?.id)
    throw badRequest(`paymentMethod.id: ${id} is not the payer's`);
  if ((method.status ?? 'active') !== 'active')
    throw badRequest(`paymentMethod.id: ${id} is ${method.status}`);
  return method;
};

/** Only staff may say that money was brought. */
const assertMayBring = ({ caller }: CreateContext): void => {
  if (grantOf(caller, staffOnly) === 'none')
    throw forbidden('Only staff may book money that was brought; name a payment method of yours');
};

/** A claim counts while its payment is under way; one whose payment never came to be counts a minute. */
const isUnderWay = async (
  declared: Resource<Taken>,
  { claim }: Due,
  context: WriteContext,
): Promise<boolean> => {
  if (claim === undefined) return false;
  const other = await read(declared, context.caller.tenant, claim.payment);
  if (other === undefined) return later(claim.at, firstLookMs) > context.at;
  return ['pendingAuthorization', 'authorized'].includes(other.value.status ?? '');
};

/** The first of the bills that another payment is under way for: while its outcome is open, nobody else is asked. */
export const claimedByOther = async (
  declared: Resource<Taken>,
  ledger: Ledger,
  bills: readonly string[],
  payment: string,
  context: WriteContext,
): Promise<Due | undefined> => {
  for (const bill of ledger.bills.filter(({ id }) => bills.includes(id)))
    if (bill.claim?.payment !== payment && (await isUnderWay(declared, bill, context))) return bill;
  return undefined;
};

/** A customer pays for an account of their own; that of another is answered like none. */
const assertOwnAccount = ({ account, party }: Ledger, { caller }: CreateContext): void => {
  if (party !== undefined && caller.partyId !== undefined && party !== caller.partyId)
    throw badRequest(`account.id: no account ${account} is known`);
};

/** Who names bills wants to pay those: where nothing of them is open, the request came twice or too late. */
const assertOpen = (ledger: Ledger, named: Held['named']): void => {
  const known = named.flatMap(({ bill }) => ledger.bills.find(({ id }) => id === bill) ?? []);
  const isOver = known.length > 0 && known.length === named.length;
  if (isOver && known.every((bill) => bill.micros !== undefined && remainingOf(bill) === 0))
    throw conflict(`Nothing of ${known.map(({ billNo, id }) => billNo ?? id).join(', ')} is open`);
};

/** Marks the bills that the payment is for, so that no other asks for the same money at the same time. */
const claim = async (
  declared: Resource<Taken>,
  {
    account,
    currency,
    micros,
    named,
  }: Pick<Held, 'currency' | 'micros' | 'named'> & { account: string },
  context: CreateContext,
): Promise<void> => {
  await racing(account, async () => {
    const ledger = await openLedger(account, currency, context);
    assertOwnAccount(ledger.value, context);
    assertOpen(ledger.value, named);
    const bills = spread(ledger.value, micros, named).flatMap(({ bill }) => bill ?? []);
    const known = bills.filter((id) => ledger.value.bills.some((bill) => bill.id === id));
    if (known.length === 0) return true;
    const taken = await claimedByOther(declared, ledger.value, known, context.id, context);
    if (taken !== undefined)
      throw conflict(
        `Payment ${taken.claim?.payment ?? ''} is under way for bill ${taken.billNo ?? taken.id}; wait for its outcome`,
      );
    return commit(ledger.write(claimed(ledger.value, known, context.id, context.at)));
  });
};

/**
 * Takes a payment that a person makes: checks it and marks its bills. The provider is asked afterwards, when the payment
 * is safe in the table.
 */
export const take = async (
  declared: Resource<Taken>,
  draft: Taken,
  context: CreateContext,
): Promise<Taken> => {
  assertNoCardNumber(draft);
  const { currency, micros } = amountOf('totalAmount', draft.totalAmount);
  const named = [...namedIn(draft.paymentItem)];
  if (sum(named.map((one) => one.micros ?? 0)) > micros)
    throw badRequest('paymentItem: the items ask for more than totalAmount');
  const method = await keptMethod(draft, context);
  const pulls = method !== undefined && isPulled(method['@type']);
  if (!pulls) assertMayBring(context);
  const held: Held = {
    course: opened(context.at, true),
    currency,
    micros,
    named,
    refunds: {},
    ...(pulls && { source: sourceOf(method) }),
  };
  if (pulls) await claim(declared, { ...held, account: draft.account.id }, context);
  await setTimer(paymentTimers, `payment:${context.id}`, later(context.at, firstLookMs), context);
  context.hide(held);
  const payer = draft.payer ?? method?.relatedParty;
  return {
    ...draft,
    ...(payer !== undefined && { payer }),
    amount: draft.amount ?? draft.totalAmount,
    status: paymentLifecycle.initial[0],
    statusDate: context.at,
    paymentDate: context.at,
  };
};
