import { describe, expect, it } from '@jest/globals';
import { oddities } from '../../../functions/bss/customer-bill/engine/checks.ts';
import { microsOf } from '../../../functions/kernel/money.ts';

const limits = { hugeMicros: microsOf(1_000), usualPercent: 50, usualMicros: microsOf(10) };
const found = (total: number, before: readonly number[]): readonly string[] =>
  oddities({ totalMicros: microsOf(total) }, { totals: before.map(microsOf) }, limits).map(
    (one) => one.split(':')[0] ?? '',
  );

describe('a bill is looked at before it goes out', () => {
  it.each([
    [0, [], ['zero']],
    [-3, [], ['negative']],
    [1_001, [], ['huge']],
    [140, [60, 60], ['unusual']],
    [20, [60, 60, 61], ['unusual']],
  ])('where it comes to %d after %j', (total, before, odd) => {
    expect(found(total, before)).toEqual(odd);
  });

  it('and not where it is like one of the last: the third after an activation, a bill of every other month', () => {
    expect(found(36.3, [36.3, 131.89])).toEqual([]);
    expect(found(60, [20, 60, 20])).toEqual([]);
    expect(found(64, [60, 60])).toEqual([]);
  });

  it('and not while nobody knows what is usual', () => {
    expect(found(500, [20])).toEqual([]);
  });
});
