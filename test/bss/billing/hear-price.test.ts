import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hearPrice } from '../../../functions/bss/customer-bill/hear/catalogue.ts';
import type { PriceRow } from '../../../functions/bss/customer-bill/kept/billed-catalogue.ts';
import { aBook, anAccount, aProduct, aSnapshot, billsFor, ms } from './given.ts';

/** What each version of the price costs, the first version first. */
type Costs = readonly number[];

const days = ['2026-03-01', '2026-04-11', '2026-05-06', '2026-05-20', '2026-06-03'] as const;

const heard = (costs: Costs, order: readonly number[]): PriceRow | undefined =>
  order.reduce<PriceRow | undefined>(
    (before, index) =>
      hearPrice(
        before,
        { id: 'pop-1', priceType: 'recurring', price: { unit: 'EUR', value: costs[index] ?? 0 } },
        index + 1,
        ms(`${days[index]}T00:00:00Z`),
      ),
    undefined,
  );

const bills = (price: PriceRow | undefined) =>
  billsFor(['2026-04-01', '2026-05-01', '2026-06-01'], () => ({
    account: anAccount({
      subscriptions: [aProduct('prd-1', aSnapshot(1, '2026-04-03T00:00:00Z'))],
    }),
    book: aBook({ fibre: price === undefined ? [] : [price] }),
  })).map(({ lines }) => lines);

const inTurn = (costs: Costs): readonly number[] => costs.map((_, index) => index);

describe('a price of the catalogue', () => {
  it('goes back to what it was, though the change between is heard last', () => {
    const costs = [20, 30, 20];
    const price = heard(costs, [0, 2, 1]);
    expect(price?.versions.map(({ item, micros }) => [item, micros])).toEqual([
      [1, 20_000_000],
      [2, 30_000_000],
      [3, 20_000_000],
    ]);
    expect(bills(price)).toEqual(bills(heard(costs, [0, 1, 2])));
  });

  it('makes the same bills in whatever order its versions come, each once or more often', () => {
    const cases = fc
      .array(fc.constantFrom(20, 30, 40), { minLength: 1, maxLength: days.length })
      .chain((costs) =>
        fc.record({
          costs: fc.constant(costs),
          order: fc.shuffledSubarray([...inTurn(costs)], { minLength: costs.length }),
          again: fc.array(fc.nat(costs.length - 1), { maxLength: 3 }),
        }),
      );
    fc.assert(
      fc.property(cases, ({ costs, order, again }) => {
        const other = heard(costs, [...order, ...again]);
        const first = heard(costs, inTurn(costs));
        expect(other).toEqual(first);
        expect(bills(other)).toEqual(bills(first));
      }),
    );
  });

  it('has no version more where nothing that a bill depends on changes', () => {
    expect(heard([20, 20, 20], [2, 0, 1])?.versions).toHaveLength(1);
  });
});
