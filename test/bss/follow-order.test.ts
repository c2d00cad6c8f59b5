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
const wanted = fc.constantFrom('active' as const, 'suspended' as const, undefined);
const switched = fc.constantFrom('active' as const, 'inactive' as const, undefined);
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
        wanted,
        (status, how, what, to) => {
          const product = { productCharacteristic: what, ...(to && { status: to }) };
          const line = { id: '1', action: how, product };
          const before = { id: 'p', status, productCharacteristic: [{ name: 'a', value: 9 }] };
          const done = products.onDone(before, line, at);
          expect(products.onDone(done, line, later)).toEqual(done);
          const failed = products.onFailed(before, line);
          expect(products.onFailed(failed, line)).toEqual(failed);
          const started = products.onStart(before, line);
          expect(products.onStart(started, line)).toEqual(started);
          const moved = how === 'modify' ? [done, failed, started] : [failed, started];
          for (const next of moved)
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
        switched,
        (state, how, what, to) => {
          const line = { id: '1', action: how, service: { id: 's' } };
          const planned = { id: 's', serviceCharacteristic: what, ...(to && { state: to }) };
          const followed = { id: 's', planned, line };
          const before = { id: 's', state, serviceCharacteristic: [{ name: 'a', value: 9 }] };
          const done = services.onDone(before, followed, at);
          expect(services.onDone(done, followed, later)).toEqual(done);
          if (how === 'noChange' || state === 'terminated') expect(done.state).toBe(state);
          if (how === 'modify')
            expect(allowed(serviceLifecycle.moves, state, done.state)).toBe(true);
          const failed = services.onFailed(before, followed, at);
          expect(services.onFailed(failed, followed, later)).toEqual(failed);
          expect(allowed(serviceLifecycle.moves, state, failed.state)).toBe(true);
        },
      ),
    );
  });
});
