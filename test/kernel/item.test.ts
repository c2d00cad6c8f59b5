import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import * as z from 'zod';
import { grantOf, mayWrite, ownOnly, type roles } from '../../functions/kernel/access/caller.ts';
import { detailOf } from '../../functions/kernel/events/envelope.ts';
import { chunked } from '../../functions/kernel/events/relay.ts';
import { itemOf, outboxOf, storedOf, tombstoneOf } from '../../functions/kernel/table/item.ts';
import { defineResource } from '../../functions/kernel/tmf/resource.ts';

const thing = defineResource<{ id: string; text?: unknown; ownerId?: string }>({
  api: { id: 'X-test', title: 'Test', version: '1.0.0', basePath: '/test/v1' },
  source: 'bss.test',
  name: 'thing',
  idPrefix: 'th',
  schema: { read: z.object({ id: z.string() }) },
  access: { operations: 'all', agent: 'read', customer: 'own' },
  owner: ({ ownerId }) => ownerId,
});
const entry = {
  eventId: 'e1',
  eventType: 'ThingCreateEvent',
  eventTime: '2026-01-01T00:00:00.000Z',
  source: 'bss.test',
  resource: 'thing',
  cause: { by: 'someone', requestId: 'r1', correlationId: 'c1' },
};
const stored = (value: { id: string; text?: unknown; ownerId?: string }) => ({
  value,
  version: 3,
  hidden: { token: 't' },
  changes: [{ at: entry.eventTime, by: 'someone', requestId: 'r1', what: 'create' }],
});

describe('an item', () => {
  it('gives back what was stored, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.json(), (id, text) => {
        const one = stored({ id, text: JSON.parse(text) });
        const whole = JSON.parse(JSON.stringify(one));
        expect(storedOf(thing, itemOf(thing, 'acme', one, []))).toEqual(whole);
      }),
    );
  });

  it('carries its events, and stands in the index of its owner', () => {
    const item = itemOf(thing, 'acme', stored({ id: 'a', ownerId: 'p#1' }), [entry]);
    expect(outboxOf(item)).toEqual([entry]);
    expect(item).toMatchObject({ pk: { S: 'acme#Thing#a' }, gsi2pk: { S: 'acme#party#p%231' } });
  });

  it('stays as a tombstone that no index finds', () => {
    const gone = tombstoneOf(thing, 'acme', stored({ id: 'a', ownerId: 'p' }), [entry], 99);
    expect(Object.keys(gone).filter((name) => name.startsWith('gsi'))).toEqual([]);
    expect(gone).toMatchObject({ gone: { BOOL: true }, expiresAt: { N: '99' } });
  });

  it('is never dearer to write than a deflated body would be, and plain where it fits', () => {
    const small = itemOf(thing, 'acme', stored({ id: 'a', text: 'b'.repeat(300) }), []);
    const large = itemOf(thing, 'acme', stored({ id: 'a', text: 'b'.repeat(3000) }), []);
    expect([small['body']?.S === undefined, large['body']?.B === undefined]).toEqual([
      false,
      false,
    ]);
    expect(storedOf(thing, large).value.text).toHaveLength(3000);
  });

  it('is refused by name before it is too large for the table', () => {
    const noise = Array.from({ length: 120_000 }, (_, index) => (index * 2654435761) % 4294967296);
    expect(() => itemOf(thing, 'acme', stored({ id: 'a', text: noise }), [])).toThrow(
      'Thing takes',
    );
  });
});

describe('an event', () => {
  it('carries its cause and its resource, or a payload of its own', () => {
    expect(detailOf(entry, 'acme', 2, { id: 'a' })).toMatchObject({
      tenantId: 'acme',
      correlationId: 'c1',
      version: 2,
      event: { thing: { id: 'a' } },
    });
    expect(detailOf({ ...entry, payload: { id: 'b' } }, 'acme', 2, { id: 'a' }).event).toEqual({
      thing: { id: 'b' },
    });
  });

  it('goes to the bus in order, at most ten and 240 kB in one call', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 240_000 }), { maxLength: 60 });
    fc.assert(
      fc.property(sizes, (all) => {
        const chunks = chunked(all.map((bytes) => ({ bytes })));
        expect(chunks.flat().map(({ bytes }) => bytes)).toEqual(all);
        for (const chunk of chunks) {
          expect(chunk.length).toBeLessThanOrEqual(10);
          expect(chunk.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(240_000);
        }
      }),
    );
  });
});

describe('a caller', () => {
  const as = (...held: (typeof roles)[number][]) =>
    grantOf(
      { tenant: 't', subject: 's', roles: held, requestId: 'r', correlationId: 'c' },
      thing.access,
    );

  it('has the strongest grant of all roles, and none without a role', () => {
    expect(as()).toBe('none');
    expect(as('customer')).toBe('own');
    expect(as('customer', 'agent')).toBe('read');
    expect(as('customer', 'operations')).toBe('all');
    expect(as('admin')).toBe('all');
  });

  it('sees only its own where the grant says so, and writes only where it may', () => {
    expect([ownOnly('own'), ownOnly('readOwn'), ownOnly('read')]).toEqual([true, true, false]);
    expect([mayWrite('own'), mayWrite('readOwn'), mayWrite('all')]).toEqual([true, false, true]);
  });
});
