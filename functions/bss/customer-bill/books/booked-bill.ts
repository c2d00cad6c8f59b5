import { HiddenBill } from '../bill-body.ts';
import { Credited } from '../credit-note.ts';
import type { OwnBill } from '../customer-bill.ts';
import type { Line } from '../engine/line.ts';
import { linesOf } from '../engine/packed.ts';

/** A bill with what it keeps, read for the books. */
export interface BookedBill {
  readonly value: OwnBill;
  readonly hidden: HiddenBill;
  readonly lines: readonly Line[];
  readonly credited: { readonly creditedMicros: number; readonly creditedOpenMicros: number };
}

export const bookedBill = (stored: {
  readonly value: OwnBill;
  readonly hidden: Readonly<Record<string, unknown>>;
}): BookedBill => {
  const hidden = HiddenBill.parse(stored.hidden);
  return {
    value: stored.value,
    hidden,
    lines: linesOf(hidden),
    credited: Credited.parse(stored.hidden),
  };
};
