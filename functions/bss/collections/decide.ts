import type { Instant } from '../../kernel/clock.ts';
import { later } from '../../kernel/clock.ts';
import type { Debt, Deed, PlannedStep } from './debt.ts';
import { calendarOf, collectible, isClear, isRipe } from './debt.ts';
import { looksAtPlans, withoutMissed } from './plan.ts';
import type { Policy, Step } from './policy.ts';

/** What follows from a debt at a time. */
export interface Decision {
  readonly debt: Debt;
  /** The step that is done now. @default - none is */
  readonly step?: Step;
  /** True where everything was paid, and what had been done about it is taken back. */
  readonly cleared: boolean;
  /** When to look again. @default - when something happens */
  readonly next?: Instant;
}

const dayMs = 86_400_000;

const isDeed = (action: Step['action']): action is 'bar' | 'suspend' | 'cease' =>
  action === 'bar' || action === 'suspend' || action === 'cease';

const deedOf = (debt: Debt, { name, action, characteristic }: Step): readonly Deed[] =>
  isDeed(action)
    ? [
        {
          key: `${debt.episode}.${name}`,
          kind: action,
          ...(characteristic !== undefined && { characteristic }),
          done: false,
        },
      ]
    : [];

const earliest = (times: readonly (Instant | undefined)[]): Instant | undefined =>
  times.flatMap((time) => time ?? []).toSorted()[0];

/** The next time at which something changes by itself: a bill becomes overdue, a step is due, a promise ends. */
const nextLook = (
  debt: Debt,
  step: PlannedStep | undefined,
  { spared, at, policy }: { spared: boolean; at: Instant; policy: Policy },
): Instant | undefined => {
  const due = debt.bills
    .filter((bill) => collectible(debt, bill) > 0 && bill.dueAt >= at)
    .map(({ dueAt }) => later(dueAt, 1));
  const pauses = debt.pauses.filter(({ until }) => until > at).map(({ until }) => until);
  const again = spared ? later(at, policy.reEvaluationDays * dayMs) : step?.date;
  return earliest([...due, ...pauses, ...looksAtPlans(debt, at), again]);
};

/** A deed that nothing was done of yet is dropped; one that was begun is taken back. */
const restored = (debt: Debt): readonly Deed[] => {
  const begun = debt.deeds.filter(({ products, done }) => done || products !== undefined);
  const toRestore = begun.some(
    ({ key, kind }) => key.startsWith(`${debt.episode}.`) && (kind === 'bar' || kind === 'suspend'),
  );
  return toRestore
    ? [...begun, { key: `${debt.episode}.restore`, kind: 'restore', done: false }]
    : begun;
};

/** Deeds of earlier episodes that are done are history, and not kept twice. */
const unfinished = (deeds: readonly Deed[]): Deed[] =>
  deeds.every(({ done }) => done) ? [] : [...deeds];

/** Everything is paid: the episode ends, and what it took is given back. */
const clear = (debt: Debt): Debt => ({
  ...debt,
  pauses: [],
  done: [],
  deeds: unfinished(restored(debt)),
  episode: debt.episode + 1,
});

/** What is to be done about a debt now: at most one step, or the end of all of them. Deciding again changes nothing. */
export const decide = (known: Debt, policy: Policy, at: Instant, exempt: boolean): Decision => {
  const debt = withoutMissed(known, at);
  if (isClear(debt, policy, at)) {
    const cleared = debt.done.length > 0;
    const after = cleared ? clear(debt) : debt;
    const next = nextLook(after, undefined, { spared: false, at, policy });
    return { debt: after, cleared, ...(next !== undefined && { next }) };
  }
  const [first, second] = calendarOf(debt, policy);
  const spared = exempt || !isRipe(debt, policy, at);
  if (first === undefined || spared || first.date > at) {
    const next = nextLook(debt, first, { spared: spared && !exempt, at, policy });
    return { debt, cleared: false, ...(next !== undefined && !exempt && { next }) };
  }
  const { step } = first;
  const after = {
    ...debt,
    done: [...debt.done, { step: step.name, action: step.action, at }],
    deeds: [...debt.deeds, ...deedOf(debt, step)],
  };
  const planned = second === undefined ? undefined : calendarOf(after, policy)[0];
  const next = nextLook(after, planned, { spared: false, at, policy });
  return { debt: after, step, cleared: false, ...(next !== undefined && { next }) };
};
