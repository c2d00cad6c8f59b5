import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { billedUnits, costBetween } from '../../../functions/bss/usage/rating/charge.ts';
import { rolledOver } from '../../../functions/bss/usage/rating/meter.ts';
import { rate } from '../../../functions/bss/usage/rating/rate.ts';
import { aRecord, metersFor, once, perMinute, ratedOrThrow, tariffOf } from './tariffs.ts';

const eur = (micros: number): number => micros / 1_000_000;
const at = (text: string): number => Date.parse(text);

describe('increments and prices of a call', () => {
  it.each([
    [0, 0],
    [1, 60],
    [60, 60],
    [61, 61],
    [3600, 3600],
  ])('counts %i seconds as %i with 60/1', (units, billed) => {
    expect(
      billedUnits(
        [
          { from: 0, step: 60 },
          { from: 60, step: 1 },
        ],
        units,
      ),
    ).toBe(billed);
  });

  it('costs nothing where nobody answered, the connect fee included', () => {
    const { micros } = once({ rates: [perMinute(0.2, { connectFee: 0.1 })] }, { quantity: 0 });
    expect(micros).toBe(0);
  });

  it('adds the connect fee and a dearer first minute', () => {
    const rates = [
      {
        usageType: 'voice',
        per: 60,
        connectFee: 0.05,
        intervals: [
          { from: 0, price: 0.3 },
          { from: 60, price: 0.1 },
        ],
      },
    ];
    expect(eur(once({ rates }, { quantity: 180 }).micros)).toBe(0.55);
  });

  it('keeps a call within its least and its most', () => {
    const rates = [perMinute(0.6, { minimum: 0.1, maximum: 1 })];
    expect(eur(once({ rates }, { quantity: 1 }).micros)).toBe(0.1);
    expect(eur(once({ rates }, { quantity: 6000 }).micros)).toBe(1);
  });

  it('rounds by the method and decimals of the rate', () => {
    const rounding = (method: 'up' | 'down' | 'halfUp' | 'halfEven') =>
      eur(
        once({ rates: [perMinute(0.29, { rounding: { method, decimals: 2 } })] }, { quantity: 31 })
          .micros,
      );
    expect([rounding('up'), rounding('down'), rounding('halfUp'), rounding('halfEven')]).toEqual([
      0.15, 0.14, 0.15, 0.15,
    ]);
  });

  it('prices a million gigabytes exactly', () => {
    const rates = [{ usageType: 'data', price: 1.999999, per: 1_000_000_000 }];
    expect(once({ rates }, { kind: 1, quantity: 1_000_000_000_400_000 }).micros).toBe(
      1_999_999_000_800,
    );
  });
});

describe('zones and networks', () => {
  const terms = {
    zones: [
      { name: 'national', prefixes: ['32'] },
      { name: 'premium', prefixes: ['32900', '32901'] },
      { name: 'France', prefixes: ['33'] },
    ],
    homeNetworks: ['20601'],
    roaming: [{ name: 'EU', networks: ['208', '26201'] }],
    rates: [
      perMinute(0.1, { zone: 'national' }),
      perMinute(2, { zone: 'premium' }),
      perMinute(0.2, { zone: 'France' }),
      perMinute(0.3, { zone: 'France', roaming: 'EU' }),
    ],
  };
  const cost = (other: string, network = ''): number => eur(once(terms, { other, network }).micros);

  it('takes the longest beginning of the number, with or without its plus', () => {
    expect([cost('32470000002'), cost('+32900123456'), cost('0033123'), cost('3290')]).toEqual([
      0.1, 2, 0.2, 0.1,
    ]);
  });

  it('takes the roaming rate of the visited network', () => {
    expect([cost('3312', '20801'), cost('3312', '20601'), cost('3312', '26201')]).toEqual([
      0.3, 0.2, 0.3,
    ]);
  });

  it('names what has no rate, and then moves nothing', () => {
    const tariff = tariffOf(terms);
    const ask = (other: string, network: string) =>
      rate(tariff, metersFor(tariff), aRecord({ other, network }));
    expect([ask('4412', ''), ask('3312', '31026')]).toEqual([
      'noRate:voice:home:elsewhere:standard',
      'noRate:voice:network:31026',
    ]);
  });
});

