import * as z from 'zod';
import type { FilePlace } from './place.ts';
import { placeOfKey } from './place.ts';

/** A file that was just written, as the store says. */
export interface WrittenFile extends FilePlace {
  readonly bytes: number;
  readonly etag: string;
}

const Detail = z.object({
  object: z.object({ key: z.string(), size: z.number(), etag: z.string() }),
});

/** Reads the store's event; undefined for a key that is none of ours. */
export const writtenFileOf = (detail: unknown): WrittenFile | undefined => {
  const { key, size, etag } = Detail.parse(detail).object;
  const place = placeOfKey(key);
  return place && { ...place, bytes: size, etag };
};
