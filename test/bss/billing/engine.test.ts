import { describe, expect, it } from '@jest/globals';
import {
  calendar,
  cycleDate,
  monthOfDate,
} from '../../../functions/bss/customer-bill/engine/calendar.ts';
import { microsOf } from '../../../functions/kernel/money.ts';
import {
  aBook,
  amounts,
  anAccount,
  aPrice,
  aProduct,
  aSnapshot,
  billFor,
  billsFor,
  euro,
  ms,
} from './given.ts';

const terms = { cycleDay: 1, timeZone: 'UTC', dueDays: 14, exemptions: [] };
const active = (at: string, offering = 'fibre', version = 1) =>
  aSnapshot(version, at, { offering, name: offering });

describe('the cycle day', () => {
  it('31 is the last day of a short month and 31 again afterwards', () => {
    const months = ['2026-01-01', '2026-02-01', '2026-03-01', '2026-04-01'].map(monthOfDate);
    expect(months.map((month) => cycleDate(31, month))).toEqual([
      '2026-01-31',
      '2026-02-28',
      '2026-03-31',
      '2026-04-30',
    ]);
  });

  it('begins at midnight where the customer is, in summer and in winter', () => {
    const start = (date: string) =>
      new Date(calendar().start('Europe/Brussels', 1, monthOfDate(date))).toISOString();
    expect([start('2026-03-01'), start('2026-04-01')]).toEqual([
      '2026-02-28T23:00:00.000Z',
      '2026-03-31T22:00:00.000Z',
    ]);
  });

  it('finds the cycle of a moment just before and just after midnight there', () => {
    const { monthOf } = calendar();
    expect(monthOf('Europe/Brussels', 1, ms('2026-03-31T21:59:59Z'))).toBe(
      monthOfDate('2026-03-01'),
    );
    expect(monthOf('Europe/Brussels', 1, ms('2026-03-31T22:00:00Z'))).toBe(
      monthOfDate('2026-04-01'),
    );
    expect(monthOf('Pacific/Kiritimati', 1, ms('2026-03-31T10:00:00Z'))).toBe(
      monthOfDate('2026-04-01'),
    );
  });
});

