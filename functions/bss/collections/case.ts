import * as z from 'zod';
import { Money, RelatedParty } from '../../../schemas/tmf/common.ts';
import { BillingAccountRef } from '../../../schemas/tmf/references.ts';
import { derivedId } from '../../kernel/ids.ts';
import { lifecycle } from '../../kernel/lifecycle/lifecycle.ts';
import { decimalOf } from '../../kernel/money.ts';
import { timersOf } from '../../kernel/table/timer.ts';
import { defineResource, ownerAmong } from '../../kernel/tmf/resource.ts';
import { seen, source } from './access.ts';
import { capability } from './capability.ts';
import type { Debt } from './debt.ts';
import { calendarOf, collectible, overdue, overdueMicros } from './debt.ts';
import type { Decision } from './decide.ts';
import type { Policy } from './policy.ts';
import { StepAction } from './policy.ts';

/** Anything that was done, or is to be done, about a debt. */
const Entry = z.strictObject({
  date: z.string(),
  step: z.string(),
  action: z.string(),
  text: z.string().optional(),
  productOrder: z.array(z.strictObject({ id: z.string() })).optional(),
});

export const DunningCase = z.strictObject({
  id: z.string(),
  href: z.string().optional(),
  '@type': z.string().optional(),
  billingAccount: BillingAccountRef,
  relatedParty: z.array(RelatedParty).optional(),
  state: z.string().optional(),
  stateDate: z.string().optional(),
  /** An account that is never dunned. */
  isExempt: z.boolean().optional(),
  overdueAmount: Money,
  oldestDueDate: z.string().optional(),
  unpaidBill: z.array(
    z.strictObject({
      id: z.string(),
      billNo: z.string().optional(),
      dueDate: z.string(),
      amount: Money,
      /** What of it may be asked for, where that is less: the rest is disputed, held or written off. */
      collectibleAmount: Money,
    }),
  ),
  nextStep: z.strictObject({ name: z.string(), action: StepAction, date: z.string() }).optional(),
  pausedUntil: z.string().optional(),
  policy: z.strictObject({ id: z.string(), name: z.string() }).optional(),
  history: z.array(Entry),
});
export type DunningCase = z.infer<typeof DunningCase>;
export type HistoryEntry = z.infer<typeof Entry>;

const anyLater = ['barred', 'suspended', 'ceased', 'writtenOff'];

/** An account's way down, and back to `clear` from anywhere, as soon as it is paid. */
const caseLifecycle = lifecycle(['clear'], {
  clear: ['dunned', ...anyLater],
  dunned: ['clear', ...anyLater],
  barred: ['clear', 'dunned', 'suspended', 'ceased', 'writtenOff'],
  suspended: ['clear', 'dunned', 'barred', 'ceased', 'writtenOff'],
  ceased: ['clear', 'dunned', 'writtenOff'],
  writtenOff: ['clear', 'dunned', 'barred', 'suspended', 'ceased'],
});

/** Everything about the debt of one billing account, in one currency. It follows events; only its exemption is set by hand. */
export const dunningCase = defineResource<DunningCase>({
  api: capability.api,
  source,
  name: 'dunningCase',
  idPrefix: 'dun',
  schema: { read: DunningCase, update: DunningCase.pick({ isExempt: true }).partial() },
  operations: ['list', 'get', 'patch'],
  access: seen,
  state: { attribute: 'state', lifecycle: caseLifecycle },
  owner: ({ relatedParty }) => ownerAmong(relatedParty),
  lookup: { attribute: 'billingAccount.id', value: ({ billingAccount }) => billingAccount.id },
  shards: 16,
  events: { delete: null },
});

export const dunningTimers = timersOf(capability.api, source, 'DunningTimer');

export const caseId = (account: string, currency: string): string =>
  derivedId(dunningCase.idPrefix, account, currency);

const money = (micros: number, unit: string): z.infer<typeof Money> => ({
  unit,
  value: decimalOf(micros),
});

const stateAfter: Readonly<Record<string, string>> = {
  reminder: 'dunned',
  fee: 'dunned',
  bar: 'barred',
  suspend: 'suspended',
  cease: 'ceased',
};
const order = ['dunned', 'barred', 'suspended', 'ceased'];

/** The furthest that the steps of this episode went. */
const stateOf = (debt: Debt): string => {
  const states = debt.done.map(({ action }) => stateAfter[action] ?? 'dunned');
  if (states.length > 0) return order.findLast((state) => states.includes(state)) ?? 'clear';
  const isGivenUp =
    Object.keys(debt.writtenOff).length > 0 &&
    debt.bills.some(({ id, micros }) => micros > 0 && debt.writtenOff[id] !== undefined) &&
    debt.bills.every((bill) => collectible(debt, bill) === 0);
  return isGivenUp ? 'writtenOff' : 'clear';
};

/** The newest entries; older ones are in the events. */
const entriesKept = 100;

/** The case as it shows a debt after a decision. */
export const shown = (
  before: DunningCase,
  { debt, step, cleared }: Decision,
  policy: Policy,
  at: string,
): DunningCase => {
  const { nextStep: _, pausedUntil: __, oldestDueDate: ___, ...kept } = before;
  const state = stateOf(debt);
  const [oldest] = overdue(debt, at);
  const [next] = calendarOf(debt, policy);
  const pause = debt.pauses
    .map(({ until }) => until)
    .filter((until) => until > at)
    .toSorted()
    .at(-1);
  const entries: HistoryEntry[] = [
    ...(step === undefined
      ? []
      : [
          {
            date: at,
            step: step.name,
            action: step.action,
            ...(step.text !== undefined && { text: step.text }),
          },
        ]),
    ...(cleared
      ? [{ date: at, step: 'clear', action: 'restore', text: 'everything is paid' }]
      : []),
  ];
  return {
    ...kept,
    state,
    stateDate: state === before.state ? before.stateDate : at,
    overdueAmount: money(overdueMicros(debt, at), debt.currency),
    ...(oldest !== undefined && { oldestDueDate: oldest.dueAt }),
    unpaidBill: debt.bills
      .filter(({ micros }) => micros > 0)
      .map((bill) => ({
        id: bill.id,
        ...(bill.billNo !== undefined && { billNo: bill.billNo }),
        dueDate: bill.dueAt,
        amount: money(bill.micros, debt.currency),
        collectibleAmount: money(collectible(debt, bill), debt.currency),
      })),
    ...(next !== undefined &&
      before.isExempt !== true && {
        nextStep: { name: next.step.name, action: next.step.action, date: next.date },
      }),
    ...(pause !== undefined && { pausedUntil: pause }),
    policy: { id: policy.id, name: policy.name },
    history: [...before.history, ...entries].slice(-entriesKept),
  };
};
