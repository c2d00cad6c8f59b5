import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newAccount, type UsageAccount } from '../../../functions/bss/usage/account/account.ts';
import {
  type KeptRecord,
  keyOf,
  keysIn,
  packed,
  unpacked,
} from '../../../functions/bss/usage/account/packed.ts';
import { type Guided, settled, settledAnew } from '../../../functions/bss/usage/account/settle.ts';
import type { Tariff } from '../../../functions/bss/usage/rating/compile.ts';
import type { UsageRecord } from '../../../functions/bss/usage/rating/rate.ts';
import { aRecord, perMinute, tariffOf } from './tariffs.ts';

const tariff = tariffOf({
  zones: [
    { name: 'national', prefixes: ['32'] },
    { name: 'France', prefixes: ['33'] },
  ],
  bands: [{ name: 'peak', from: '08:00', to: '20:00' }],
  cap: 30,
  allowances: [
    { name: 'national', usageType: 'voice', quantity: 300, weight: 1, zones: ['national'] },
    { name: 'anywhere', usageType: 'voice', quantity: 400, weight: 2 },
    { name: 'family', usageType: 'sms', quantity: 5, weight: 1, shared: true },
  ],
  rates: [
    perMinute(0.3, { zone: 'France', band: 'peak', connectFee: 0.1 }),
    {
      usageType: 'voice',
      zone: 'France',
      per: 60,
      tiers: { mode: 'graduated', steps: [{ upTo: 600, price: 0.5 }, { price: 0.2 }] },
    },
    perMinute(0.1),
    {
      usageType: 'sms',
      per: 1,
      tiers: { mode: 'volume', steps: [{ upTo: 8, price: 0.1 }, { price: 0.05 }] },
    },
  ],
});

const guided = (record: UsageRecord, by: Tariff = tariff): Guided => ({
  record,
  subscription: `prd-${record.subscriber}`,
  party: 'ind-1',
  billingAccount: 'ba-1',
  tariffs: () => ({ key: 'trf-1', tariff: by }),
});

const nothing = { lines: new Map(), pool: {} };

interface Kept {
  account: UsageAccount;
  records: readonly KeptRecord[];
}

/** Adds batch after batch, as the capability does, its records kept between as the table keeps them. */
const addAll = (batches: readonly (readonly UsageRecord[])[], by: Tariff = tariff): Kept => {
  let kept: Kept = { account: newAccount('ba-1', '2026-11', 'Europe/Brussels'), records: [] };
  for (const batch of batches) {
    const before = kept.records;
    const known = new Set(keysIn(packed(before)));
    const done = settled(
      kept.account,
      known,
      batch.map((one) => guided(one, by)),
      nothing,
      () => before.map(({ record }) => guided(record, by)),
    );
    const records = done.all ? done.rated : [...before, ...done.rated];
    kept = {
      account: JSON.parse(JSON.stringify(done.account)),
      records: unpacked(packed(records)),
    };
  }
  return kept;
};

const month = Date.parse('2026-11-03T00:00:00Z');

const records = fc
  .array(
    fc.record({
      kind: fc.constantFrom(0, 0, 2),
      at: fc.integer({ min: 0, max: 20 * 24 * 60 }),
      quantity: fc.integer({ min: 0, max: 400 }),
      other: fc.constantFrom('32470000009', '33123456789', '44123456789'),
      subscriber: fc.constantFrom('one', 'two'),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((some) =>
    some.map((one, index) =>
      aRecord({
        ...one,
        id: `r${index}`,
        at: month + one.at * 60_000,
        quantity: one.kind === 2 ? 1 : one.quantity,
      }),
    ),
  );

const shuffled = <T>(items: readonly T[], seed: number): readonly T[] =>
  items
    .map((item, index) => ({ item, place: Math.imul(seed + index, 2_654_435_761) >>> 0 }))
    .sort((one, other) => one.place - other.place)
    .map(({ item }) => item);

const cutInto = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );

const charged = ({ account }: Kept) =>
  account.lines
    .map(({ subscription, charges }) => ({ subscription, charges }))
    .sort((one, other) => (one.subscription < other.subscription ? -1 : 1));

describe('an account', () => {
  it('costs the same whatever the order, the batches and the repeats of its records', () => {
    fc.assert(
      fc.property(
        records,
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 1, max: 12 }),
        (some, seed, size) => {
          const whole = addAll([some]);
          const jumbled = cutInto(
            shuffled([...some, ...shuffled(some, seed).slice(0, 5)], seed),
            size,
          );
          const other = addAll(jumbled);
          expect(charged(other)).toEqual(charged(whole));
          expect(other.account.records).toBe(some.length);
          expect(other.account.pool).toEqual(whole.account.pool);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('adds up: its charges are its records, and those its parts, fees, adjustments and cap', () => {
    fc.assert(
      fc.property(records, (some) => {
        const { account, records: kept } = addAll(cutInto(some, 7));
        const sum = (amounts: readonly number[]) => amounts.reduce((total, one) => total + one, 0);
        const lines = account.lines.flatMap(({ charges }) => charges);
        expect(sum(lines.map(({ amountMicros }) => amountMicros))).toBe(
          sum(kept.map(({ rated }) => rated.micros)),
        );
        expect(sum(lines.map((line) => line.records))).toBe(some.length);
        for (const { rated } of kept)
          expect(
            sum(rated.parts.map(({ micros }) => micros)) +
              rated.feeMicros +
              rated.adjustedMicros +
              rated.cappedMicros,
          ).toBe(rated.micros);
      }),
    );
  });

  it('is rated anew to the same, and at a corrected price to what it would have cost from the start', () => {
    const dearer = tariffOf({ rates: [perMinute(0.7), { usageType: 'sms', per: 1, price: 0.2 }] });
    fc.assert(
      fc.property(records, (some) => {
        const { account } = addAll([some]);
        const again = settledAnew(
          account,
          some.map((one) => guided(one)),
          [],
          nothing,
        );
        expect(again.account).toEqual(account);
        const corrected = settledAnew(
          account,
          some.map((one) => guided(one, dearer)),
          [],
          nothing,
        );
        const fresh = addAll([some], dearer);
        expect(charged({ account: corrected.account, records: [] })).toEqual(charged(fresh));
      }),
    );
  });

  it('knows a record by its source and id, and takes the same id of another source', () => {
    const one = aRecord();
    const done = settled(
      newAccount('prd-1', '2026-11', 'UTC'),
      new Set([keyOf('msc-1', 'r1')]),
      [guided(one), guided({ ...one, source: 'msc-2' }), guided({ ...one, source: 'msc-2' })],
      nothing,
      () => [],
    );
    expect([done.added, done.duplicates]).toEqual([1, 2]);
  });

  it('gives records back from their columns as they were', () => {
    fc.assert(
      fc.property(records, (some) => {
        const { records: kept } = addAll([some]);
        expect(unpacked(packed(kept))).toEqual(kept);
      }),
    );
  });

  it('begins a month with what the month before left', () => {
    const carried = { lines: new Map([['prd-one', { 'allowance:national': 60 }]]), pool: {} };
    const record = aRecord({ subscriber: 'one', quantity: 360 });
    const { account } = settled(
      newAccount('prd-one', '2026-11', 'UTC'),
      new Set(),
      [guided(record)],
      carried,
      () => [],
    );
    expect(account.lines[0]?.charges[0]?.amountMicros).toBe(0);
    expect(account.lines[0]?.reading).toMatchObject({
      used: { 'allowance:national': 360 },
      carried: { 'allowance:national': 60 },
    });
  });
});