describe('recurring charges', () => {
  const account = anAccount({
    subscriptions: [aProduct('prd-1', active('2026-04-16T00:00:00Z'))],
  });

  it('start with the product, by exact time, and are charged a cycle ahead', () => {
    const [april] = billsFor(['2026-04-01'], () => ({ account }));
    expect(april && amounts(april)).toEqual([10, 20]);
    expect(
      april?.lines.map(({ period }) => period.map((at) => new Date(at).toISOString().slice(0, 10))),
    ).toEqual([
      ['2026-04-16', '2026-05-01'],
      ['2026-05-01', '2026-06-01'],
    ]);
  });

  it('come after the cycle where the price says so', () => {
    const book = aBook({ fibre: [aPrice('later', { mode: 'arrears' })] });
    const bills = billsFor(['2026-04-01', '2026-05-01'], () => ({ account, book }));
    expect(bills.map(amounts)).toEqual([[10], [20]]);
  });

  it('are split at a change of plan: the published vector, $20 a month changed half-way, +15 and -10', () => {
    const book = aBook({
      basic: [aPrice('basic-month')],
      premium: [aPrice('premium-month', { micros: microsOf(30) })],
    });
    const before = aProduct('prd-1', active('2026-03-11T00:00:00Z', 'basic'));
    const after = aProduct(
      'prd-1',
      active('2026-03-11T00:00:00Z', 'basic'),
      active('2026-04-26T00:00:00Z', 'premium', 2),
    );
    const on11 = { ...terms, cycleDay: 11 };
    const bills = billsFor(['2026-03-01', '2026-04-01'], (date) => ({
      book,
      account: anAccount({
        terms: on11,
        subscriptions: [date === '2026-03-01' ? before : after],
      }),
    }));
    expect(bills.map(amounts)).toEqual([
      [20, 20],
      [-10, 15, 30],
    ]);
  });

  it('end with the product: what was charged ahead comes back by exact time', () => {
    const ended = aProduct(
      'prd-1',
      active('2026-04-01T00:00:00Z'),
      aSnapshot(2, '2026-05-11T00:00:00Z', {
        status: 'terminated',
        endMs: ms('2026-05-11T00:00:00Z'),
      }),
    );
    const bills = billsFor(['2026-04-01', '2026-05-01', '2026-06-01'], (date) => ({
      account:
        date === '2026-04-01'
          ? anAccount({ subscriptions: [aProduct('prd-1', active('2026-04-01T00:00:00Z'))] })
          : anAccount({ subscriptions: [ended] }),
    }));
    const back = -20 + Math.round((20 * 10 * 1e6) / 31) / 1e6;
    expect(bills.map(amounts)).toEqual([[20, 20], [back], []]);
  });

  it('go on while a product is suspended, unless the price is for active ones alone', () => {
    const suspended = aProduct(
      'prd-1',
      active('2026-04-01T00:00:00Z'),
      aSnapshot(2, '2026-04-16T00:00:00Z', {
        status: 'suspended',
        offering: 'fibre',
        name: 'fibre',
      }),
    );
    const given = anAccount({ subscriptions: [suspended] });
    expect(amounts(billFor('2026-04-01', { account: given }))).toEqual([20, 20]);
    const book = aBook({
      fibre: [aPrice('active', { conditions: [{ name: 'status', values: ['active'] }] })],
    });
    expect(amounts(billFor('2026-04-01', { account: given, book }))).toEqual([10]);
  });

  it('follow a new version of the price from its day on', () => {
    const book = aBook({
      fibre: [
        aPrice(
          'month',
          {},
          { item: 2, version: '2.0', fromMs: ms('2026-05-16T12:00:00Z'), micros: microsOf(31) },
        ),
      ],
    });
    const given = anAccount({ subscriptions: [aProduct('prd-1', active('2026-04-01T00:00:00Z'))] });
    expect(amounts(billFor('2026-04-01', { account: given, book }))).toEqual([20, 10, 15.5]);
  });

  it('of a year are charged once a year, ahead, from the cycle in which the product began', () => {
    const book = aBook({ fibre: [aPrice('year', { months: 12, micros: microsOf(120) })] });
    const given = anAccount({ subscriptions: [aProduct('prd-1', active('2026-04-01T00:00:00Z'))] });
    const bills = billsFor(
      ['2026-04-01', '2026-05-01', '2027-02-01', '2027-03-01', '2027-04-01'],
      () => ({ account: given, book }),
    );
    expect(bills.map(amounts)).toEqual([[120], [], [], [120], []]);
  });

  it('charge a day of 23 hours its share of the month, not of the days', () => {
    const inBrussels = anAccount({
      terms: { ...terms, timeZone: 'Europe/Brussels' },
      subscriptions: [aProduct('prd-1', active('2026-03-29T22:00:00Z'))],
    });
    const [march] = billFor('2026-03-01', { account: inBrussels }).lines;
    expect(march?.exactMicros).toBe(Math.round((20e6 * 48) / (31 * 24 - 1)));
  });

  it('come to light late and are charged then, each once', () => {
    const late = anAccount({ subscriptions: [aProduct('prd-1', active('2026-04-01T00:00:00Z'))] });
    const bills = billsFor(['2026-04-01', '2026-05-01', '2026-06-01', '2026-07-01'], (date) => ({
      account: date < '2026-07-01' ? anAccount() : late,
    }));
    expect(bills.map(amounts)).toEqual([[], [], [], [20, 20, 20, 20, 20]]);
  });
});

describe('one-time charges', () => {
  const book = aBook({
    fibre: [aPrice('activation', { type: 'oneTime', micros: microsOf(49), name: 'activation' })],
  });
  it('stand on the first bill alone', () => {
    const account = anAccount({
      subscriptions: [aProduct('prd-1', active('2026-04-16T00:00:00Z'))],
    });
    const bills = billsFor(['2026-04-01', '2026-05-01'], () => ({ account, book }));
    expect(bills.map(amounts)).toEqual([[49], []]);
  });
});

