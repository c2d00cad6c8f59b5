import type { BilledAccount } from './account.ts';
import type { Carry } from './carry.ts';
import type { Charge } from './line.ts';
import type { Cycle } from './recurring.ts';
import { outsideScope } from './tax.ts';

/**
 * Fees of dunning that no bill has asked for yet, late ones too. A fee makes good a damage: it is no turnover, so no tax
 * is on it, no discount is off it, and it counts to no promised minimum.
 */
export const feesOf = (
  { fees = [] }: BilledAccount,
  currency: string,
  { fees: billed = [] }: Carry,
  { toMs }: Cycle,
): readonly Charge[] =>
  fees
    .filter((fee) => fee.atMs < toMs && fee.currency === currency && !billed.includes(fee.id))
    .map(({ id, reason, micros, atMs }) => ({
      name: `Fee: ${reason}`,
      period: [atMs, atMs],
      micros,
      taxCategory: outsideScope,
      why: { rule: 'fee', id, reason },
    }));

/** The fees that bills have asked for by now, left to the next bill. */
export const feesBilled = (
  { fees = [] }: Carry,
  charges: readonly Charge[],
): Pick<Carry, 'fees'> => {
  const now = charges.flatMap(({ why }) => (why.rule === 'fee' ? why.id : []));
  const all = [...fees, ...now];
  return all.length > 0 ? { fees: all } : {};
};
