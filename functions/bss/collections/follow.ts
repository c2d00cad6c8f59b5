import * as z from 'zod';
import { Money, RelatedParty } from '../../../schemas/tmf/common.ts';
import { later } from '../../kernel/clock.ts';
import { inLanes } from '../../kernel/events/lanes.ts';
import { microsOf } from '../../kernel/money.ts';
import { Transient } from '../../kernel/problem.ts';
import { change, commit, racing, read, readAhead } from '../../kernel/table/store.ts';
import type { WriteContext } from '../../kernel/table/stored.ts';
import { setTimerOfMany } from '../../kernel/table/timer.ts';
import { ownerAmong } from '../../kernel/tmf/resource.ts';
import { caseId, dunningCase, dunningTimers } from './case.ts';
import type { Debt } from './debt.ts';
import { overdueMicros, withOwed } from './debt.ts';
import { perform } from './perform.ts';
import { isPaidUp, planOver, withoutMissed } from './plan.ts';
import { policyOf } from './policy-store.ts';
import { promiseToPay } from './promise.ts';
import type { Account, Look, Reminding } from './reconsider.ts';
import { reconsider, remind, subjectOf } from './reconsider.ts';

const Ref = z.looseObject({ id: z.string() });
const Amount = z.looseObject({ unit: z.string(), value: z.number() });

/** What collections need of a bill's event (TMF678). */
const Billed = z.object({
  customerBill: z.looseObject({
    id: z.string(),
    billNo: z.string().optional(),
    state: z.string(),
    amountDue: Amount,
    remainingAmount: Amount.optional(),
    paymentDueDate: z.string().optional(),
    billingAccount: Ref,
    relatedParty: z.array(RelatedParty.loose()).optional(),
  }),
});
type Bill = z.infer<typeof Billed>['customerBill'];
const Promised = z.object({
  promiseToPay: z.looseObject({
    id: z.string(),
    billingAccount: Ref,
    amount: Money,
    date: z.string(),
    statusDate: z.string(),
    instalment: z.array(z.object({ date: z.string(), amount: Amount })).optional(),
  }),
});
const Disputed = z.object({
  dispute: z.looseObject({
    id: z.string(),
    billingAccount: Ref,
    customerBill: Ref,
    amount: Amount,
    status: z.string(),
  }),
});
const WrittenOff = z.object({
  writeOff: z.looseObject({
    billingAccount: Ref,
    currency: z.string(),
    customerBill: z.array(z.looseObject({ id: z.string(), amount: Amount })),
  }),
});

/** A promise ends on its date, or with the debt: kept where nothing is overdue any more, else broken. */
const endPromises = async (debt: Debt, context: WriteContext): Promise<void> => {
  const isPaid = overdueMicros(debt, context.at) === 0;
  for (const { id, until, plan } of debt.pauses) {
    const isKept = isPaid || (plan !== undefined && isPaidUp(debt, plan));
    if (!isKept && until > context.at) continue;
    await racing(id, async () => {
      const stored = await read(promiseToPay, context.caller.tenant, id);
      if (stored?.value.status !== 'open') return true;
      const status = isKept ? 'kept' : 'broken';
      const value = { ...stored.value, status, statusDate: context.at };
      return commit(change(promiseToPay, stored, value, context, { attributes: false }));
    });
  }
};

/** What waits for something that is under way is tried again so soon. */
const waitMs = 60_000;

/** How bills that were told together are looked at. */
type How = Pick<Look, 'policy' | 'reminding' | 'find'>;

/** Looks at a debt after something has happened to it, and does what follows. */
export const look = async (
  who: Account,
  happened: (debt: Debt, at: string) => Debt,
  context: WriteContext,
  how: Partial<How> = {},
): Promise<void> => {
  const { tenant } = context.caller;
  const {
    reminding = remind,
    policy = await policyOf(tenant),
    find = (id: string) => read(dunningCase, tenant, id),
  } = how;
  const prepare = (debt: Debt) => endPromises(withoutMissed(debt, context.at), context);
  if (!(await reconsider(who, { happened, policy, reminding, find, prepare }, context))) return;
  try {
    await perform(caseId(who.account, who.currency), context);
  } catch (error) {
    if (!(error instanceof Transient)) throw error;
    await remind(who, later(context.at, waitMs), context);
  }
};

/** States in which a bill has gone out and is not paid; before, it is nobody's debt, and held it is not asked for. */
const owedIn = ['sent', 'partiallyPaid', 'onHold'];

