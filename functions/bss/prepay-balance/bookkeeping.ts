import * as z from 'zod';
import type { Bucket } from '../../../schemas/tmf/prepay-balance/bucket.ts';
import { staffOnly } from '../../kernel/access/caller.ts';
import { derivedId } from '../../kernel/ids.ts';
import type { Write } from '../../kernel/table/store.ts';
import { creation } from '../../kernel/table/store.ts';
import type { WriteContext } from '../../kernel/table/stored.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { defineResource, hrefOf, untold } from '../../kernel/tmf/resource.ts';
import type { Posting } from './balance.ts';
import { capability } from './capability.ts';

/** One movement, both sides of it. It is written with what it moves, and never changed. */
export const LedgerEntry = z.strictObject({
  id: z.string(),
  href: z.string().optional(),
  '@type': z.string().optional(),
  at: z.string(),
  bucket: z.string(),
  /** The action that moved it. */
  action: z.strictObject({ id: z.string(), type: z.string() }),
  /** Millionths of the currency, or whole seconds, bytes, messages. */
  unit: z.string(),
  posting: z.array(z.strictObject({ account: z.string(), amount: z.int() })),
});
export type LedgerEntry = z.infer<typeof LedgerEntry>;

/** Ours, beside TMF654: the books of all buckets. Every entry adds up to zero, and so does the whole at any time. */
export const ledgerEntry = defineResource<LedgerEntry>({
  api: capability.beside,
  source: 'bss.prepay-balance',
  name: 'ledgerEntry',
  idPrefix: 'led',
  schema: { read: LedgerEntry },
  operations: ['list', 'get'],
  access: staffOnly,
  lookup: { attribute: 'bucket', value: ({ bucket }) => bucket },
  events: untold,
  shards: 16,
});

/** The write of a movement's entry: one for each step of an action on a bucket. */
export const entryOf = (
  { id: bucket, remainingValue }: Identified<Bucket>,
  action: string,
  type: string,
  postings: readonly Posting[],
  context: WriteContext,
  step = 'done',
): Write => {
  const id = derivedId(ledgerEntry.idPrefix, bucket, action, step);
  return creation(
    ledgerEntry,
    {
      id,
      href: hrefOf(ledgerEntry, id),
      '@type': ledgerEntry.type,
      at: context.at,
      bucket,
      action: { id: action, type },
      unit: remainingValue?.units ?? '',
      posting: postings.map((one) => ({ ...one })),
    },
    context,
  );
};
