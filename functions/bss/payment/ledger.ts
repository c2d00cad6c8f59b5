import * as z from 'zod';
import type { Instant } from '../../kernel/clock.ts';
import { sum } from '../../kernel/money.ts';

/** A bill as the payments see it. */
const Due = z.strictObject({
  id: z.string(),
  billNo: z.string().optional(),
  dueAt: z.string().optional(),
  /** What the bill asks for. @default - the bill is not known yet: a payment named it first */
  micros: z.int().optional(),
  /** What payments have given to it. */
  paid: z.int(),
  /** The version of the bill that this is from: an older one that comes later changes nothing. */
  version: z.int(),
  /** The version with which it was sent out first: a bill is collected once, whatever it goes through later. */
  sent: z.int().optional(),
  /** What was paid for it and went back: nobody is asked for that again by itself. */
  returned: z.int().optional(),
  /** False while nothing may be collected for it: held, disputed, or settled in another way. */
  open: z.boolean(),
  paymentMethod: z.string().optional(),
  /** The payment that is under way for it, and since when. */
  claim: z.strictObject({ payment: z.string(), at: z.string() }).optional(),
});
export type Due = z.infer<typeof Due>;

/**
 * Everything that was paid for one account in one currency, in millionths. It is one item, so that at any instant
 * captured - refunded = allocated + credit.
 */
export const Ledger = z.strictObject({
  id: z.string(),
  account: z.string(),
  party: z.string().optional(),
  currency: z.string(),
  bills: z.array(Due),
  captured: z.int(),
  refunded: z.int(),
  allocated: z.int(),
  credit: z.int(),
});
export type Ledger = z.infer<typeof Ledger>;

/** What part of a payment is for: a bill, or nothing yet, which makes it credit. */
export interface Allocation {
  readonly bill?: string;
  readonly micros: number;
}

export const emptyLedger = (id: string, account: string, currency: string): Ledger => ({
  id,
  account,
  currency,
  bills: [],
  captured: 0,
  refunded: 0,
  allocated: 0,
  credit: 0,
});

/** What of a bill is still to be paid. */
export const remainingOf = ({ micros, paid, open }: Due): number =>
  open ? Math.max(0, (micros ?? 0) - paid) : 0;

/** What of it may be collected without asking: not what went back to the payer. */
export const collectibleOf = (due: Due): number =>
  Math.max(0, remainingOf(due) - (due.returned ?? 0));

/** A bill due earlier is paid first; of two due at the same time, the one that was made first. */
const byAge = (a: Due, b: Due): number => {
  const [first, second] = [a, b].map(({ dueAt, id }) => `${dueAt ?? ''} ${id}`);
  return (first ?? '') < (second ?? '') ? -1 : 1;
};

/** The bills that still ask for money, the oldest first. */
export const openBills = (ledger: Ledger): readonly Due[] =>
  ledger.bills.filter((bill) => remainingOf(bill) > 0).toSorted(byAge);

/** Paid bills are remembered this long, so that a late event of theirs is known as old. */
const billsRemembered = 36;

const pruned = (bills: readonly Due[]): Due[] => {
  const closed = bills.filter((bill) => remainingOf(bill) === 0 && bill.micros !== undefined);
  const forgotten = new Set(
    closed.toSorted(byAge).slice(0, Math.max(0, closed.length - billsRemembered)),
  );
  return bills.filter((bill) => !forgotten.has(bill));
};

type Told = Omit<Due, 'paid' | 'claim' | 'returned'>;

/** The ledger with what an event tells of a bill. The newest version wins, whatever comes last. */
export const withBill = (ledger: Ledger, told: Told): Ledger => {
  const known = ledger.bills.find(({ id }) => id === told.id);
  if (known !== undefined && known.version >= told.version) return ledger;
  const sent = known?.sent ?? told.sent;
  const bill: Due = {
    ...known,
    ...told,
    paid: known?.paid ?? 0,
    ...(sent !== undefined && { sent }),
  };
  return {
    ...ledger,
    bills: pruned([...ledger.bills.filter(({ id }) => id !== told.id), bill]),
  };
};

