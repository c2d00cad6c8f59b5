import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Snapshot } from '../../../functions/bss/customer-bill/engine/account.ts';
import { priceEffect } from '../../../functions/bss/customer-bill/engine/as-if-priced.ts';
import type { Bill } from '../../../functions/bss/customer-bill/engine/bill.ts';
import { cycleOf } from '../../../functions/bss/customer-bill/engine/bill.ts';
import { calendar, monthOfDate } from '../../../functions/bss/customer-bill/engine/calendar.ts';
import { nothingBilled } from '../../../functions/bss/customer-bill/engine/carry.ts';
import { apportioned } from '../../../functions/bss/customer-bill/engine/rounding.ts';
import { rounded, sum } from '../../../functions/kernel/money.ts';
import {
  aBook,
  anAccount,
  aPrice,
  aProduct,
  aSnapshot,
  billsFor,
  euro,
  type Given,
  ms,
} from './given.ts';

const months = ['2026-01-01', '2026-02-01', '2026-03-01', '2026-04-01', '2026-05-01'];
const zones = ['UTC', 'Europe/Brussels', 'America/St_Johns', 'Pacific/Apia', 'Asia/Kolkata'];
const firstMs = ms('2026-01-02T00:00:00Z');
const lastMs = ms('2026-06-20T00:00:00Z');

const moments = fc.uniqueArray(fc.integer({ min: firstMs, max: lastMs }), {
  minLength: 1,
  maxLength: 8,
});
const terms = fc.record({
  cycleDay: fc.integer({ min: 1, max: 31 }),
  timeZone: fc.constantFrom(...zones),
  dueDays: fc.constant(14),
  exemptions: fc.constant([]),
});
const prices = fc.record({
  a: fc.integer({ min: 0, max: 99_999_999 }),
  b: fc.integer({ min: 0, max: 99_999_999 }),
  mode: fc.constantFrom('advance' as const, 'arrears' as const),
  rounding: fc.constantFrom('line' as const, 'document' as const),
});

/** A product that changes its plan, or is suspended, at each of the moments. */
const changing = (at: readonly number[], kinds: readonly number[]): readonly Snapshot[] =>
  at
    .toSorted((a, b) => a - b)
    .map((atMs, index) => {
      const kind = kinds[index % kinds.length] ?? 0;
      return {
        ...aSnapshot(index + 1, '2026-01-01T00:00:00Z'),
        atMs,
        offering: kind % 2 === 0 ? 'a' : 'b',
        status: kind === 2 && index > 0 ? 'suspended' : 'active',
      };
    });

const bookOf = (a: number, b: number, mode: 'advance' | 'arrears') =>
  aBook({ a: [aPrice('pa', { micros: a, mode })], b: [aPrice('pb', { micros: b, mode })] });

const exactSum = (bills: readonly Bill[]): number =>
  sum(bills.flatMap(({ lines }) => lines.map(({ exactMicros }) => exactMicros)));

const kinds = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 5 });

