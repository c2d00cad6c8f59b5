import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { productOrderLifecycle } from '../../functions/bss/product-ordering/lifecycle.ts';
import { isClosed, withBundleStates } from '../../functions/bss/product-ordering/lines.ts';
import type { Cancellation } from '../../functions/bss/product-ordering/moves.ts';
import { assessing, nextMove } from '../../functions/bss/product-ordering/moves.ts';

const at = '2026-06-01T00:00:00.000Z';
const ends = ['completed', 'failed', 'cancelled'] as const;
const line = (id: string, state: string, action = 'add'): any => ({
  id,
  action,
  state,
  product: { name: `product ${id}` },
});
const order = (state: string, ...lines: any[]): any => ({
  id: 'ord',
  state,
  productOrderItem: withBundleStates(lines),
});
const asked: Cancellation = { taskIds: ['can'], former: 'inProgress', reason: 'too late' };

/** Every move that is possible, one after the other: the states that the order goes through. */
const moved = (from: any, cancellation?: Cancellation): { states: string[]; order: any } => {
  const states: string[] = [];
  let now = from;
  for (;;) {
    const next = nextMove(now, cancellation, at);
    if (next === now) return { states, order: now };
    expect(productOrderLifecycle.moves[now.state]).toContain(next.state);
    states.push(next.state ?? '');
    now = next;
  }
};

describe('an order that is to be cancelled', () => {
  it('that nobody has started is cancelled over the two waits of the diagram', () => {
    const begun = assessing(order('acknowledged', line('1', 'acknowledged')));
    const { states, order: end } = moved(begun, { ...asked, former: 'acknowledged' });
    expect(states).toEqual(['pendingCancellation', 'cancelled']);
    expect(end).toMatchObject({
      cancellationReason: 'too late',
      cancellationDate: at,
      productOrderItem: [{ state: 'cancelled' }],
    });
  });

  it('waits until every open line agrees, and then until each is undone', () => {
    const begun = assessing(order('inProgress', line('1', 'inProgress'), line('2', 'inProgress')));
    expect(begun.productOrderItem.map(({ state }) => state)).toEqual([
      'assessingCancellation',
      'assessingCancellation',
    ]);
    expect(moved(begun, asked).states).toEqual([]);
    const one = order('assessingCancellation', line('1', 'cancelled'), line('2', 'inProgress'));
    expect(moved(one, asked).states).toEqual([]);
    const both = order(
      'assessingCancellation',
      line('1', 'cancelled'),
      line('2', 'pendingCancellation'),
    );
    expect(moved(both, asked).states).toEqual(['pendingCancellation']);
    const done = order('assessingCancellation', line('1', 'cancelled'), line('2', 'cancelled'));
    expect(moved(done, asked).states).toEqual(['pendingCancellation', 'cancelled']);
  });

  it.each(['inProgress', 'pending', 'held'] as const)(
    'goes back to %s where a line is delivered, and says which',
    (former) => {
      const before = order(former, line('1', 'completed'), line('2', 'inProgress'));
      const begun = assessing(before);
      expect(begun.productOrderItem).toEqual(before.productOrderItem);
      const { states, order: end } = moved(begun, { ...asked, former });
      expect(states).toEqual([former]);
      expect(end.note[0].text).toContain('item 1 (product 1) is done already');
    },
  );

  it('is not denied by a line that changes nothing', () => {
    const begun = assessing(
      order('inProgress', line('1', 'completed', 'noChange'), line('2', 'inProgress')),
    );
    expect(begun.productOrderItem[1]?.state).toBe('assessingCancellation');
  });

  it('is cancelled by the network side too, without a task', () => {
    const { states } = moved(order('inProgress', line('1', 'cancelled')));
    expect(states).toEqual(['assessingCancellation', 'pendingCancellation', 'cancelled']);
  });

  it('comes to an end that the diagram knows, in whatever order its lines are heard of', () => {
    const heard = fc.array(
      fc.record({ index: fc.nat(3), to: fc.constantFrom(...ends, 'pendingCancellation' as const) }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), heard, (count, words) => {
        const lines = Array.from({ length: count }, (_, index) => line(`${index}`, 'inProgress'));
        let now = assessing(order('inProgress', ...lines));
        const last = lines.map((_, index) => ({ index, to: 'cancelled' as const }));
        for (const { index, to } of [...words, ...last]) {
          // The network side keeps its word: what it takes back, it does not complete.
          const hears = (item: any): boolean =>
            !isClosed(item.state) && !(item.state === 'pendingCancellation' && to === 'completed');
          const items = now.productOrderItem.map((item: any, place: number) =>
            place === index && hears(item) ? { ...item, state: to } : item,
          );
          now = moved({ ...now, productOrderItem: items }, asked).order;
        }
        const states = now.productOrderItem.map(({ state }) => state);
        expect(isClosed(now.state)).toBe(true);
        expect(now.state === 'cancelled').toBe(!states.includes('completed'));
      }),
    );
  });
});

describe('a bundle', () => {
  const bundleOf = (...states: string[]) =>
    withBundleStates([
      { id: '1', action: 'add', productOrderItem: states.map((state, n) => line(`${n}`, state)) },
    ])[0]?.state;

  it('stands where its parts stand while they are taken back', () => {
    expect(bundleOf('assessingCancellation', 'pendingCancellation')).toBe('assessingCancellation');
    expect(bundleOf('pendingCancellation', 'cancelled')).toBe('pendingCancellation');
    expect(bundleOf('cancelled', 'cancelled')).toBe('cancelled');
  });
});
