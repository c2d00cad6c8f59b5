import type { RelatedParty } from '../../../schemas/tmf/common.ts';
import { decimalOf } from '../../kernel/money.ts';
import type { Finding } from '../../kernel/table/store.ts';
import { change, commit, creation, racing } from '../../kernel/table/store.ts';
import type { ExtraEvent, Stored, WriteContext } from '../../kernel/table/stored.ts';
import { setTimer } from '../../kernel/table/timer.ts';
import { hrefOf } from '../../kernel/tmf/resource.ts';
import type { DunningCase } from './case.ts';
import { caseId, dunningCase, dunningTimers, shown } from './case.ts';
import { Debt, noDebt, overdueMicros } from './debt.ts';
import type { Decision } from './decide.ts';
import { decide } from './decide.ts';
import type { Policy } from './policy.ts';

/** The account whose debt is looked at. */
export interface Account {
  readonly account: string;
  readonly currency: string;
  readonly party?: RelatedParty;
}

const empty = ({ account, currency, party }: Account): DunningCase => {
  const id = caseId(account, currency);
  return {
    id,
    href: hrefOf(dunningCase, id),
    '@type': 'DunningCase',
    billingAccount: { id: account },
    ...(party !== undefined && { relatedParty: [{ ...party, role: 'customer' }] }),
    state: 'clear',
    overdueAmount: { unit: currency, value: 0 },
    unpaidBill: [],
    history: [],
  };
};

/** What the customer is told, and what billing is to charge, travels with the write that decides it. */
const eventsOf = (
  value: DunningCase,
  { step, debt, cleared }: Decision,
  at: string,
): readonly ExtraEvent[] => {
  const about = {
    case: { id: value.id },
    billingAccount: value.billingAccount,
    relatedParty: value.relatedParty ?? [],
    overdueAmount: { unit: debt.currency, value: decimalOf(overdueMicros(debt, at)) },
  };
  const key = (name: string): string => `${value.id}.${debt.episode}.${name}`;
  const notice = (name: string, payload: object): ExtraEvent => ({
    eventType: 'DunningNoticeEvent',
    resource: 'dunningNotice',
    payload: { id: key(name), ...about, ...payload, nextStep: value.nextStep },
  });
  if (cleared) return [notice('clear', { action: 'clear' })];
  if (step === undefined) return [];
  const told = notice(step.name, { action: step.action, step: step.name, text: step.text });
  if (step.action !== 'fee') return [told];
  const payload = { id: key(step.name), ...about, amount: step.fee, reason: step.name };
  return [told, { eventType: 'DunningFeeEvent', resource: 'dunningFee', payload }];
};

/** The subject of the timers of a case. */
export const subjectOf = ({ account, currency }: Account): string =>
  [account, currency].map(encodeURIComponent).join(':');

/** Sets what brings an account's debt to mind again. */
export type Reminding = (
  who: Account,
  at: string | undefined,
  context: WriteContext,
) => Promise<void>;

/** By a timer of its own. */
export const remind: Reminding = async (who, at, context) => {
  if (at !== undefined) await setTimer(dunningTimers, subjectOf(who), at, context);
};

const debtOf = (stored: Stored<DunningCase> | undefined, currency: string): Debt =>
  stored === undefined ? noDebt(currency) : Debt.parse(stored.hidden['debt']);

/** How a debt is looked at. */
export interface Look {
  /** What has happened to it. */
  readonly happened: (debt: Debt, at: string) => Debt;
  readonly policy: Policy;
  readonly reminding: Reminding;
  readonly find: Finding<DunningCase>;
  /** What is put right before it is decided upon. */
  readonly prepare: (debt: Debt) => Promise<void>;
}

/**
 * Looks at an account's debt again, after what happened has changed it, and keeps what follows in one write: the state,
 * the events and what is to be ordered. Looking again without a change changes nothing. True where something is to be done.
 */
export const reconsider = async (
  who: Account,
  { happened, policy, reminding, find, prepare }: Look,
  context: WriteContext,
): Promise<boolean> => {
  let isToDo = false;
  await racing(who.account, async () => {
    const stored = await find(caseId(who.account, who.currency));
    const before = stored?.value ?? empty(who);
    const debt = debtOf(stored, who.currency);
    const changed = happened(debt, context.at);
    await prepare(changed);
    const decision = decide(changed, policy, context.at, before.isExempt === true);
    isToDo = decision.debt.deeds.some(({ done }) => !done);
    await reminding(who, decision.next, context);
    const value = shown(before, decision, policy, context.at);
    const isSame = JSON.stringify([value, decision.debt]) === JSON.stringify([stored?.value, debt]);
    if (isSame) return true;
    const extra = eventsOf(value, decision, context.at);
    const more = { hidden: { debt: decision.debt }, extra };
    if (stored !== undefined)
      return commit(change(dunningCase, stored, value, context, { ...more, attributes: false }));
    // A case without a step is news to nobody here.
    const quiet = extra.length === 0 ? ({ hubsOnly: true } as const) : {};
    return commit(creation(dunningCase, value, context, { ...more, ...quiet }));
  });
  return isToDo;
};