/** How an amount is spread: over the named bills as named, else over the open ones, oldest first; what is left is credit. */
export const spread = (
  ledger: Ledger,
  micros: number,
  named: readonly { readonly bill: string; readonly micros?: number | undefined }[],
): readonly Allocation[] => {
  const wanted =
    named.length > 0
      ? named.map(({ bill, micros: asked }) => {
          const known = ledger.bills.find(({ id }) => id === bill);
          const most = known?.micros === undefined ? (asked ?? 0) : remainingOf(known);
          return { bill, micros: Math.min(asked ?? most, most) };
        })
      : openBills(ledger).map((bill) => ({ bill: bill.id, micros: remainingOf(bill) }));
  let left = micros;
  const parts: Allocation[] = [];
  for (const { bill, micros: asked } of wanted) {
    const given = Math.min(left, asked);
    if (given <= 0) continue;
    parts.push({ bill, micros: given });
    left -= given;
  }
  return left > 0 ? [...parts, { micros: left }] : parts;
};

const unknownBill = (id: string): Due => ({ id, paid: 0, version: 0, open: true });

/** Adds to what bills were paid, or takes from it where the amounts are negative. */
const booked = (ledger: Ledger, parts: readonly Allocation[]): Ledger => {
  const forBills = parts.filter(({ bill }) => bill !== undefined);
  const forgotten = forBills.filter(({ bill }) => !ledger.bills.some(({ id }) => id === bill));
  const bills = [
    ...ledger.bills,
    // A refund of a bill that is no longer remembered needs no row of its own.
    ...forgotten.flatMap(({ bill, micros }) =>
      bill === undefined || micros < 0 ? [] : unknownBill(bill),
    ),
  ].map((one) => {
    const own = sum(forBills.flatMap(({ bill, micros }) => (bill === one.id ? micros : [])));
    return {
      ...one,
      paid: one.paid + own,
      ...(own < 0 && { returned: (one.returned ?? 0) - own }),
    };
  });
  const allocated = sum(forBills.map(({ micros }) => micros));
  return {
    ...ledger,
    bills: pruned(bills),
    allocated: ledger.allocated + allocated,
    credit: ledger.credit + sum(parts.map(({ micros }) => micros)) - allocated,
  };
};

/** The ledger after a payment was captured and spread so. */
export const captured = (ledger: Ledger, parts: readonly Allocation[]): Ledger => {
  const after = booked(ledger, parts);
  return { ...after, captured: ledger.captured + sum(parts.map(({ micros }) => micros)) };
};

/** What an amount given back is taken from: first from what was credit, then from the bill that was paid last. */
export const takenBack = (
  parts: readonly Allocation[],
  micros: number,
): { readonly taken: readonly Allocation[]; readonly kept: readonly Allocation[] } => {
  let left = micros;
  const taken: Allocation[] = [];
  const kept: Allocation[] = [];
  const credit = parts.filter(({ bill }) => bill === undefined);
  const bills = parts.filter(({ bill }) => bill !== undefined);
  // What is left of each part is kept, be it nothing, in the order of the parts.
  for (const part of [...credit, ...bills.toReversed()]) {
    const given = Math.min(left, part.micros);
    left -= given;
    if (given > 0) taken.push({ ...part, micros: given });
    kept.unshift({ ...part, micros: part.micros - given });
  }
  return { taken, kept };
};

/** The ledger after part of a payment went back. */
export const refunded = (ledger: Ledger, taken: readonly Allocation[]): Ledger => {
  const after = booked(
    ledger,
    taken.map((part) => ({ ...part, micros: -part.micros })),
  );
  return { ...after, refunded: ledger.refunded + sum(taken.map(({ micros }) => micros)) };
};

/** The bills with a payment under way for them, as of now. */
export const claimed = (
  ledger: Ledger,
  bills: readonly string[],
  payment: string,
  at: Instant,
): Ledger => ({
  ...ledger,
  bills: ledger.bills.map((bill) =>
    bills.includes(bill.id) ? { ...bill, claim: { payment, at } } : bill,
  ),
});
