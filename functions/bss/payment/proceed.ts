import type { Money } from '../../../schemas/tmf/common.ts';
import type { Instant } from '../../kernel/clock.ts';
import { later } from '../../kernel/clock.ts';
import { decimalOf } from '../../kernel/money.ts';
import { log } from '../../kernel/observability/log.ts';
import { paymentEnded } from '../../kernel/observability/metrics.ts';
import { change, commit, commitAll, racing, read } from '../../kernel/table/store.ts';
import type { Stored, WriteContext } from '../../kernel/table/stored.ts';
import { setTimer } from '../../kernel/table/timer.ts';
import type { Answer, Due as Doing, Ending } from './course.ts';
import { answered, asking, due, heard, unanswered } from './course.ts';
import { allocationsOf, itemsOf } from './entries.ts';
import { Held, keyOf } from './held.ts';
import { captured, collectibleOf, refunded, spread, takenBack } from './ledger.ts';
import { openLedger, paymentTimers } from './ledger-store.ts';
import type { TakenPayment } from './payment.ts';
import { payment } from './payment.ts';
import type { ChargeRequest, PaymentProvider } from './provider.ts';
import { charge, look } from './provider.ts';

type Kept = Stored<TakenPayment>;

const dayMs = 86_400_000;

/** A direct debit can be returned for eight weeks without a reason; then the money is ours. */
const settlesAfterMs = 56 * dayMs;

const statusOf: Readonly<Record<Ending, string>> = {
  approved: 'captured',
  denied: 'denied',
  failed: 'failed',
};

const remind = (id: string, at: Instant | undefined, context: WriteContext): Promise<void> =>
  at === undefined ? Promise.resolve() : setTimer(paymentTimers, `payment:${id}`, at, context);

const moved = (value: TakenPayment, status: string, at: Instant): TakenPayment =>
  value.status === status ? value : { ...value, status, statusDate: at };

/** Keeps the course alone: nothing that anybody outside sees has changed. */
const keep = async (stored: Kept, held: Held, context: WriteContext): Promise<boolean> => {
  await remind(stored.value.id, held.course.next, context);
  return commit(
    change(payment, stored, stored.value, context, { hidden: held, attributes: false }),
  );
};

/** Books what was captured: payment and ledger in one transaction, so that every cent of it is somewhere. */
const capture = async (
  stored: Kept,
  held: Held,
  context: WriteContext,
  reference: string | undefined,
): Promise<boolean> => {
  const { value } = stored;
  const ledger = await openLedger(value.account.id, held.currency, context);
  const parts = spread(ledger.value, held.micros, held.named);
  const next = {
    ...moved(value, 'captured', context.at),
    paymentItem: itemsOf(parts, value.account.id, held.currency, value.paymentItem),
    ...(reference !== undefined && { authorizationCode: reference }),
  };
  const settles = later(context.at, held.source === undefined ? 0 : settlesAfterMs);
  await remind(value.id, settles, context);
  const { committed } = await commitAll([
    change(payment, stored, next, context, { hidden: { ...held, settles }, attributes: false }),
    ledger.write(captured(ledger.value, parts)),
  ]);
  return committed;
};

/** The payer's own words, and behind them why the provider said no. */
const explained = (description: string | undefined, reason: string): string =>
  `${(description ?? '').replace(/ ?\[[^\]]*\]$/, '')} [${reason}]`.trimStart();

/** Keeps what an answer has made of the course. */
const conclude = async (
  stored: Kept,
  held: Held,
  { course, ending }: ReturnType<typeof answered>,
  answer: Answer,
  context: WriteContext,
): Promise<boolean> => {
  const after = { ...held, course };
  if (ending === 'approved')
    return capture(
      stored,
      after,
      context,
      answer.kind === 'approved' ? answer.reference : undefined,
    );
  const status =
    ending === undefined
      ? answer.kind === 'authorized'
        ? 'authorized'
        : (stored.value.status ?? '')
      : statusOf[ending];
  const value = {
    ...moved(stored.value, status, context.at),
    ...(course.reason !== undefined && {
      description: explained(stored.value.description, course.reason),
    }),
  };
  await remind(stored.value.id, course.next, context);
  return commit(change(payment, stored, value, context, { hidden: after, attributes: false }));
};

/** Keeps it, and counts an ending once it is kept. */
const concluded = async (
  ...[stored, held, after, answer, context]: Parameters<typeof conclude>
): Promise<boolean> => {
  const kept = await conclude(stored, held, after, answer, context);
  if (kept && after.ending !== undefined) paymentEnded(after.ending);
  return kept;
};

const requestOf = (id: string, held: Held): ChargeRequest => ({
  key: keyOf(id, held.course.attempt),
  source: held.source ?? '',
  amount: { unit: held.currency, value: decimalOf(held.micros) },
});

/** What the bill that is collected asks for now; nothing where it was paid or held meanwhile. */
const openAmount = async ({ value }: Kept, held: Held, context: WriteContext): Promise<number> => {
  if (held.collects === undefined) return held.micros;
  const ledger = await openLedger(value.account.id, held.currency, context);
  const bill = ledger.value.bills.find(({ id }) => id === held.collects);
  return bill === undefined ? 0 : collectibleOf(bill);
};