describe('usage', () => {
  const usage = (version: number, amountMicros: number, quantity: number) => ({
    subscription: 'prd-1',
    fromMs: ms('2026-04-01T00:00:00Z'),
    toMs: ms('2026-05-01T00:00:00Z'),
    version,
    currency: 'EUR',
    lines: [
      {
        key: 'voice|be|1',
        name: 'Calls in Belgium',
        usageType: 'voice' as const,
        quantity,
        unit: 's',
        records: quantity,
        amountMicros,
        priceId: 'pop-1',
        priceVersion: '1.0',
      },
    ],
  });
  it('is billed by its totals; what came late and what was rated anew is billed next time', () => {
    const bills = billsFor(['2026-04-01', '2026-05-01', '2026-06-01'], (date) => ({
      account: anAccount({
        usage: [
          date === '2026-04-01'
            ? usage(3, 1_234_567, 100)
            : date === '2026-05-01'
              ? usage(4, 2_000_000, 160)
              : usage(5, 1_500_000, 160),
        ],
      }),
    }));
    expect(bills.map(amounts)).toEqual([[1.234567], [0.765433], [-0.5]]);
  });
});

describe('discounts', () => {
  const account = anAccount({ subscriptions: [aProduct('prd-1', active('2026-04-01T00:00:00Z'))] });
  it('come in order, each from what those before it left', () => {
    const book = aBook({
      fibre: [
        aPrice('month'),
        aPrice('less', { type: 'discount', hundredths: 1_000, name: 'less' }),
      ],
    });
    const promotions = [
      {
        id: 'pro-2',
        name: 'Two off',
        priority: 2,
        fromMs: 0,
        any: false,
        groups: [],
        fixedMicros: microsOf(2),
      },
      {
        id: 'pro-1',
        name: 'Half',
        priority: 1,
        fromMs: 0,
        any: false,
        groups: [],
        hundredths: 5_000,
      },
    ];
    const bill = billFor('2026-04-01', { account, book, promotions });
    expect(amounts(bill)).toEqual([20, 20, -4, -18, -2]);
  });

  it('hold for the months that they name', () => {
    const promotions = [
      {
        id: 'pro-1',
        name: 'First month free',
        priority: 1,
        fromMs: 0,
        any: false,
        hundredths: 10_000,
        groups: [
          { any: false, criteria: [{ parameter: 'monthsActive', operator: 'lt', value: '1' }] },
        ],
      },
    ];
    const bills = billsFor(['2026-04-01', '2026-05-01'], () => ({ account, promotions }));
    expect(bills.map(amounts)).toEqual([[20, 20, -20], [20]]);
  });
});

describe('a commitment', () => {
  it('charges what is missing to it, for the part of the cycle in which it holds', () => {
    const commitment = {
      id: 'agr-1',
      name: 'Minimum',
      micros: microsOf(30),
      fromMs: ms('2026-04-16T00:00:00Z'),
    };
    expect(
      amounts(billFor('2026-04-01', { account: anAccount({ commitments: [commitment] }) })),
    ).toEqual([15]);
    const more = anAccount({
      commitments: [commitment],
      subscriptions: [aProduct('prd-1', active('2026-04-01T00:00:00Z'))],
    });
    expect(amounts(billFor('2026-04-01', { account: more }))).toEqual([20, 20]);
  });
});

describe('tax', () => {
  const account = anAccount({ subscriptions: [aProduct('prd-1', active('2026-04-01T00:00:00Z'))] });
  const at = (more: object) =>
    billFor('2026-04-01', { account: { ...account, terms: { ...terms, ...more } } });
  it('is that of the place and the date', () => {
    expect(at({}).taxMicros).toBe(microsOf(8.4));
    expect(at({ country: 'ES' }).taxMicros).toBe(microsOf(8.4));
    expect(at({ country: 'ES', postCode: '35001' }).taxMicros).toBe(0);
    expect(at({ country: 'HU' }).taxMicros).toBe(microsOf(10.8));
  });
  it('is not charged with a certificate of the place that is valid then', () => {
    const exemptions = [
      { certificate: 'E-1', reason: 'Reverse charge', jurisdiction: 'BE', fromMs: 0 },
    ];
    expect(at({ exemptions }).taxMicros).toBe(0);
    expect(at({ exemptions, country: 'HU' }).taxMicros).toBe(microsOf(10.8));
  });
  it('without a rule is an error, so that the bill is held', () => {
    expect(() => at({ country: 'XX' })).toThrow('no tax rule for XX');
  });
});

