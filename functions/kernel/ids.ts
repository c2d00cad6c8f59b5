import { createHash } from 'node:crypto';
import { ulid } from 'ulid';

/** A new id, ordered by time, with the resource's prefix: `po-01J…`. */
export const newId = (prefix: string): string => `${prefix}-${ulid()}`;

/**
 * The same id for the same parts, so that a repeated event or command makes nothing twice.
 * 26 characters of base 32, like a ULID: 130 bits of a SHA-256, far from any collision.
 */
export const derivedId = (prefix: string, ...parts: readonly string[]): string => {
  const digest = createHash('sha256').update(JSON.stringify(parts)).digest();
  const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  const letters = [...digest.subarray(0, 26)].map((byte) => alphabet.charAt(byte % 32));
  return `${prefix}-${letters.join('')}`;
};
