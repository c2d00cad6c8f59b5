import { decimalOf } from '../../kernel/money.ts';
import { log } from '../../kernel/observability/log.ts';
import type { Write } from '../../kernel/table/store.ts';
import { change, commit, commitAll, racing, read } from '../../kernel/table/store.ts';
import type { Stored, WriteContext } from '../../kernel/table/stored.ts';
import { setTimer } from '../../kernel/table/timer.ts';
import type { Answer, Ending } from './course.ts';
import { answered, asking, due, unanswered } from './course.ts';
import { allocationsOf, itemsOf } from './entries.ts';
import { Held, HeldRefund } from './held.ts';
import { refunded, takenBack } from './ledger.ts';
import { openLedger, paymentTimers } from './ledger-store.ts';
import { payment } from './payment.ts';
import type { PaymentProvider } from './provider.ts';
import type { GivenRefund } from './refund.ts';
import { refund } from './refund.ts';

type Kept = Stored<GivenRefund>;

const statusOf: Readonly<Record<Ending, string>> = {
  approved: 'done',
  denied: 'denied',
  failed: 'failed',
};

const remind = async (kept: Kept, held: HeldRefund, context: WriteContext): Promise<void> => {
  const subject = `refund:${kept.value.id}:${held.payment}`;
  if (held.course.next !== undefined)
    await setTimer(paymentTimers, subject, held.course.next, context);
};

const changed = (stored: Kept, held: HeldRefund, status: string, context: WriteContext): Write => {
  const before = stored.value;
  const { reason } = held.course;
  const value = {
    ...before,
    ...(before.status !== status && { status, statusDate: context.at }),
    ...(reason !== undefined && { description: reason }),
  };
  return change(refund, stored, value, context, { hidden: held, attributes: false });
};

/** What a refund that has ended means for its payment and the ledger: three items, one transaction. */
const concluded = async (
  stored: Kept,
  held: HeldRefund,
  ending: Ending,
  context: WriteContext,
): Promise<boolean> => {
  const paid = await read(payment, context.caller.tenant, held.payment);
  if (paid === undefined) return true;
  const before = Held.parse(paid.hidden);
  const { [stored.value.id]: _, ...others } = before.refunds;
  const own = changed(stored, held, statusOf[ending], context);
  if (ending !== 'approved') {
    const freed = { hidden: { ...before, refunds: others }, attributes: false };
    const writes = [own, change(payment, paid, paid.value, context, freed)];
    return (await commitAll(writes)).committed;
  }
  const { account } = paid.value;
  const { taken, kept } = takenBack(allocationsOf(paid.value.paymentItem), held.micros);
  const ledger = await openLedger(account.id, held.currency, context);
  const left = {
    ...paid.value,
    paymentItem: itemsOf(kept, account.id, held.currency, paid.value.paymentItem),
  };
  const writes = [
    own,
    change(payment, paid, left, context, { hidden: before, attributes: true }),
    ledger.write(refunded(ledger.value, taken)),
  ];
  return (await commitAll(writes)).committed;
};

/** Takes an answer to the refund's request; one that is known already changes nothing. */
export const hearRefund = (id: string, answer: Answer, context: WriteContext): Promise<void> =>
  racing(id, async () => {
    const stored = await read(refund, context.caller.tenant, id);
    if (stored === undefined) return true;
    const held = HeldRefund.parse(stored.hidden);
    const { course, ending } = answered(held.course, answer, context.at);
    if (course === held.course) return true;
    const after = { ...held, course };
    if (ending !== undefined) return concluded(stored, after, ending, context);
    await remind(stored, after, context);
    return commit(changed(stored, after, stored.value.status ?? '', context));
  });

const ask = async (
  stored: Kept,
  held: HeldRefund,
  context: WriteContext,
  provider: PaymentProvider,
) => {
  const out = { ...held, course: asking(held.course, context.at) };
  await remind(stored, out, context);
  if (!(await commit(changed(stored, out, stored.value.status ?? '', context)))) return;
  const { id } = stored.value;
  const answer: Answer =
    held.charge === undefined
      ? { kind: 'approved', reference: 'by hand' }
      : await provider.refund({
          key: id,
          charge: held.charge,
          amount: { unit: held.currency, value: decimalOf(held.micros) },
        });
  await hearRefund(id, answer, context);
};

/** A refund takes no money from anybody, so it is never called off: we look until there is an answer. */
const check = async (
  stored: Kept,
  held: HeldRefund,
  context: WriteContext,
  provider: PaymentProvider,
) => {
  const answer = await provider.readRefund(stored.value.id);
  if (answered(held.course, answer, context.at).course !== held.course)
    return hearRefund(stored.value.id, answer, context);
  const after = { ...held, course: unanswered(held.course, context.at) };
  await remind(stored, after, context);
  await commit(changed(stored, after, stored.value.status ?? '', context));
};

/** The reservation of a refund that never came to be. */
const release = (id: string, of: string, context: WriteContext): Promise<void> =>
  racing(of, async () => {
    const paid = await read(payment, context.caller.tenant, of);
    if (paid === undefined) return true;
    const before = Held.parse(paid.hidden);
    const { [id]: reserved, ...others } = before.refunds;
    if (reserved === undefined) return true;
    log.warn('PAY-003 a refund was reserved and never made; its amount is free again', { id, of });
    const freed = { hidden: { ...before, refunds: others }, attributes: false };
    return commit(change(payment, paid, paid.value, context, freed));
  });

/** An absent request is sent again at once. */
const mostRounds = 3;

/** Does what is due for a refund, if anything is. */
export const proceedRefund = async (
  id: string,
  of: string,
  context: WriteContext,
  provider: PaymentProvider,
): Promise<void> => {
  for (let round = 0; round < mostRounds; round += 1) {
    const stored = await read(refund, context.caller.tenant, id);
    if (stored === undefined) return release(id, of, context);
    const held = HeldRefund.parse(stored.hidden);
    const doing = due(held.course, context.at);
    if (doing === undefined) return;
    await (doing === 'ask' ? ask : check)(stored, held, context, provider);
  }
};