describe('the laws of a bill', () => {
  it('parts add up: lines to the bill, taxes to the tax, what rounding leaves to the next bill', () => {
    fc.assert(
      fc.property(moments, kinds, terms, prices, (at, each, of, { a, b, mode, rounding }) => {
        const account = anAccount({
          terms: of,
          subscriptions: [aProduct('p', ...changing(at, each))],
        });
        const bills = billsFor(months, () => ({
          account,
          book: bookOf(a, b, mode),
          rules: { ...euro, rounding },
        }));
        for (const bill of bills) {
          expect(sum(bill.lines.map(({ netMicros }) => netMicros))).toBe(bill.netMicros);
          expect(sum(bill.lines.map(({ taxMicros }) => taxMicros))).toBe(bill.taxMicros);
          expect(Math.abs(bill.netMicros % 10_000)).toBe(0);
          const exact = sum(
            bill.lines
              .filter(({ why }) => why.rule !== 'rounding')
              .map(({ exactMicros }) => exactMicros),
          );
          expect(exact + bill.roundingBeforeMicros).toBe(
            bill.netMicros + bill.carry.roundingMicros,
          );
          expect(Math.abs(bill.carry.roundingMicros)).toBeLessThan(10_000);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('proration over any split equals the whole', () => {
    fc.assert(
      fc.property(moments, terms, prices, (at, of, { a, mode }) => {
        const [first = firstMs] = at.toSorted((x, y) => x - y);
        const whole = [{ ...aSnapshot(1, '2026-01-01T00:00:00Z'), atMs: first, offering: 'a' }];
        const bookSame = bookOf(a, a, mode);
        const total = (snapshots: readonly Snapshot[]): number =>
          exactSum(
            billsFor(months, () => ({
              account: anAccount({ terms: of, subscriptions: [aProduct('p', ...snapshots)] }),
              book: bookSame,
            })),
          );
        expect(total(changing(at, [0, 1]))).toBe(total(whole));
      }),
      { numRuns: 300 },
    );
  });

  it('the order in which events came does not change a bill', () => {
    fc.assert(
      fc.property(
        moments,
        kinds,
        terms,
        fc.integer(),
        prices,
        (at, each, of, seed, { a, b, mode }) => {
          const snapshots = changing(at, each);
          const shuffled = snapshots.toSorted(
            (x, y) => ((x.version * seed) % 7) - ((y.version * seed) % 7),
          );
          const bills = (given: readonly Snapshot[]) =>
            JSON.stringify(
              billsFor(months, () => ({
                account: anAccount({ terms: of, subscriptions: [aProduct('p', ...given)] }),
                book: bookOf(a, b, mode),
              })),
            );
          expect(bills(shuffled)).toBe(bills(snapshots));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('what is known a cycle late comes to the same in the end', () => {
    fc.assert(
      fc.property(moments, kinds, terms, prices, (at, each, of, { a, b, mode }) => {
        const snapshots = changing(at, each);
        const given = (known: readonly Snapshot[]): Given => ({
          account: anAccount({
            terms: of,
            subscriptions: known.length === 0 ? [] : [aProduct('p', ...known)],
          }),
          book: bookOf(a, b, mode),
        });
        const inTime = billsFor([...months, '2026-06-01', '2026-07-01'], () => given(snapshots));
        const late = billsFor([...months, '2026-06-01', '2026-07-01'], (date) =>
          given(
            snapshots.filter(({ atMs }) => date === '2026-07-01' || atMs < ms(`${date}T00:00:00Z`)),
          ),
        );
        expect(exactSum(late)).toBe(exactSum(inTime));
      }),
      { numRuns: 300 },
    );
  });

  it('billing again from the same changes nothing, and billing the same cycle after itself charges nothing', () => {
    fc.assert(
      fc.property(moments, kinds, terms, prices, (at, each, of, { a, b, mode }) => {
        const account = anAccount({
          terms: of,
          subscriptions: [aProduct('p', ...changing(at, each))],
        });
        const given = { account, book: bookOf(a, b, mode) };
        const once = billsFor(['2026-03-01'], () => given);
        expect(billsFor(['2026-03-01'], () => given)).toEqual(once);
        expect(billsFor(['2026-03-01', '2026-03-01'], () => given)[1]?.lines).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('rounding loses nothing in sum: parts are whole coins, each within a coin, and add up', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -9_999_999, max: 9_999_999 }), { minLength: 1, maxLength: 40 }),
        (exact) => {
          const total = rounded(sum(exact), 10_000);
          const parts = apportioned(exact, total, 10_000);
          expect(sum(parts)).toBe(total);
          parts.forEach((part, index) => {
            expect(Math.abs(part - (exact[index] ?? 0))).toBeLessThan(10_001);
          });
        },
      ),
      { numRuns: 500 },
    );
  });

  it('what a change of prices would do is what is billed where they have always been the new ones', () => {
    const month = '2026-04-01';
    const upTo = months.slice(0, months.indexOf(month));
    const lined = { ...euro, rounding: 'line' as const };
    const days = calendar();
    const bookWith = (micros: number, mode: 'advance' | 'arrears') => {
      const less = aPrice('less', { type: 'discount', hundredths: 1_500, name: 'less' });
      const once = aPrice('once', { type: 'oneTime', micros: 7_000_000 });
      return aBook({
        a: [aPrice('pa', { micros, mode }), once],
        b: [aPrice('pb', { micros: 12_340_000, mode }), less],
      });
    };
    fc.assert(
      fc.property(moments, kinds, terms, prices, (at, each, of, { a, b, mode }) => {
        const account = anAccount({
          terms: of,
          subscriptions: [aProduct('p', ...changing(at, each))],
          commitments: [{ id: 'agr', name: 'Minimum', micros: 9_000_000, fromMs: 0 }],
        });
        const billed = (micros: number, dates: readonly string[]) =>
          billsFor(dates, () => ({ account, rules: lined, book: bookWith(micros, mode) }));
        const real = { before: billed(a, [...upTo, month]), after: billed(b, [...upTo, month]) };
        const { before, after } = priceEffect(
          {
            account,
            rules: lined,
            promotions: [],
            calendar: days,
            book: bookWith(a, mode),
            cycle: cycleOf(days, account, monthOfDate(month)),
            carry: billed(a, upTo).at(-1)?.carry ?? nothingBilled,
          },
          [{ price: 'pa', micros: b }],
        );
        expect(before).toEqual(real.before.at(-1));
        const exact = (bill: Bill | undefined) =>
          (bill?.lines ?? [])
            .filter(({ why }) => why.rule !== 'rounding')
            .map(({ name, period, exactMicros, why }) => ({ name, period, exactMicros, why }));
        expect(exact(after)).toEqual(exact(real.after.at(-1)));
        // What rounding left over before is the real bills' own: a coin, and its tax.
        const off = after.totalMicros - (real.after.at(-1)?.totalMicros ?? 0);
        expect(Math.abs(off)).toBeLessThanOrEqual(20_000);
      }),
      { numRuns: 200 },
    );
  });
});
