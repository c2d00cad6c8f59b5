import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { derivedId, newId } from '../../functions/kernel/ids.ts';
import { lookupPartition, partitionOf, shardOf } from '../../functions/kernel/table/keys.ts';

const part = fc.string({ unit: fc.constantFrom('a', '#', '%', '2', '3', '5'), maxLength: 4 });
const parts = fc.tuple(part, part, part);

describe('a key', () => {
  it('is never that of other parts, whatever they hold', () => {
    fc.assert(
      fc.property(parts, parts, (left, right) => {
        expect(partitionOf(...left) === partitionOf(...right)).toBe(
          JSON.stringify(left) === JSON.stringify(right),
        );
      }),
    );
  });

  it('is found apart from one with more parts', () => {
    fc.assert(
      fc.property(parts, fc.tuple(part, part, part, part), (three, four) => {
        expect(partitionOf(...three)).not.toBe(lookupPartition(...four));
      }),
    );
  });

  it('has a shard below the count', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 64 }), (id, shards) => {
        expect(shardOf(id, shards)).toBeGreaterThanOrEqual(0);
        expect(shardOf(id, shards)).toBeLessThan(shards);
      }),
    );
  });
});

describe('an id', () => {
  it('is the same for the same parts, and another for others', () => {
    const some = fc.array(fc.string());
    fc.assert(
      fc.property(some, some, (left, right) => {
        expect(derivedId('x', ...left) === derivedId('x', ...right)).toBe(
          JSON.stringify(left) === JSON.stringify(right),
        );
        expect(derivedId('x', ...left)).toMatch(/^x-[0-9A-HJKMNP-TV-Z]{26}$/);
      }),
    );
  });

  it('is new each time unless derived', () => {
    expect(newId('x')).not.toBe(newId('x'));
  });
});
