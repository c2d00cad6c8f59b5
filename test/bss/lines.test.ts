import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { productOrderLifecycle } from '../../functions/bss/product-ordering/lifecycle.ts';
import {
  linesOf,
  mapItems,
  rollUp,
  withBundleStates,
} from '../../functions/bss/product-ordering/lines.ts';

const closed = ['completed', 'failed', 'cancelled', 'rejected'];
const states = [...closed, 'held', 'pending', 'inProgress', 'acknowledged'];

/** The rule as STATES words it, with one thing more: nothing has begun while all are acknowledged. */
const rule = (lines: readonly string[]): string => {
  for (const state of ['completed', 'failed', 'cancelled', 'rejected'])
    if (lines.every((line) => line === state)) return state;
  if (lines.every((line) => closed.includes(line))) return 'partial';
  if (lines.includes('held')) return 'held';
  if (lines.includes('pending')) return 'pending';
  return lines.every((line) => line === 'acknowledged') ? 'acknowledged' : 'inProgress';
};

describe('the state of an order', () => {
  it('follows from its lines by the rule, for every combination of three', () => {
    for (const first of states)
      for (const second of states)
        for (const third of states)
          expect(rollUp([first, second, third])).toBe(rule([first, second, third]));
  });

  it('does not depend on the order or the number of equal lines', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...states), { minLength: 1 }), (lines) => {
        expect(rollUp([...lines, ...lines].reverse())).toBe(rollUp(lines));
        expect(Object.keys(productOrderLifecycle.moves)).toContain(rollUp(lines));
      }),
    );
  });
});

describe('the lines', () => {
  const bundle = {
    id: '1',
    action: 'add' as const,
    productOrderItem: [
      { id: '1.1', action: 'add' as const, state: 'completed' as const },
      { id: '1.2', action: 'add' as const, state: 'failed' as const },
    ],
  };

  it('are the items without parts', () => {
    expect(linesOf([bundle, { id: '2', action: 'delete' }]).map(({ id }) => id)).toEqual([
      '1.1',
      '1.2',
      '2',
    ]);
  });

  it('fail a bundle of which a part failed', () => {
    expect(withBundleStates([bundle])[0]?.state).toBe('failed');
  });

  it('are all there when they are mapped', () => {
    expect(mapItems([bundle], (item) => ({ ...item, quantity: 1 }))).toMatchObject([
      { quantity: 1, productOrderItem: [{ quantity: 1 }, { quantity: 1 }] },
    ]);
  });
});