/** A bill as an event tells it. */
interface ToldBill {
  readonly event: unknown;
  readonly version: number;
}

const onBill = async (
  bill: Bill,
  version: number,
  context: WriteContext,
  how: How,
): Promise<void> => {
  const { unit: currency, value } = bill.amountDue;
  if (bill.paymentDueDate === undefined || value <= 0) return;
  const owner = ownerAmong(bill.relatedParty);
  const party = bill.relatedParty?.find(({ id }) => id === owner);
  const remaining = bill.remainingAmount?.value ?? (bill.state === 'settled' ? 0 : value);
  const told = {
    id: bill.id,
    ...(bill.billNo !== undefined && { billNo: bill.billNo }),
    dueAt: new Date(Date.parse(bill.paymentDueDate)).toISOString(),
    micros: bill.state === 'settled' ? 0 : Math.max(0, microsOf(remaining)),
    version,
    open: owedIn.includes(bill.state) && bill.state !== 'onHold',
  };
  const who: Account = {
    account: bill.billingAccount.id,
    currency,
    ...(party !== undefined && {
      party: { id: party.id, '@referredType': party['@referredType'] },
    }),
  };
  await look(who, (debt) => withOwed(debt, told), context, how);
};

/** So many bills are looked at at once. */
const width = 16;

/** Bills that were told together: what is to be looked at again at the same time is one timer. */
export const onBills = async (bills: readonly ToldBill[], context: WriteContext): Promise<void> => {
  const reminders: { readonly subject: string; readonly at: string }[] = [];
  const reminding: Reminding = async (who, at) => {
    if (at !== undefined) reminders.push({ subject: subjectOf(who), at });
  };
  const told = bills.map(({ event, version }) => ({
    version,
    bill: Billed.parse(event).customerBill,
  }));
  const { tenant } = context.caller;
  const cases = told.map(({ bill }) => caseId(bill.billingAccount.id, bill.amountDue.unit));
  const [policy, find] = await Promise.all([
    policyOf(tenant),
    readAhead(dunningCase, tenant, cases),
  ]);
  const how = { policy, reminding, find };
  await inLanes(told, width, ({ bill, version }) => onBill(bill, version, context, how));
  for (const [at, due] of Map.groupBy(reminders, (one) => one.at))
    await setTimerOfMany(
      dunningTimers,
      due.map(({ subject }) => subject),
      at,
      context,
    );
};

/** From the promise to its date, no day counts. */
export const onPromise = (event: unknown, context: WriteContext): Promise<void> => {
  const { promiseToPay: made } = Promised.parse(event);
  const { id, date: until, statusDate: from, instalment } = made;
  const planned = (debt: Debt) =>
    instalment === undefined
      ? {}
      : {
          plan: planOver(
            debt,
            instalment.map(({ date, amount }) => ({ at: date, micros: microsOf(amount.value) })),
          ),
        };
  const who = { account: made.billingAccount.id, currency: made.amount.unit ?? '' };
  return look(
    who,
    (debt) =>
      debt.pauses.some((pause) => pause.id === id)
        ? debt
        : { ...debt, pauses: [...debt.pauses, { id, from, until, ...planned(debt) }] },
    context,
  );
};

export const onDispute = (event: unknown, context: WriteContext): Promise<void> => {
  const { dispute: told } = Disputed.parse(event);
  const others = (debt: Debt) => debt.disputes.filter(({ id }) => id !== told.id);
  const own = {
    id: told.id,
    bill: told.customerBill.id,
    micros: microsOf(told.amount.value),
    decided: told.status !== 'open',
  };
  return look(
    { account: told.billingAccount.id, currency: told.amount.unit },
    (debt) => {
      const known = debt.disputes.find(({ id }) => id === told.id);
      // The news of a decision may overtake that of the dispute itself.
      if (known?.decided === true && !own.decided) return debt;
      const micros = told.status === 'rejected' ? 0 : own.micros;
      return { ...debt, disputes: [...others(debt), { ...own, micros }] };
    },
    context,
  );
};

export const onWriteOff = (event: unknown, context: WriteContext): Promise<void> => {
  const { writeOff: told } = WrittenOff.parse(event);
  const amounts = told.customerBill.map(({ id, amount }) => [id, microsOf(amount.value)]);
  return look(
    { account: told.billingAccount.id, currency: told.currency },
    (debt) => ({ ...debt, writtenOff: { ...debt.writtenOff, ...Object.fromEntries(amounts) } }),
    context,
  );
};
