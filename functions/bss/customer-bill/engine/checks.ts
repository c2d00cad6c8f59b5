import { sum } from '../../../kernel/money.ts';
import type { Bill } from './bill.ts';
import type { Carry } from './carry.ts';

/** From where on a bill is odd. */
export interface CheckLimits {
  readonly hugeMicros: number;
  /** Percent of the usual total that a bill may be off, once there are enough bills to know what is usual. */
  readonly usualPercent: number;
  /** Differences below this are nobody's concern. */
  readonly usualMicros: number;
}

const billsToKnow = 2;

/** Why a bill must be looked at before it goes out; nothing where it may go. */
export const oddities = (bill: Bill, before: Carry, limits: CheckLimits): readonly string[] => {
  const { totalMicros } = bill;
  const usual =
    before.totals.length < billsToKnow
      ? undefined
      : Math.round(sum(before.totals) / before.totals.length);
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