describe('time bands', () => {
  const bands = [
    { name: 'night', days: ['fri'], from: '22:00', to: '06:00' },
    { name: 'weekend', days: ['sat', 'sun', 'holiday'], from: '00:00', to: '24:00' },
    { name: 'peak', days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '08:00', to: '20:00' },
  ];
  const terms = {
    holidays: ['2026-12-25'],
    bands,
    rates: [
      perMinute(1, { band: 'night' }),
      perMinute(2, { band: 'weekend' }),
      perMinute(4, { band: 'peak' }),
      perMinute(8),
    ],
  };
  const cost = (moment: string, quantity = 60): number =>
    eur(once(terms, { at: at(moment), quantity }).micros);

  it('follows the customer in summer and winter time', () => {
    expect(cost('2026-07-01T06:00:00Z')).toBe(4);
    expect(cost('2026-12-01T06:00:00Z')).toBe(8);
    expect(cost('2026-12-01T07:00:00Z')).toBe(4);
  });

  it('goes on past midnight on the day that it began', () => {
    expect(cost('2026-11-28T04:30:00Z')).toBe(1);
    expect(cost('2026-11-28T05:30:00Z')).toBe(2);
    expect(cost('2026-11-27T05:30:00Z')).toBe(8);
  });

  it('takes a public holiday for a holiday, whatever its weekday', () => {
    expect(cost('2026-12-25T10:00:00Z')).toBe(2);
    expect(cost('2026-12-24T10:00:00Z')).toBe(4);
  });

  it('splits a call at the border, and charges what passed, also over the hour that comes twice', () => {
    expect(cost('2026-12-01T06:59:00Z', 120)).toBe(12);
    // 25 October 2026, 01:00 UTC: 3:00 becomes 2:00. Saturday 23:00 to Monday 9:00 is 35 hours.
    expect(cost('2026-10-24T21:00:00Z', 35 * 3600)).toBe(
      (26 - 1 + 1) * 60 * 2 + 8 * 60 * 8 + 60 * 4,
    );
  });

  it('costs the same work for a minute and for an hour of one band', () => {
    const tariff = tariffOf(terms);
    const parts = (quantity: number) =>
      ratedOrThrow(tariff, metersFor(tariff), aRecord({ quantity })).parts.length;
    expect([parts(60), parts(3600)]).toEqual([1, 1]);
  });

  it('adds up: a call split anywhere costs what it costs whole', () => {
    const increments = [
      { from: 0, step: 60 },
      { from: 60, step: 1 },
    ];
    const tariff = tariffOf({
      ...terms,
      rates: terms.rates.map((one) => ({ ...one, increments, connectFee: 0.07 })),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: at('2026-03-27T00:00:00Z'), max: at('2026-03-31T00:00:00Z') }),
        fc.integer({ min: 2, max: 300_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (start, quantity, where) => {
          const begin = Math.floor(start / 1000) * 1000;
          const first = Math.min(quantity - 1, 1 + Math.floor(where * (quantity - 1)));
          const meters = metersFor(tariff);
          const cost = (one: object): number => ratedOrThrow(tariff, meters, aRecord(one)).micros;
          const whole = cost({ at: begin, quantity });
          const parts =
            cost({ at: begin, quantity: first }) +
            cost({ at: begin + first * 1000, quantity: quantity - first, offset: first });
          // Where the first part ends in a step begun, that step keeps the band that it began in.
          const slack = first % 60 === 0 || first >= 60 ? 0 : 60 * 8_000_000;
          expect(Math.abs(parts - whole)).toBeLessThanOrEqual(slack === 0 ? 2 : slack);
        },
      ),
    );
  });

  it('adds up exactly at every border of a band', () => {
    const tariff = tariffOf(terms);
    fc.assert(
      fc.property(
        fc.integer({ min: at('2026-10-23T00:00:00Z'), max: at('2026-10-27T00:00:00Z') }),
        fc.integer({ min: 1, max: 400_000 }),
        (start, quantity) => {
          const begin = Math.floor(start / 1000) * 1000;
          const meters = metersFor(tariff);
          const whole = ratedOrThrow(tariff, meters, aRecord({ at: begin, quantity }));
          let offset = 0;
          const parts = whole.parts.map(({ units, micros }) => {
            const part = ratedOrThrow(
              tariff,
              meters,
              aRecord({ at: begin + offset * 1000, quantity: units, offset }),
            );
            offset += units;
            return [part.micros, micros, part.parts.length];
          });
          expect(offset).toBe(quantity);
          for (const [alone, within, count] of parts) expect([alone, count]).toEqual([within, 1]);
        },
      ),
    );
  });
});

