import type { Instant } from '../../kernel/clock.ts';
import { later } from '../../kernel/clock.ts';
import { sum } from '../../kernel/money.ts';
import type { Debt } from './debt.ts';
import { collectible, overdue } from './debt.ts';

type Pause = Debt['pauses'][number];
type Plan = NonNullable<Pause['plan']>;

/** The instalments of a promise, over the bills that are unpaid as it is made. */
export const planOver = (
  debt: Debt,
  instalments: readonly { readonly at: Instant; readonly micros: number }[],
): Plan => {
  const unpaid = debt.bills.filter((bill) => collectible(debt, bill) > 0);
  let due = 0;
  return {
    bills: unpaid.map(({ id }) => id),
    micros: sum(unpaid.map((bill) => collectible(debt, bill))),
    due: instalments.map(({ at, micros }) => {
      due += micros;
      return { at, micros: due };
    }),
  };
};

/** What has come of a plan's bills since it was made; what is disputed or written off since counts as well. */
const paidOf = (debt: Debt, { bills, micros }: Plan): number =>
  micros -
  sum(debt.bills.flatMap((bill) => (bills.includes(bill.id) ? collectible(debt, bill) : [])));

/** True where all that a plan promised has come. */
export const isPaidUp = (debt: Debt, plan: Plan): boolean =>
  paidOf(debt, plan) >= Math.min(plan.micros, plan.due.at(-1)?.micros ?? 0);

/** A new bill is collected by itself on its due date, which takes its time. */
const graceMs = 3 * 86_400_000;

const isLate = ({ dueAt }: { readonly dueAt: Instant }, at: Instant): boolean =>
  later(dueAt, graceMs) < at;

/** A plan is missed with the first instalment that is short, or where new bills are not paid beside it. */
const isMissed = (debt: Debt, plan: Plan, at: Instant): boolean =>
  plan.due.some((one) => one.at <= at && paidOf(debt, plan) < Math.min(one.micros, plan.micros)) ||
  overdue(debt, at).some((bill) => !plan.bills.includes(bill.id) && isLate(bill, at));

/** The debt in which a plan that was missed holds no step back any more. */
export const withoutMissed = (debt: Debt, at: Instant): Debt => {
  const isOver = ({ plan, until }: Pause): boolean =>
    plan !== undefined && until > at && isMissed(debt, plan, at);
  return debt.pauses.some(isOver)
    ? { ...debt, pauses: debt.pauses.map((one) => (isOver(one) ? { ...one, until: at } : one)) }
    : debt;
};

/** When a plan may be missed next: on the day of an instalment, or some days after a new bill was due. */
export const looksAtPlans = (debt: Debt, at: Instant): readonly Instant[] =>
  debt.pauses.flatMap(({ plan, until }) => {
    if (plan === undefined || until <= at) return [];
    const others = debt.bills.filter(
      (bill) => !plan.bills.includes(bill.id) && collectible(debt, bill) > 0,
    );
    const looks = [
      ...plan.due.map((one) => one.at),
      ...others.map(({ dueAt }) => later(dueAt, graceMs + 1)),
    ];
    return looks.filter((one) => one > at);
  });
