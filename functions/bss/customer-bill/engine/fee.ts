import type { BilledAccount, BillingRules } from './account.ts';
import type { Carry } from './carry.ts';
import type { Charge } from './line.ts';
import type { Cycle } from './recurring.ts';
import { outOfScope } from './tax.ts';

/** What reminders cost since the last bill. Each is charged once; a bill in another currency cannot charge it. */
export const feesOf = (
  { fees = [] }: BilledAccount,
  { currency }: BillingRules,
  carry: Carry,
  { toMs }: Cycle,
): readonly Charge[] =>
  fees
    .filter(({ id, atMs }) => atMs < toMs && !carry.fees?.includes(id))
    .map((fee) => {
      if (fee.currency !== currency)
        throw new RangeError(
          `${fee.id} is in ${fee.currency}, the account's bills are in ${currency}`,
        );
      return {
        name: fee.name,
        period: [fee.atMs, fee.atMs],
        micros: fee.micros,
        // A payment for being late is no supply: no tax is due on it.
        taxCategory: outOfScope,
        why: { rule: 'fee', id: fee.id, unitMicros: fee.micros },
      } as const;
    });

/** The fees that are charged by now. */
export const feesCharged = (carry: Carry, charges: readonly Charge[]): readonly string[] => [
  ...(carry.fees ?? []),
  ...charges.flatMap(({ why }) => (why.rule === 'fee' ? [why.id] : [])),
];