describe('rounding', () => {
  const three = (rounding: 'line' | 'document') => {
    const book = aBook({
      fibre: ['a', 'b', 'c'].map((id) =>
        aPrice(id, { micros: microsOf(0.333333), mode: 'arrears' }),
      ),
    });
    const account = anAccount({
      subscriptions: [aProduct('prd-1', active('2026-01-01T00:00:00Z'))],
    });
    return billsFor(['2026-01-01', '2026-02-01', '2026-03-01', '2026-04-01', '2026-05-01'], () => ({
      account,
      book,
      rules: { ...euro, rounding },
    }));
  };
  it('per line and per document differ on the bill, and neither loses anything over the bills', () => {
    const nets = (rounding: 'line' | 'document') =>
      three(rounding).map(({ netMicros }) => netMicros / 1e4);
    expect(nets('document')).toEqual([100, 100, 100, 100, 100]);
    expect(nets('line')).toEqual(
      [99, 100, 100, 100, 100].map((coins, index) => (index === 0 ? coins : coins)),
    );
  });
});

describe('credit', () => {
  it('pays bills as far as it goes', () => {
    const account = anAccount({
      subscriptions: [aProduct('prd-1', active('2026-04-01T00:00:00Z'))],
      credits: [{ id: 'pay-1', name: 'Paid too much', micros: microsOf(60) }],
    });
    const bills = billsFor(['2026-04-01', '2026-05-01', '2026-06-01'], () => ({ account }));
    expect(bills.map(({ dueMicros }) => dueMicros / 1e6)).toEqual([0, 12.6, 24.2]);
  });

  it('comes of a bill below zero, and the next bill uses it up', () => {
    const usage = (amountMicros: number) => [
      {
        subscription: 'prd-2',
        fromMs: ms('2026-03-01T00:00:00Z'),
        toMs: ms('2026-04-01T00:00:00Z'),
        version: 1,
        currency: 'EUR',
        lines: [
          {
            key: 'k',
            name: 'Calls',
            usageType: 'voice' as const,
            quantity: 1,
            unit: 's',
            records: 1,
            amountMicros,
            priceId: 'p',
            priceVersion: '1',
          },
        ],
      },
    ];
    const bills = billsFor(['2026-03-01', '2026-04-01', '2026-05-01'], (date) => ({
      account: anAccount({
        usage: usage(date === '2026-03-01' ? microsOf(10) : 0),
        subscriptions:
          date === '2026-05-01' ? [aProduct('prd-1', active('2026-05-01T00:00:00Z'))] : [],
      }),
    }));
    expect(bills.map(({ totalMicros, dueMicros }) => [totalMicros / 1e6, dueMicros / 1e6])).toEqual(
      [
        [12.1, 12.1],
        [-12.1, 0],
        [48.4, 36.3],
      ],
    );
  });
});

describe('a fee of dunning', () => {
  const fee = (id: string, at: string, currency = 'EUR') => ({
    id,
    reason: 'reminder',
    micros: microsOf(5),
    currency,
    atMs: ms(at),
  });
  const months = ['2026-03-01', '2026-04-01', '2026-05-01'];
  const dues = (fees: (date: string) => readonly ReturnType<typeof fee>[]) =>
    billsFor(months, (date) => ({ account: anAccount({ fees: fees(date) }) })).map(
      ({ lines, taxMicros, dueMicros }) => [lines.length, taxMicros, dueMicros / 1e6],
    );

  it('is on the next bill, once, without tax', () => {
    const fees = [fee('a', '2026-03-10T00:00:00Z'), fee('b', '2026-04-30T23:59:59Z')];
    expect(dues(() => fees)).toEqual([
      [1, 0, 5],
      [1, 0, 5],
      [0, 0, 0],
    ]);
  });

  it('that is heard of late is on the bill after, and changes no other', () => {
    const [early, late] = [fee('a', '2026-04-02T00:00:00Z'), fee('b', '2026-03-10T00:00:00Z')];
    expect(dues((date) => (date === '2026-05-01' ? [late, early] : [early]))).toEqual([
      [0, 0, 0],
      [1, 0, 5],
      [1, 0, 5],
    ]);
  });

  it('is off no discount and counts to no promised minimum; in another currency it is on no bill', () => {
    const account = anAccount({
      fees: [fee('a', '2026-03-10T00:00:00Z'), fee('b', '2026-03-10T00:00:00Z', 'USD')],
      commitments: [{ id: 'agr', name: 'Minimum', micros: microsOf(20), fromMs: 0 }],
    });
    expect(amounts(billFor('2026-03-01', { account }))).toEqual([20, 5]);
  });
});
