import { share, sum } from '../../../kernel/money.ts';
import type { Commitment } from './account.ts';
import type { Charge } from './line.ts';
import type { Cycle } from './recurring.ts';

/** What is missing to the amount promised for the cycle, for the part of it in which the promise holds. */
export const commitmentsOf = (
  commitments: readonly Commitment[],
  charges: readonly Charge[],
  { fromMs, toMs }: Cycle,
): readonly Charge[] => {
  let chargedMicros = sum(charges.map(({ micros }) => micros));
  return commitments.flatMap(({ id, name, micros, ...promised }) => {
    const from = Math.max(fromMs, promised.fromMs);
    const to = Math.min(toMs, promised.toMs ?? toMs);
    if (from >= to) return [];
    const committedMicros = share(micros, to - from, toMs - fromMs);
    const missing = committedMicros - chargedMicros;
    if (missing <= 0) return [];
    const charge = {
      name,
      period: [from, to],
      micros: missing,
      taxCategory: 'standard',
      why: { rule: 'commitment', agreement: id, committedMicros, chargedMicros },
    } as const;
    chargedMicros += missing;
    return charge;
  });
};
