import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Allocation, Ledger } from '../../functions/bss/payment/ledger.ts';
import {
  captured,
  collectibleOf,
  emptyLedger,
  openBills,
  refunded,
  remainingOf,
  spread,
  takenBack,
  withBill,
} from '../../functions/bss/payment/ledger.ts';

const bill = (
  id: string,
  micros: number,
  more: { version?: number; open?: boolean; dueAt?: string } = {},
) => ({
  id,
  micros,
  version: 1,
  open: true,
  dueAt: `2027-01-0${id}T00:00:00Z`,
  ...more,
});

const withBills = (...bills: ReturnType<typeof bill>[]): Ledger =>
  bills.reduce(withBill, emptyLedger('led', 'bacc', 'EUR'));

const total = (parts: readonly Allocation[]): number =>
  parts.reduce((sum, { micros }) => sum + micros, 0);

describe('a payment', () => {
  it('goes to the oldest bill first', () => {
    const ledger = withBills(bill('2', 200), bill('1', 100));
    expect(spread(ledger, 150, [])).toEqual([
      { bill: '1', micros: 100 },
      { bill: '2', micros: 50 },
    ]);
  });

  it('gives a named bill no more than is named or open, and keeps the rest as credit', () => {
    const ledger = withBills(bill('1', 100), bill('2', 200));
    expect(spread(ledger, 150, [{ bill: '2', micros: 120 }])).toEqual([
      { bill: '2', micros: 120 },
      { micros: 30 },
    ]);
    expect(spread(ledger, 250, [{ bill: '2' }])).toEqual([
      { bill: '2', micros: 200 },
      { micros: 50 },
    ]);
  });

  it('gives nothing to a bill that is held', () => {
    const ledger = withBills(bill('1', 100, { open: false }), bill('2', 200));
    expect(spread(ledger, 100, [])).toEqual([{ bill: '2', micros: 100 }]);
  });
});

describe('a bill', () => {
  it('is as its newest version says, whatever comes last', () => {
    const ledger = withBills(bill('1', 100, { version: 3, open: false }));
    expect(withBill(ledger, bill('1', 100, { version: 2 }))).toBe(ledger);
  });

  it('that is paid is forgotten in time, and its payment still counts', () => {
    const many = Array.from({ length: 100 }, (_, index) => `${1000 + index}`);
    const after = many.reduce(
      (ledger, id) => {
        const known = withBill(ledger, bill(id, 10, { dueAt: id }));
        return captured(known, spread(known, 10, []));
      },
      emptyLedger('led', 'bacc', 'EUR'),
    );
    expect(after).toMatchObject({ captured: 1000, allocated: 1000, credit: 0 });
    expect(after.bills.length).toBeLessThanOrEqual(36);
  });
});

describe('a refund', () => {
  it('takes credit first, then from the bill that was paid last', () => {
    const parts = [{ bill: '1', micros: 10 }, { bill: '2', micros: 20 }, { micros: 5 }];
    expect(takenBack(parts, 12)).toEqual({
      taken: [{ micros: 5 }, { bill: '2', micros: 7 }],
      kept: [{ bill: '1', micros: 10 }, { bill: '2', micros: 13 }, { micros: 0 }],
    });
  });
});

it('of which a part went back is not asked for that part again by itself', () => {
  const ledger = withBills(bill('1', 100));
  const paid = captured(ledger, [{ bill: '1', micros: 80 }]);
  const back = refunded(paid, [{ bill: '1', micros: 50 }]);
  const [due] = openBills(back);
  expect(due === undefined ? [] : [remainingOf(due), collectibleOf(due)]).toEqual([70, 20]);
});

const step = fc.oneof(
  fc.record({
    kind: fc.constant('bill' as const),
    id: fc.integer({ min: 1, max: 6 }),
    micros: fc.integer({ min: 0, max: 1000 }),
    version: fc.integer({ min: 1, max: 4 }),
    open: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('pay' as const),
    micros: fc.integer({ min: 1, max: 1500 }),
    named: fc.array(fc.record({ bill: fc.integer({ min: 1, max: 8 }).map(String) }), {
      maxLength: 3,
    }),
  }),
  fc.record({
    kind: fc.constant('refund' as const),
    payment: fc.nat(9),
    micros: fc.integer({ min: 1, max: 900 }),
  }),
);

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** A ledger and what its payments say, side by side: the two must never differ. */
interface Books {
  readonly ledger: Ledger;
  readonly payments: readonly (readonly Allocation[])[];
}

const paid = ({ ledger, payments }: Books, one: Extract<Step, { kind: 'pay' }>): Books => {
  const open = openBills(ledger).reduce((sum, each) => sum + remainingOf(each), 0);
  const parts = spread(ledger, one.micros, one.named);
  expect(total(parts)).toBe(one.micros);
  const forBills = total(parts.filter((part) => part.bill !== undefined));
  if (one.named.length === 0) expect(forBills).toBe(Math.min(open, one.micros));
  return { ledger: captured(ledger, parts), payments: [...payments, parts] };
};

const givenBack = (books: Books, one: Extract<Step, { kind: 'refund' }>): Books => {
  const parts = books.payments[one.payment];
  if (parts === undefined) return books;
  const { taken, kept } = takenBack(parts, Math.min(one.micros, total(parts)));
  expect(total(taken) + total(kept)).toBe(total(parts));
  return {
    ledger: refunded(books.ledger, taken),
    payments: books.payments.map((each, index) => (index === one.payment ? kept : each)),
  };
};

const stepped = (books: Books, one: Step): Books => {
  if (one.kind === 'pay') return paid(books, one);
  if (one.kind === 'refund') return givenBack(books, one);
  return {
    ...books,
    ledger: withBill(
      books.ledger,
      bill(String(one.id), one.micros, { version: one.version, open: one.open }),
    ),
  };
};

it('adds up at any instant: captured - refunded = allocated + credit, and so do the payments', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let books: Books = { ledger: emptyLedger('led', 'bacc', 'EUR'), payments: [] };
      for (const one of steps) {
        books = stepped(books, one);
        const { ledger, payments } = books;
        expect(ledger.captured - ledger.refunded).toBe(ledger.allocated + ledger.credit);
        expect(total(payments.flat())).toBe(ledger.allocated + ledger.credit);
        expect(total(payments.flat().filter((part) => part.bill === undefined))).toBe(
          ledger.credit,
        );
      }
    }),
    { numRuns: 500 },
  );
});
