import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { isLate, isTaken, withTaken } from '../../functions/kernel/events/taken.ts';

const word = fc.record({ key: fc.constantFrom('a', 'b', 'c'), at: fc.constantFrom('1', '2', '3') });

describe('what an item remembers of the words that it has taken', () => {
  it('knows each again, and which comes after a newer one', () => {
    fc.assert(
      fc.property(fc.array(word), word, (before, next) => {
        const hidden = before.reduce(
          (kept: Readonly<Record<string, unknown>>, { key, at }) => withTaken(kept, key, at),
          { own: 1 },
        );
        expect(isTaken(hidden, next.key)).toBe(before.some(({ key }) => key === next.key));
        expect(isLate(hidden, next.at)).toBe(before.some(({ at }) => at > next.at));
        expect(hidden['own']).toBe(1);
      }),
    );
  });

  it('forgets the oldest, so that an item does not grow with its years', () => {
    let hidden: Readonly<Record<string, unknown>> = {};
    for (let index = 0; index < 100; index += 1) hidden = withTaken(hidden, `k${index}`, '1');
    expect(isTaken(hidden, 'k99')).toBe(true);
    expect(isTaken(hidden, 'k80')).toBe(true);
    expect(isTaken(hidden, 'k79')).toBe(false);
  });
});
