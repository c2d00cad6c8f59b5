import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { byteReader, byteWriter } from '../../../functions/bss/usage/account/bytes.ts';
import {
  type KeptRecord,
  keysIn,
  packed,
  unpacked,
} from '../../../functions/bss/usage/account/packed.ts';
import { aRecord } from './tariffs.ts';

const most = Number.MAX_SAFE_INTEGER;
const whole = fc.oneof(fc.nat(300), fc.integer({ min: 0, max: most }));
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('', '0', '007', 'call😀', 'call😁'),
);

const kept: fc.Arbitrary<KeptRecord> = fc
  .record({
    id: text,
    source: fc.constantFrom('a', 'b'),
    other: fc.oneof(text, fc.nat().map(String)),
    network: fc.constantFrom('', '20801'),
    at: fc.integer({ min: -1e12, max: 4e12 }),
    quantity: fc.nat({ max: 1e15 }),
    micros: fc.integer({ min: -1e12, max: 1e12 }),
    since: fc.nat(),
    parts: fc.array(
      fc.record({
        band: fc.nat(3),
        rate: fc.nat(5),
        units: fc.nat(1e6),
        from: fc.nat(1e9),
        micros: fc.integer({ min: -1e9, max: 1e9 }),
        slot: fc.option(fc.nat(4), { nil: undefined }),
      }),
      { maxLength: 3 },
    ),
  })
  .map(({ micros, since, parts, ...record }) => ({
    record: aRecord(record),
    subscription: `prd-${record.source}`,
    tariff: 'trf-1',
    since,
    rated: {
      micros,
      zone: 1,
      roaming: 0,
      feeMicros: 5,
      adjustedMicros: -2,
      cappedMicros: 0,
      parts: parts.map(({ slot, ...part }) => ({
        ...part,
        paid: slot === undefined ? [] : [{ slot, units: part.units }],
        to: part.from + (slot === undefined ? part.units : 0),
      })),
    },
  }));

describe('records as they are kept', () => {
  it('whole numbers of any size and any text come back as they went in', () => {
    fc.assert(
      fc.property(fc.array(whole), fc.array(text), (numbers, texts) => {
        const out = byteWriter();
        for (const one of numbers) out.count(one);
        for (const one of numbers) out.signed(-Math.floor(one / 2));
        for (const one of texts) out.text(one);
        const from = byteReader(out.done());
        expect(numbers.map(() => from.count())).toEqual(numbers);
        expect(numbers.map(() => from.signed() + 0)).toEqual(
          numbers.map((one) => -Math.floor(one / 2) + 0),
        );
        expect(texts.map(() => from.text())).toEqual(texts);
      }),
    );
  });

  it('every record comes back as it was, and its name without the rest', () => {
    fc.assert(
      fc.property(fc.array(kept, { maxLength: 20 }), (all) => {
        const pack = packed(all);
        expect(unpacked(pack)).toEqual(all);
        expect(keysIn(pack)).toEqual(all.map(({ record }) => `${record.source}\n${record.id}`));
      }),
    );
  });

  it('a pack of another form is refused by name', () => {
    const out = byteWriter();
    out.count(9);
    const other = deflateRawSync(out.done());
    expect(() => unpacked(other)).toThrow('packed in form 9');
  });
});
