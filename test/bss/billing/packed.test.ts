import { expect, it } from '@jest/globals';
import { carryOf, linesOf, packed } from '../../../functions/bss/customer-bill/engine/packed.ts';
import { microsOf } from '../../../functions/kernel/money.ts';
import { aBook, anAccount, aPrice, aProduct, aSnapshot, billsFor, euro, ms } from './given.ts';

it('a bill comes back from its packed form as it was, every kind of line', () => {
  const book = aBook({
    fibre: [
      aPrice('month', { micros: 333_333 }),
      aPrice('activation', { type: 'oneTime', micros: microsOf(49) }),
      aPrice('less', { type: 'discount', hundredths: 1_000, name: 'less' }),
    ],
  });
  const promotions = [
    {
      id: 'pro-1',
      name: 'Off',
      priority: 1,
      fromMs: 0,
      any: false,
      groups: [],
      fixedMicros: 1_000,
    },
  ];
  const account = anAccount({
    subscriptions: [
      aProduct('p', aSnapshot(1, '2026-01-03T00:00:00Z')),
      aProduct('q', aSnapshot(1, '2026-01-09T00:00:00Z')),
    ],
    fees: [
      {
        id: 'dun-1.1.fee',
        reason: 'fee',
        micros: microsOf(5),
        currency: 'EUR',
        atMs: ms('2026-01-20T00:00:00Z'),
      },
    ],
    commitments: [{ id: 'agr-1', name: 'Minimum', micros: microsOf(200), fromMs: 0 }],
    usage: [
      {
        subscription: 'p',
        fromMs: ms('2026-01-01T00:00:00Z'),
        toMs: ms('2026-02-01T00:00:00Z'),
        version: 1,
        currency: 'EUR',
        lines: [
          {
            key: 'k',
            name: 'Calls',
            usageType: 'sms',
            quantity: 2.5,
            unit: 's',
            records: 2,
            amountMicros: 77,
            priceId: 'x',
            priceVersion: '1',
          },
        ],
      },
    ],
  });
  const rules = { ...euro, rounding: 'line' } as const;
  const bills = billsFor(['2026-01-01', '2026-02-01', '2026-03-01', '2026-04-01'], () => ({
    account,
    book,
    promotions,
    rules,
  }));
  const kinds = bills.flatMap(({ lines }) => lines.map(({ why }) => why.rule));
  expect([...new Set(kinds)].sort()).toEqual([
    'commitment',
    'discount',
    'fee',
    'oneTime',
    'recurring',
    'usage',
  ]);
  for (const bill of bills) {
    const kept = JSON.parse(JSON.stringify(packed(bill.lines, bill.carry)));
    expect(linesOf(kept)).toEqual(bill.lines);
    expect(carryOf(kept)).toEqual(bill.carry);
  }
});
