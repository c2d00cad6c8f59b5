import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { payloadOf } from '../../functions/kernel/events/payload.ts';

const Moved = z.object({ order: z.strictObject({ id: z.string(), count: z.int().optional() }) });

describe('the payload of an event', () => {
  it('keeps what a subclass or a newer publisher brings', () => {
    const event = { order: { id: 'a', '@type': 'GoldOrder', gold: true } };
    expect(payloadOf(Moved, { event })).toEqual(event);
  });

  it('is refused where what we know of it is wrong', () => {
    for (const order of [{ count: 1 }, { id: 'a', count: 'many', gold: true }])
      expect(() => payloadOf(Moved, { event: { order } })).toThrow();
  });
});
