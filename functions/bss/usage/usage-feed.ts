import * as z from 'zod';
import { staffOnly } from '../../kernel/access/caller.ts';
import { derivedId } from '../../kernel/ids.ts';
import { badRequest } from '../../kernel/problem.ts';
import { CsvMapping } from './collect/csv.ts';
import { ours } from './silent.ts';

const feedFormat = z.enum(['records', 'csv', '3gpp']);

/** What files of one source mean, declared before they come: a file in the bucket says no more than its name. */
export const UsageFeed = z.strictObject({
  id: z.string(),
  href: z.string().optional(),
  '@type': z.string().optional(),
  name: z.string().optional(),
  /** The names of its files begin so, up to their first dot: `msc-1.2026-11-24.csv`. */
  source: z.string().regex(/^[\w-]{1,64}$/),
  format: feedFormat,
  mapping: CsvMapping.optional(),
});
export type UsageFeed = z.infer<typeof UsageFeed>;

const assertMapped = (feed: UsageFeed): UsageFeed => {
  if ((feed.format === 'csv') !== (feed.mapping !== undefined))
    throw badRequest('mapping: a CSV feed needs one, others have none');
  return feed;
};

/** Ours, beside TMF635: a source has one feed; declaring it takes up the files that waited for it. */
export const usageFeed = ours<UsageFeed>({
  name: 'usageFeed',
  idPrefix: 'ufd',
  schema: {
    read: UsageFeed,
    create: UsageFeed.omit({ id: true, href: true }),
    update: UsageFeed.pick({ name: true, format: true, mapping: true }).partial(),
  },
  operations: ['list', 'get', 'create', 'patch', 'delete'],
  access: staffOnly,
  events: { create: 'UsageFeedCreateEvent', change: 'UsageFeedAttributeValueChangeEvent' },
  naturalKey: ({ source }) => source,
  beforeCreate: assertMapped,
  beforePatch: assertMapped,
});

/** The id of a source's feed. */
export const feedId = (source: string): string =>
  derivedId(usageFeed.idPrefix, usageFeed.type, 'natural', source);
