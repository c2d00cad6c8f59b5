import type { BooksFinding } from '../../../../schemas/billing/books-certificate.ts';
import { microsOf, sum } from '../../../kernel/money.ts';
import { HiddenBill } from '../bill-body.ts';
import { Credited } from '../credit-note.ts';
import type { OwnBill } from '../customer-bill.ts';
import type { Line } from '../engine/line.ts';
import { linesOf } from '../engine/packed.ts';
import { WrittenOff } from '../hear/collections.ts';

/** A bill with what it keeps, read for the books. */
export interface BookedBill {
  readonly value: OwnBill;
  readonly hidden: HiddenBill;
  readonly lines: readonly Line[];
  readonly credited: { readonly creditedMicros: number; readonly creditedOpenMicros: number };
  /** What was written off it. */
  readonly writtenOffMicros: number;
}

export const bookedBill = (stored: {
  readonly value: OwnBill;
  readonly hidden: Readonly<Record<string, unknown>>;
}): BookedBill => {
  const hidden = HiddenBill.parse(stored.hidden);
  return {
    value: stored.value,
    hidden,
    lines: linesOf(hidden.lines),
    credited: Credited.parse(stored.hidden),
    writtenOffMicros: sum(Object.values(WrittenOff.parse(stored.hidden).writtenOff)),
  };
};

/** Something that does not fit, and where. */
export const finding = (
  kind: BooksFinding['kind'],
  subject: string,
  text: string,
): BooksFinding => ({
  kind,
  subject,
  text,
});

/** The millionths of an amount; none where it is not there. */
export const microsIn = (money: { value?: number | undefined } | undefined): number =>
  microsOf(money?.value ?? 0);
