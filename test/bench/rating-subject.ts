import type { CsvMapping } from '../../functions/bss/usage/collect/csv.ts';
import { compiled, type Tariff } from '../../functions/bss/usage/rating/compile.ts';
import { type PricedTerms, TariffTerms } from '../../functions/bss/usage/rating/tariff.ts';

/** A small generator of numbers that any run repeats. */
export const numbers = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

const zoneNames = ['national', 'mobile', 'EU', 'world', 'premium'];

const zones = zoneNames.map((name, zone) => ({
  name,
  prefixes: Array.from({ length: 40 }, (_, index) => String(320 + zone * 100 + index * 2)),
}));

const tier = (first: number, second: number, third: number) => ({
  mode: 'graduated',
  steps: [{ upTo: 60_000, price: first }, { upTo: 600_000, price: second }, { price: third }],
});

/** 200 prefixes in five zones, three bands, three tiers, three allowances. */
export const benchTerms: PricedTerms = {
  priceId: 'pop-bench',
  priceVersion: '1.0',
  currency: 'EUR',
  terms: TariffTerms.parse({
    timeZone: 'Europe/Brussels',
    holidays: ['2026-11-11', '2026-12-25'],
    bands: [
      { name: 'peak', days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '08:00', to: '20:00' },
      { name: 'night', from: '22:00', to: '06:00' },
    ],
    zones,
    rates: [
      {
        usageType: 'voice',
        zone: 'national',
        per: 60,
        tiers: tier(0.2, 0.15, 0.1),
        increments: [
          { from: 0, step: 60 },
          { from: 60, step: 1 },
        ],
      },
      { usageType: 'voice', zone: 'premium', per: 60, price: 2, connectFee: 0.1 },
      { usageType: 'voice', band: 'peak', per: 60, price: 0.4, connectFee: 0.1 },
      { usageType: 'voice', per: 60, price: 0.3, connectFee: 0.1 },
      { usageType: 'data', per: 1_000_000, price: 0.01, increments: [{ from: 0, step: 1000 }] },
      { usageType: 'sms', per: 1, price: 0.08 },
    ],
    allowances: [
      {
        name: 'minutes',
        usageType: 'voice',
        quantity: 6000,
        weight: 10,
        zones: ['national', 'mobile'],
      },
      { name: 'data', usageType: 'data', quantity: 1_000_000_000, weight: 10 },
      { name: 'messages', usageType: 'sms', quantity: 100, weight: 10 },
    ],
  }),
};

export const benchTariff = (): Tariff => compiled([benchTerms]);

export interface Sample {
  readonly id: string;
  readonly subscriber: string;
  readonly type: 'voice' | 'data' | 'sms';
  readonly at: string;
  readonly quantity: number;
  readonly other?: string;
}

const november = Date.parse('2026-11-01T00:00:00Z');

const subscriberOf = (index: number): string => `3247${String(index).padStart(7, '0')}`;

/** Records of so many subscribers over November: 35 % voice, 55 % data, 10 % messages, in the order of time. */
export const sampleRecords = (count: number, subscribers: number, seed = 7): readonly Sample[] => {
  const next = numbers(seed);
  return Array.from({ length: count }, (_, index) => {
    const share = next();
    const type = share < 0.35 ? 'voice' : share < 0.9 ? 'data' : 'sms';
    const prefix = zones[Math.floor(next() * 5)]?.prefixes[Math.floor(next() * 40)] ?? '32';
    const whole = { voice: 600, data: 20_000_000, sms: 1 }[type];
    return {
      id: `rec-${index}`,
      subscriber: subscriberOf(Math.floor(next() * subscribers)),
      type,
      at: new Date(november + Math.floor((index / count) * 29 * 86_400) * 1000).toISOString(),
      quantity: type === 'sms' ? 1 : Math.floor(next() * whole),
      ...(type !== 'data' && { other: `${prefix}${Math.floor(next() * 1e7)}` }),
    };
  });
};

const columns = ['id', 'subscriber', 'type', 'at', 'quantity', 'other'] as const;

export const csvHeader = columns.join(',');
export const csvOf = (records: readonly Sample[]): string =>
  records.map((record) => columns.map((column) => record[column] ?? '').join(',')).join('\n');

export const csvMapping: CsvMapping = {
  id: ['id'],
  subscriber: 'subscriber',
  at: 'at',
  quantity: 'quantity',
  type: { column: 'type', values: { voice: 'voice', data: 'data', sms: 'sms' } },
  other: 'other',
};
