import type { Bill } from './bill.ts';
import type { Carry } from './carry.ts';

/** From where on a bill is odd. */
export interface CheckLimits {
  readonly hugeMicros: number;
  /** Percent of a total that a bill may be off, once there are enough bills to know what is usual. */
  readonly usualPercent: number;
  /** Differences below this are nobody's concern. */
  readonly usualMicros: number;
}

const billsToKnow = 2;

/**
 * The total before that is nearest: a bill is unusual where it is far from each of the last. Their mean would make the third
 * bill of everybody odd whose first had an activation and two months on it.
 */
const nearest = (totals: readonly number[], to: number): number | undefined =>
  totals.length < billsToKnow
    ? undefined
    : totals.toSorted((one, other) => Math.abs(one - to) - Math.abs(other - to))[0];

/** Why a bill must be looked at before it goes out; nothing where it may go. */
export const oddities = (
  { totalMicros }: Pick<Bill, 'totalMicros'>,
  before: Pick<Carry, 'totals'>,
  limits: CheckLimits,
): readonly string[] => {
  const usual = nearest(before.totals, totalMicros);
  const off = usual === undefined ? 0 : Math.abs(totalMicros - usual);
  return [
    ...(totalMicros === 0 ? ['zero: the charges and credits of the bill come to nothing'] : []),
    ...(totalMicros < 0 ? ['negative: the bill gives more back than it charges'] : []),
    ...(totalMicros > limits.hugeMicros ? ['huge: the total is above the limit'] : []),
    ...(usual !== undefined &&
    off > limits.usualMicros &&
    off * 100 > Math.abs(usual) * limits.usualPercent
      ? ['unusual: the total is far from that of the months before']
      : []),
  ];
};
