import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { changedLines, goldenBills } from './golden.ts';

const file = 'test/fixtures/golden-bills.json';

describe('golden bills', () => {
  it('are byte for byte what they were; UPDATE=1 accepts a change that is wanted', () => {
    const now = `${JSON.stringify(goldenBills(), null, 1)}\n`;
    if (process.env['UPDATE'] === '1') writeFileSync(file, now);
    const before = existsSync(file) ? readFileSync(file, 'utf8') : '{}';
    expect(changedLines(JSON.parse(before), JSON.parse(now))).toEqual([]);
    expect(now).toBe(before);
  });

  it('name the line when a rounding rule changes', () => {
    const changed = changedLines(goldenBills('document'), goldenBills('line'));
    expect(changed[0]).toMatch(/^on the 31st, with a change of plan: .+ became .+$/);
    expect(changed.some((line) => line.includes('Metered'))).toBe(true);
  });
});
