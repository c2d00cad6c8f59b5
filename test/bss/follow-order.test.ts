import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import * as products from '../../functions/bss/product-inventory/follow-order.ts';
import { productLifecycle } from '../../functions/bss/product-inventory/product.ts';
import * as services from '../../functions/oss/service-inventory/follow-order.ts';
import { serviceLifecycle } from '../../functions/oss/service-inventory/service.ts';

const at = '2026-06-01T00:00:00.000Z';
const later = '2026-07-01T00:00:00.000Z';
const action = fc.constantFrom(
  'add' as const,
  'modify' as const,
  'delete' as const,
  'noChange' as const,
);
const changes = fc.array(fc.record({ name: fc.constantFrom('a', 'b', 'c'), value: fc.nat(3) }), {
  maxLength: 2,
});
const allowed = (moves: Readonly<Record<string, readonly string[]>>, from = '', to = '') =>
  from === to || (moves[from] ?? []).includes(to);

const drawn = (states: string[]): fc.Arbitrary<any> => fc.constantFrom(...states);

describe('a product that follows its order', () => {
  it('is changed once by each line, however often it hears of it', () => {
    fc.assert(
      fc.property(
        drawn(Object.keys(productLifecycle.moves)),
        action,
        changes,
        (status, how, what) => {
          const line = { id: '1', action: how, product: { productCharacteristic: what } };
          const before = { id: 'p', status, productCharacteristic: [{ name: 'a', value: 9 }] };
          const done = products.onDone(before, line, at);
          expect(products.onDone(done, line, later)).toEqual(done);
          const failed = products.onFailed(before, line);
          expect(products.onFailed(failed, line)).toEqual(failed);
          const started = products.onStart(before, line);
          expect(products.onStart(started, line)).toEqual(started);
          for (const next of [failed, started])
            expect(allowed(productLifecycle.moves, status, next.status)).toBe(true);
        },
      ),
    );
  });
});

describe('a service that follows its order', () => {
  it('is changed once by each line, however often it hears of it', () => {
    fc.assert(
      fc.property(
        drawn(Object.keys(serviceLifecycle.moves)),
        action,
        changes,
        (state, how, what) => {
          const line = { id: '1', action: how, service: { id: 's' } };
          const followed = { id: 's', planned: { id: 's', serviceCharacteristic: what }, line };
          const before = { id: 's', state, serviceCharacteristic: [{ name: 'a', value: 9 }] };
          const done = services.onDone(before, followed, at);
          expect(services.onDone(done, followed, later)).toEqual(done);
          if (how === 'noChange' || state === 'terminated') expect(done.state).toBe(state);
          const failed = services.onFailed(before, followed, at);
          expect(services.onFailed(failed, followed, later)).toEqual(failed);
          expect(allowed(serviceLifecycle.moves, state, failed.state)).toBe(true);
        },
      ),
    );
  });
});
