import * as z from 'zod';
import type { Instant } from '../../kernel/clock.ts';
import { later, latest } from '../../kernel/clock.ts';
import { microsOf, sum } from '../../kernel/money.ts';
import type { Policy, Step } from './policy.ts';

/** A bill as collections see it. */
const Owed = z.strictObject({
  id: z.string(),
  billNo: z.string().optional(),
  dueAt: z.string(),
  /** What of it is still to be paid. */
  micros: z.int(),
  /** An older version that comes later changes nothing. */
  version: z.int(),
  /** False while it is held. */
  open: z.boolean(),
});
export type Owed = z.infer<typeof Owed>;

/** Something that is done to the products of the account, by orders. */
const Deed = z.strictObject({
  /** The episode and the step: the same deed is planned once. */
  key: z.string(),
  kind: z.enum(['bar', 'suspend', 'cease', 'restore']),
  characteristic: z.strictObject({ name: z.string(), value: z.unknown() }).optional(),
  /** The products it is for, with what a bar replaces. @default - not chosen yet */
  products: z
    .array(
      z.strictObject({
        id: z.string(),
        action: z.enum(['modify', 'delete']),
        status: z.enum(['suspended', 'active']).optional(),
        characteristic: z.strictObject({ name: z.string(), value: z.unknown() }).optional(),
        before: z.unknown().optional(),
        /** The order that does it. @default - not ordered yet, or refused */
        order: z.string().optional(),
        refused: z.string().optional(),
      }),
    )
    .optional(),
  done: z.boolean(),
});
export type Deed = z.infer<typeof Deed>;

/** What is known of an account's debt, and what was done about it. */
export const Debt = z.strictObject({
  currency: z.string(),
  bills: z.array(Owed),
  disputes: z.array(
    z.strictObject({ id: z.string(), bill: z.string(), micros: z.int(), decided: z.boolean() }),
  ),
  /** Times that do not count: each for a promise. */
  pauses: z.array(
    z.strictObject({
      id: z.string(),
      from: z.string(),
      until: z.string(),
      /** Of a promise in instalments: over which bills, what was unpaid of them, and what has to have come by when. */
      plan: z
        .strictObject({
          bills: z.array(z.string()),
          micros: z.int(),
          due: z.array(z.strictObject({ at: z.string(), micros: z.int() })),
        })
        .optional(),
    }),
  ),
  writtenOff: z.record(z.string(), z.int()),
  /** From the first unpaid bill to the last payment is one episode. */
  episode: z.int(),
  done: z.array(z.strictObject({ step: z.string(), action: z.string(), at: z.string() })),
  deeds: z.array(Deed),
});
export type Debt = z.infer<typeof Debt>;

export const noDebt = (currency: string): Debt => ({
  currency,
  bills: [],
  disputes: [],
  pauses: [],
  writtenOff: {},
  episode: 1,
  done: [],
  deeds: [],
});

const dayMs = 86_400_000;

/** What of a bill may be asked for: not what is disputed, held or written off. */
export const collectible = ({ disputes, writtenOff }: Debt, bill: Owed): number => {
  if (!bill.open) return 0;
  const disputed = sum(disputes.flatMap((one) => (one.bill === bill.id ? one.micros : [])));
  return Math.max(0, bill.micros - disputed - (writtenOff[bill.id] ?? 0));
};

/** Bills that were to be paid before this time and were not, the oldest first. */
export const overdue = (debt: Debt, at: Instant): readonly Owed[] =>
  debt.bills
    .filter((bill) => bill.dueAt < at && collectible(debt, bill) > 0)
    .toSorted((a, b) => (a.dueAt < b.dueAt ? -1 : 1));

export const overdueMicros = (debt: Debt, at: Instant): number =>
  sum(overdue(debt, at).map((bill) => collectible(debt, bill)));

/** Paid bills are remembered this long, so that a late event of theirs is known as old. */
const billsRemembered = 36;

/** The debt with what an event tells of a bill; the newest version wins, whatever comes last. */
export const withOwed = (debt: Debt, told: Owed): Debt => {
  const known = debt.bills.find(({ id }) => id === told.id);
  if (known !== undefined && known.version >= told.version) return debt;
  const bills = [...debt.bills.filter(({ id }) => id !== told.id), told];
  const paid = bills.filter(({ micros }) => micros === 0);
  const old = paid
    .toSorted((a, b) => (a.dueAt < b.dueAt ? -1 : 1))
    .slice(0, Math.max(0, paid.length - billsRemembered));
  return { ...debt, bills: bills.filter((bill) => !old.includes(bill)) };
};

/** A day counted from the oldest due date, pauses left out. */
const shifted = (day: Instant, pauses: Debt['pauses'], anchor: Instant): Instant =>
  pauses
    .toSorted((a, b) => (a.from < b.from ? -1 : 1))
    .reduce((date, { from, until }) => {
      const start = from < anchor ? anchor : from;
      return start < date && start < until
        ? later(date, Date.parse(until) - Date.parse(start))
        : date;
    }, day);

/** A step of the policy with its day. */
export interface PlannedStep {
  readonly step: Step;
  readonly date: Instant;
}

/**
 * The steps to come, if nothing is paid, from the oldest unpaid bill on, due or not. Between two steps there is at least
 * the time that the policy has between them: who was told late, after a dispute or while we were away, has as long.
 */
export const calendarOf = (debt: Debt, policy: Policy): readonly PlannedStep[] => {
  const [oldest] = debt.bills
    .filter((bill) => collectible(debt, bill) > 0)
    .toSorted((a, b) => (a.dueAt < b.dueAt ? -1 : 1));
  if (oldest === undefined) return [];
  const steps = policy.step.toSorted((a, b) => a.afterDays - b.afterDays);
  const done = debt.done.at(-1);
  let last = {
    date: done?.at,
    afterDays: steps.find(({ name }) => name === done?.step)?.afterDays,
  };
  return steps
    .filter(({ name }) => !debt.done.some(({ step }) => step === name))
    .map((step) => {
      const day = shifted(later(oldest.dueAt, step.afterDays * dayMs), debt.pauses, oldest.dueAt);
      const gapDays = step.afterDays - (last.afterDays ?? step.afterDays);
      const date = latest(day, later(last.date ?? day, gapDays * dayMs));
      last = { date, afterDays: step.afterDays };
      return { step, date };
    });
};

const minimumOf = ({ minimumBalance }: Policy, currency: string): number =>
  minimumBalance?.unit === currency ? microsOf(minimumBalance.value ?? 0) : 0;

/** True where so little is overdue that the policy leaves the account alone. */
export const isClear = (debt: Debt, policy: Policy, at: Instant): boolean => {
  const owed = overdueMicros(debt, at);
  return owed === 0 || owed < minimumOf(policy, debt.currency);
};

/** True where enough bills are overdue for long enough. */
export const isRipe = (debt: Debt, policy: Policy, at: Instant): boolean => {
  const bills = overdue(debt, at);
  const age = Date.parse(at) - Date.parse(bills[0]?.dueAt ?? at);
  return (
    bills.length >= (policy.minimumUnpaidBills ?? 1) && age >= (policy.minimumAgeDays ?? 0) * dayMs
  );
};
