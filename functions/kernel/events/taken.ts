import * as z from 'zod';
import type { Instant } from '../clock.ts';

/** What an item remembers, beside itself, of the words that it has taken: whose they were, and how new the newest is. */
const Taken = z.object({
  keys: z.array(z.string()).default([]),
  newest: z.string().default(''),
});

/** An item takes a handful of changes in a day, and a repeat comes within one. */
const keysRemembered = 20;

const takenOf = (hidden: Readonly<Record<string, unknown>>): z.infer<typeof Taken> =>
  Taken.parse(hidden['taken'] ?? {});

/** True where the word was taken before: it comes again, and changes nothing. */
export const isTaken = (hidden: Readonly<Record<string, unknown>>, key: string): boolean =>
  takenOf(hidden).keys.includes(key);

/** True where a newer word was taken before: this one comes late, and must not set back what is newer. */
export const isLate = (hidden: Readonly<Record<string, unknown>>, at: Instant): boolean =>
  at < takenOf(hidden).newest;

/** What is to be remembered, once the word is taken. */
export const withTaken = (
  hidden: Readonly<Record<string, unknown>>,
  key: string,
  at: Instant,
): Readonly<Record<string, unknown>> => {
  const { keys, newest } = takenOf(hidden);
  return {
    ...hidden,
    taken: {
      keys: [...keys, key].slice(-keysRemembered),
      newest: at > newest ? at : newest,
    },
  };
};
