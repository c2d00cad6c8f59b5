import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { billLines, chargesBetween } from '../../infra/demo/cost.ts';
import { Prices } from '../../infra/prices.ts';
import { stages } from '../../infra/stages.ts';

const prices = Prices.parse(JSON.parse(readFileSync('infra/prices.json', 'utf8')));
const chargeFor = (what: string, before: Record<string, number>, after: Record<string, number>) =>
  chargesBetween(before, after, 1, prices).find((one) => one.what === what);

describe('what an order costs', () => {
  it('is the difference of two readings at list prices', () => {
    const charge = chargeFor(
      'state transitions',
      { 'states.transitions': 1_000 },
      { 'states.transitions': 1_040 },
    );
    expect(charge?.amount).toBe(40);
    expect(charge?.usd).toBeCloseTo(0.001, 9);
  });

  it('counts a millisecond with the memory that the functions have', () => {
    const charge = chargeFor('function milliseconds', {}, { 'lambda.billedMs': 2_000 });
    expect(charge?.usd).toBeCloseTo(((2 * stages.prod.memoryMb) / 1024) * 1.33334e-5, 12);
  });

  it('ends with the sum', () => {
    expect(billLines(chargesBetween({}, {}, 1_000_000, prices)).at(-1)).toContain('$3.5');
  });
});
