import { microsOf } from '../../../kernel/money.ts';
import type { OwnBill } from '../customer-bill.ts';
import type { ShardResult } from '../kept/run-rows.ts';
import type { ToBill } from './issue.ts';
import type { Outcome } from './outcome.ts';

/** Before the first account. */
export const nothingYet: ShardResult = {
  billed: 0,
  held: 0,
  nothing: 0,
  failures: [],
  totals: {},
};

const plus = (totals: ShardResult['totals'], unit: string, micros: number) => ({
  ...totals,
  [unit]: (totals[unit] ?? 0) + micros,
});

const oneMore = (before: ShardResult, isHeld: boolean, unit: string, micros: number) => ({
  ...before,
  ...(isHeld ? { held: before.held + 1 } : { billed: before.billed + 1 }),
  totals: plus(before.totals, unit, micros),
});

/** With a bill that was made. */
export const counted = (
  before: ShardResult,
  { state, taxIncludedAmount }: OwnBill,
): ShardResult => {
  const { unit = '', value = 0 } = taxIncludedAmount ?? {};
  return oneMore(before, state === 'onHold', unit, microsOf(value));
};

/** With a bill that a trial would have made. */
export const countTrial = (before: ShardResult, { bill, reasons }: ToBill): ShardResult =>
  oneMore(before, reasons.length > 0, bill.currency, bill.totalMicros);

/** With what became of an account that has no fresh bill. */
export const countOutcome = (before: ShardResult, outcome: Outcome): ShardResult => {
  if (outcome.kind === 'billed before') return counted(before, outcome.bill.value);
  if (outcome.kind === 'nothing') return { ...before, nothing: before.nothing + 1 };
  if (outcome.kind === 'bill') return before;
  const { account, reason } = outcome;
  return { ...before, failures: [...before.failures, { account, reason }] };
};

/** The sum of two. */
export const together = (one: ShardResult, other: ShardResult): ShardResult => ({
  billed: one.billed + other.billed,
  held: one.held + other.held,
  nothing: one.nothing + other.nothing,
  failures: [...one.failures, ...other.failures],
  totals: Object.entries(other.totals).reduce(
    (totals, [unit, micros]) => plus(totals, unit, micros),
    one.totals,
  ),
});
