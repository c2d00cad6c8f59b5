import * as z from 'zod';
import { badRequest } from '../../kernel/problem.ts';

/** What of a cycle bills are made by. The time zone is ours: a subclass brings it (`@type`, `@schemaLocation`). */
const Cycle = z.looseObject({
  billingDateShift: z.int().optional(),
  frequency: z.string().optional(),
  paymentDueDateOffset: z.int().optional(),
  timeZone: z.string().optional(),
});

const monthly = ['month', 'monthly'];
const lastDay = 31;
const latestDueDays = 365;

const isZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
};

/** Refuses a cycle that no bill could be made by. `billingDateShift` is the day of the month; 31 is its last day. */
export const assertCycle = (cycle: object): void => {
  const { billingDateShift, frequency, paymentDueDateOffset, timeZone } = Cycle.parse(cycle);
  const faults = [
    ...(billingDateShift !== undefined && (billingDateShift < 1 || billingDateShift > lastDay)
      ? [`billingDateShift is the day of the month, 1 to ${lastDay}, not ${billingDateShift}`]
      : []),
    ...(frequency !== undefined && !monthly.includes(frequency)
      ? [`frequency: ${frequency} is not billed; there is ${monthly.join(', ')}`]
      : []),
    ...(paymentDueDateOffset !== undefined &&
    (paymentDueDateOffset < 0 || paymentDueDateOffset > latestDueDays)
      ? [`paymentDueDateOffset is 0 to ${latestDueDays} days, not ${paymentDueDateOffset}`]
      : []),
    ...(timeZone !== undefined && !isZone(timeZone)
      ? [`timeZone: ${timeZone} is no time zone that we know`]
      : []),
  ];
  if (faults.length > 0) throw badRequest(faults[0] ?? '', faults);
};
