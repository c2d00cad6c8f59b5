import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type Balance,
  balanceIn,
  empty,
  type Moved,
  type Posting,
  putIn,
  reserve,
  settleReserved,
  takeOut,
} from '../../functions/bss/prepay-balance/balance.ts';

const sum = (postings: readonly Posting[]): number =>
  postings.reduce((total, { amount }) => total + amount, 0);

type Step = readonly [kind: 'put' | 'take' | 'hold' | 'settle', amount: number, share: number];

const steps = fc.array(
  fc.tuple(
    fc.constantFrom('put' as const, 'take' as const, 'hold' as const, 'settle' as const),
    fc.integer({ min: 0, max: 1000 }),
    fc.double({ min: 0, max: 1, noNaN: true }),
  ),
  { maxLength: 60 },
);

const moveBy = ([kind, amount, share]: Step, balance: Balance): Moved | undefined => {
  if (kind === 'put') return putIn('b', balance, amount, 'topup');
  if (kind === 'take') return takeOut('b', balance, amount, 'usage');
  if (kind === 'hold') return reserve('b', balance, amount);
  return settleReserved('b', balance, amount, Math.floor(amount * share));
};

describe('a balance', () => {
  it('is never below zero, is what its ledger says, and the ledger adds up to zero after every step', () => {
    fc.assert(
      fc.property(steps, (some) => {
        let balance = empty;
        const ledger: Posting[] = [];
        for (const step of some) {
          const moved = moveBy(step, balance);
          if (moved === undefined) continue;
          balance = moved.balance;
          ledger.push(...moved.postings);
          expect(balance.available).toBeGreaterThanOrEqual(0);
          expect(balance.reserved).toBeGreaterThanOrEqual(0);
          expect(sum(ledger)).toBe(0);
          expect(balanceIn('b', ledger)).toEqual({
            available: balance.available,
            reserved: balance.reserved,
          });
        }
      }),
    );
  });

  it('tells each threshold once between two top-ups', () => {
    let balance = putIn('b', empty, 100, 'topup')?.balance ?? empty;
    const told = [40, 10, 10, 20, 20].map((amount) => {
      const moved = takeOut('b', balance, amount, 'usage');
      balance = moved?.balance ?? balance;
      return moved?.thresholds;
    });
    expect(told).toEqual([[], [50], [], [80], [100]]);
    balance = putIn('b', balance, 100, 'topup')?.balance ?? empty;
    expect(takeOut('b', balance, 90, 'usage')?.thresholds).toEqual([50, 80]);
  });

  it('refuses to take or hold more than is there, or to settle more than is held', () => {
    const balance = putIn('b', empty, 100, 'topup')?.balance ?? empty;
    expect(takeOut('b', balance, 101, 'usage')).toBeUndefined();
    expect(reserve('b', balance, 101)).toBeUndefined();
    expect(settleReserved('b', balance, 1, 1)).toBeUndefined();
  });
});
