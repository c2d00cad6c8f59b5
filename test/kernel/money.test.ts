import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  coinOf,
  decimalOf,
  microsOf,
  rounded,
  share,
  split,
  sum,
} from '../../functions/kernel/money.ts';

const amount = fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 });
const weights = fc
  .array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 12 })
  .filter((all) => all.some((one) => one > 0));

/** The same, counted as one would on paper. */
const counted = (
  dividend: bigint,
  divisor: bigint,
  rounding: 'halfUp' | 'halfEven' | 'up' | 'down',
): number => {
  const size = dividend < 0n ? -dividend : dividend;
  const [whole, rest] = [size / divisor, size % divisor];
  const isMore = {
    up: rest > 0n,
    down: false,
    halfUp: rest * 2n >= divisor,
    halfEven: rest * 2n > divisor || (rest * 2n === divisor && whole % 2n === 1n),
  }[rounding];
  const result = Number(whole + (isMore ? 1n : 0n));
  return result === 0 ? 0 : result * (dividend < 0n ? -1 : 1);
};

describe('money', () => {
  it('reads a decimal exactly', () => expect(microsOf('0.1') + microsOf(0.2)).toBe(microsOf(0.3)));

  it('refuses a seventh decimal', () => expect(() => microsOf('0.0000001')).toThrow(RangeError));

  it('refuses what cannot be counted exactly', () =>
    expect(() => sum([Number.MAX_SAFE_INTEGER, 1])).toThrow(RangeError));

  it('writes what it read', () =>
    fc.assert(
      fc.property(amount, (micros) => expect(microsOf(decimalOf(micros).toFixed(6))).toBe(micros)),
    ));

  it.each([
    [2_500_000, 'halfUp', 3_000_000],
    [-2_500_000, 'halfUp', -3_000_000],
    [2_500_000, 'halfEven', 2_000_000],
    [3_500_000, 'halfEven', 4_000_000],
    [2_000_001, 'up', 3_000_000],
    [-2_000_001, 'up', -3_000_000],
    [2_999_999, 'down', 2_000_000],
  ] as const)('rounds %d to a unit by %s', (micros, rounding, expected) =>
    expect(rounded(micros, 1_000_000, rounding)).toBe(expected),
  );

  it('takes a share beyond what a double holds between', () =>
    expect(share(9_000_000_000_000, 2_678_400_000, 2_678_400_000)).toBe(9_000_000_000_000));

  it('takes the same share whether numbers or big integers count it', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: -30_000_000, max: 30_000_000 }),
        fc.integer({ min: -5_000_000, max: 5_000_000 }),
        fc.integer({ min: 1, max: 5_000_000 }),
        fc.constantFrom(1, 1_000),
        fc.constantFrom('halfUp' as const, 'halfEven' as const, 'up' as const, 'down' as const),
        (micros, numerator, denominator, by, rounding) => {
          expect(share(micros, numerator * by, denominator * by, rounding)).toBe(
            counted(BigInt(micros) * BigInt(numerator), BigInt(denominator), rounding),
          );
        },
      ),
      { numRuns: 500 },
    ));

  it('splits without losing a coin, each part within one coin of its due', () =>
    fc.assert(
      fc.property(amount, weights, (cents, parts) => {
        const whole = cents * 100;
        const result = split(whole, parts, 100);
        expect(sum(result)).toBe(whole);
        const total = sum(parts);
        for (const [index, part] of result.entries())
          expect(Math.abs(part - (whole / total) * (parts[index] ?? 0))).toBeLessThanOrEqual(101);
      }),
    ));

  it('knows the smallest coin of a currency', () =>
    expect([coinOf('EUR'), coinOf('JPY'), coinOf('KWD')]).toEqual([10_000, 1_000_000, 1_000]));
});