describe('tiers and packages', () => {
  const rates = (mode: 'graduated' | 'volume') => [
    {
      usageType: 'voice',
      per: 600,
      increments: [{ from: 0, step: 600 }],
      tiers: { mode, steps: [{ upTo: 60_000, price: 1 }, { price: 0.5 }] },
    },
    {
      usageType: 'data',
      per: 1_048_576,
      increments: [{ from: 0, step: 1_048_576 }],
      tiers: { mode, steps: [{ upTo: 1024 * 1_048_576, price: 0.5 }, { price: 0.1 }] },
    },
  ];
  const total = (mode: 'graduated' | 'volume', calls: number, sessions: number): number => {
    const tariff = tariffOf({ rates: rates(mode) });
    const meters = metersFor(tariff);
    const sum = (kind: number, count: number, whole: number): number =>
      Array.from({ length: count }).reduce<number>(
        (all) =>
          all + ratedOrThrow(tariff, meters, aRecord({ kind, quantity: whole / count })).micros,
        0,
      );
    return eur(sum(0, calls, 1500 * 60) + sum(1, sessions, 2048 * 1_048_576));
  };

  it.each([
    [1, 1],
    [150, 2048],
    [50, 64],
  ])(
    'meets the published figures: 739.40 graduated, 279.80 volume (%i calls, %i sessions)',
    (calls, sessions) => {
      expect(total('graduated', calls, sessions)).toBe(739.4);
      expect(total('volume', calls, sessions)).toBe(279.8);
    },
  );

  it('charges each started package after the free units', () => {
    const tariff = tariffOf({
      rates: [{ usageType: 'sms', per: 1, package: { size: 100, price: 5, free: 50 } }],
    });
    const meters = metersFor(tariff);
    const costs = [50, 1, 99, 1].map((quantity) =>
      eur(ratedOrThrow(tariff, meters, aRecord({ kind: 2, quantity })).micros),
    );
    expect(costs).toEqual([0, 5, 0, 5]);
  });

  it('any split of the units adds up, whatever the model', () => {
    const tariff = tariffOf({
      rates: [
        ...rates('graduated').slice(0, 1),
        {
          usageType: 'data',
          per: 10,
          ...{
            tiers: {
              mode: 'volume',
              steps: [{ upTo: 50, price: 3 }, { upTo: 500, price: 2 }, { price: 1 }],
            },
          },
        },
        { usageType: 'sms', per: 1, package: { size: 7, price: 5, free: 3 } },
      ],
    });
    const cuts = fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.constantFrom(0, 1, 2), cuts, (index, lengths) => {
        const one = tariff.rates[index];
        if (one === undefined) throw new Error('no rate');
        const value = (from: number, to: number): number => {
          const { whole, rest, per } = costBetween(one, from, to);
          return whole * 600 + (rest * 600) / per;
        };
        let point = 0;
        const parts = lengths.map((length) => {
          const part = value(point, point + length);
          point += length;
          return part;
        });
        expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(value(0, point), 3);
      }),
    );
  });
});

describe('allowances and the cap', () => {
  const terms = {
    zones: [{ name: 'national', prefixes: ['32'] }],
    allowances: [
      { name: 'anywhere', usageType: 'voice', quantity: 120, weight: 20 },
      { name: 'national', usageType: 'voice', quantity: 60, weight: 10, zones: ['national'] },
    ],
    rates: [perMinute(1, { connectFee: 0.5 })],
  };

  it('uses the lighter first, and explains what each paid', () => {
    const tariff = tariffOf(terms);
    const meters = metersFor(tariff);
    const one = ratedOrThrow(tariff, meters, aRecord({ quantity: 240 }));
    const names = one.parts[0]?.paid.map(({ slot, units }) => [tariff.slots[slot], units]);
    expect(names).toEqual([
      ['allowance:national', 60],
      ['allowance:anywhere', 120],
    ]);
    expect(eur(one.micros)).toBe(1);
    expect(eur(ratedOrThrow(tariff, meters, aRecord({ quantity: 60 })).micros)).toBe(1.5);
  });

  it('lets one pot pay for all lines that share it', () => {
    const tariff = tariffOf({
      ...terms,
      allowances: [{ name: 'family', usageType: 'voice', quantity: 90, weight: 1, shared: true }],
    });
    const [one, two] = [metersFor(tariff), metersFor(tariff)];
    const shared = { line: two.line, pool: one.pool };
    expect(eur(ratedOrThrow(tariff, one, aRecord({ quantity: 60 })).micros)).toBe(0);
    expect(eur(ratedOrThrow(tariff, shared, aRecord({ quantity: 60 })).micros)).toBe(0.5);
  });

  it('carries over at most the most, and at least the least', () => {
    expect([
      rolledOver(5, { min: 10, max: 50 }),
      rolledOver(70, { min: 0, max: 50 }),
      rolledOver(20, { min: 0, max: 50 }),
    ]).toEqual([10, 50, 20]);
  });

  it('never charges more than the cap, in any order', () => {
    const tariff = tariffOf({ cap: 10, rates: [perMinute(1)] });
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 20 }), (calls) => {
        const meters = metersFor(tariff);
        const total = calls.reduce(
          (sum, quantity) => sum + ratedOrThrow(tariff, meters, aRecord({ quantity })).micros,
          0,
        );
        const whole = calls.reduce(
          (sum, quantity) => sum + Math.round((quantity * 1_000_000) / 60),
          0,
        );
        expect(total).toBe(Math.min(whole, 10_000_000));
      }),
    );
  });

  it('says when the order of records began to matter: until then any order costs the same', () => {
    const tariff = tariffOf({ ...terms, rates: [perMinute(1)] });
    const calls = fc.array(
      fc.record({
        quantity: fc.integer({ min: 0, max: 60 }),
        other: fc.constantFrom('32470', '3312'),
      }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(calls, (some) => {
        const run = (order: typeof some) => {
          const meters = metersFor(tariff);
          const costs = order.map((one) => ratedOrThrow(tariff, meters, aRecord(one)).micros);
          return { ordered: meters.line.ordered, total: costs.reduce((sum, one) => sum + one, 0) };
        };
        const [forth, back] = [run(some), run([...some].reverse())];
        if (!forth.ordered) expect(back).toEqual(forth);
      }),
    );
  });
});