/** Sends a request, after it is kept that one is out: whoever keeps it first sends it. */
const ask = async (
  stored: Kept,
  context: WriteContext,
  provider: PaymentProvider,
): Promise<void> => {
  const held = Held.parse(stored.hidden);
  const { id } = stored.value;
  const micros = held.course.doubt ? held.micros : await openAmount(stored, held, context);
  if (micros === 0) {
    const over = { ...held, course: { ...held.course, phase: 'ended' as const, next: undefined } };
    const value = moved(stored.value, 'canceled', context.at);
    await commit(change(payment, stored, value, context, { hidden: over, attributes: false }));
    return;
  }
  const out = { ...held, micros, course: asking(held.course, context.at) };
  const amount = { unit: held.currency, value: decimalOf(micros) };
  const value =
    held.collects === undefined ? stored.value : { ...stored.value, amount, totalAmount: amount };
  await remind(id, out.course.next, context);
  const sent = await commit(
    change(payment, stored, value, context, { hidden: out, attributes: false }),
  );
  if (!sent) return;
  const answer: Answer =
    out.source === undefined
      ? { kind: 'approved', reference: 'brought' }
      : await charge(provider, requestOf(id, out));
  await take(id, out.course.attempt, answer, context);
};

/** Takes the answer to a request that we have sent. */
const take = (id: string, attempt: number, answer: Answer, context: WriteContext): Promise<void> =>
  racing(id, async () => {
    const stored = await read(payment, context.caller.tenant, id);
    if (stored === undefined) return true;
    const held = Held.parse(stored.hidden);
    const after = heard(held.course, attempt, answer, context.at);
    const shown = answer.kind === 'authorized' && stored.value.status === 'pendingAuthorization';
    if (after.course === held.course && !shown) return true;
    return concluded(stored, held, after, answer, context);
  });

/** Looks what became of the request that is out; after many looks, calls it off. */
const check = async (
  stored: Kept,
  doing: 'look' | 'void',
  context: WriteContext,
  provider: PaymentProvider,
): Promise<void> => {
  const held = Held.parse(stored.hidden);
  const request = requestOf(stored.value.id, held);
  const answer =
    doing === 'look' ? await look(provider, request.key) : await provider.void(request);
  const after = answered(held.course, answer, context.at);
  if (after.course !== held.course) {
    await concluded(stored, held, after, answer, context);
    return;
  }
  if (doing === 'void') {
    log.error('PAY-001 the outcome of a payment is still unknown', { id: stored.value.id });
    paymentEnded('unknown');
  }
  await keep(stored, { ...held, course: unanswered(held.course, context.at) }, context);
};

const settle = async (stored: Kept, context: WriteContext): Promise<void> => {
  const { settles, ...held } = Held.parse(stored.hidden);
  if (stored.value.status !== 'captured' || settles === undefined || settles > context.at) return;
  const value = moved(stored.value, 'done', context.at);
  await commit(change(payment, stored, value, context, { hidden: held, attributes: false }));
};

const doings: Readonly<
  Record<Doing, (stored: Kept, context: WriteContext, provider: PaymentProvider) => Promise<void>>
> = {
  ask,
  look: (stored, context, provider) => check(stored, 'look', context, provider),
  void: (stored, context, provider) => check(stored, 'void', context, provider),
};

/** An absent request is sent again at once: a few rounds are the most that one call takes. */
const mostRounds = 3;

/** Does what is due for a payment, if anything is. Safe to call at any time, any number of times, by several at once. */
export const proceed = async (
  id: string,
  context: WriteContext,
  provider: PaymentProvider,
): Promise<void> => {
  for (let round = 0; round < mostRounds; round += 1) {
    const stored = await read(payment, context.caller.tenant, id);
    if (stored === undefined) return;
    const doing = due(Held.parse(stored.hidden).course, context.at);
    if (doing === undefined) return settle(stored, context);
    await doings[doing](stored, context, provider);
  }
};

/** The money of a request that we no longer wait for: another has paid, or the payment has ended without it. */
export const isStray = (
  { phase, attempt }: Held['course'],
  status: string | undefined,
  answeredAttempt: number,
): boolean =>
  answeredAttempt < attempt ||
  (phase === 'ended' && (status === 'denied' || status === 'canceled'));

/** An answer that comes by itself, and the amount that it is about. */
interface ProviderAnswer {
  readonly id: string;
  readonly attempt: number;
  readonly answer: Answer;
  readonly amount: Money;
}

/** The provider tells by itself what became of a request: late, again, or before we have looked. */
export const hear = async (
  { id, attempt, answer, amount }: ProviderAnswer,
  context: WriteContext,
  provider: PaymentProvider,
): Promise<void> => {
  // What is allowed is captured at once; `look` asks and does so.
  const final = answer.kind === 'authorized' ? await look(provider, keyOf(id, attempt)) : answer;
  await take(id, attempt, final, context);
  const stored = await read(payment, context.caller.tenant, id);
  if (answer.kind !== 'approved' || stored === undefined) return;
  const { course } = Held.parse(stored.hidden);
  if (!isStray(course, stored.value.status, attempt)) return;
  log.error('PAY-002 money came for a payment that had ended; it goes back', { id, attempt });
  const charge = keyOf(id, attempt);
  await provider.refund({ key: `${charge}.back`, charge, amount });
};

/** The bank took a captured payment back: what it had paid is open again. */
export const chargeBack = (id: string, context: WriteContext): Promise<void> =>
  racing(id, async () => {
    const stored = await read(payment, context.caller.tenant, id);
    if (stored?.value.status !== 'captured') return true;
    const held = Held.parse(stored.hidden);
    const parts = allocationsOf(stored.value.paymentItem);
    const { taken } = takenBack(
      parts,
      parts.reduce((total, { micros }) => total + micros, 0),
    );
    const ledger = await openLedger(stored.value.account.id, held.currency, context);
    const value = {
      ...moved(stored.value, 'failed', context.at),
      description: 'the bank took the payment back',
    };
    const { committed } = await commitAll([
      change(payment, stored, value, context, { hidden: held, attributes: false }),
      ledger.write(refunded(ledger.value, taken)),
    ]);
    return committed;
  });
