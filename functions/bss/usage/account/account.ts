import * as z from 'zod';
import { UsageChargeLine } from '../../../../schemas/events/usage-charges.ts';
import { ours } from '../silent.ts';

const Reading = z.strictObject({
  used: z.record(z.string(), z.number()),
  carried: z.record(z.string(), z.number()),
  spentMicros: z.number(),
  ordered: z.boolean(),
});

/** What an account pays of a line's month, where the line went from one account to another within it. */
const PaidShare = z.strictObject({
  billingAccount: z.string(),
  party: z.string(),
  /** The line's version that changed it last. */
  version: z.int(),
  charges: z.array(UsageChargeLine),
});
export type PaidShare = z.infer<typeof PaidShare>;

/** What one line has used in the month, and what it costs so far. */
export const AccountLine = z.strictObject({
  subscription: z.string(),
  party: z.string(),
  billingAccount: z.string(),
  currency: z.string(),
  /** The tariff of its newest record: what its allowances are. */
  tariff: z.string(),
  /** Grows with each change of the charges. */
  version: z.int(),
  reading: Reading,
  charges: z.array(UsageChargeLine),
  /** By account; together they are the charges. @default - one account pays all of them */
  shares: z.array(PaidShare).optional(),
});
export type AccountLine = z.infer<typeof AccountLine>;

/** The batch that was taken last, and how many of its records are here: taken again, they are no duplicates of others. */
export const TakenBatch = z.strictObject({ name: z.string(), records: z.int() });
export type TakenBatch = z.infer<typeof TakenBatch>;

/** A row beside the account that holds records. */
const ChunkRef = z.strictObject({ row: z.string(), records: z.int() });

/** Where a record stands among others: by its moment, then by its source and id. */
export const Place = z.tuple([z.number(), z.string(), z.string()]);
export type Place = z.infer<typeof Place>;

/**
 * The usage of one line in one month, or of all lines that share an allowance: one item, so that its records, its meters,
 * its charges and the check for duplicates change in one conditional write. Older records stand in rows beside it.
 */
export const UsageAccount = z.strictObject({
  id: z.string(),
  scope: z.string(),
  month: z.string(),
  timeZone: z.string(),
  lines: z.array(AccountLine),
  pool: Reading,
  /** The last record in their order. */
  last: Place.optional(),
  records: z.int(),
  batch: TakenBatch.optional(),
  chunks: z.array(ChunkRef),
  /** The newest records, packed, in base64. */
  tail: z.string().optional(),
});
export type UsageAccount = z.infer<typeof UsageAccount>;

export const usageAccount = ours<UsageAccount>({
  name: 'usageAccount',
  schema: { read: UsageAccount },
  owner: ({ lines }) => lines[0]?.party,
  shards: 16,
});

/** `~` stands in no id of ours. */
export const accountId = (scope: string, month: string): string => `${scope}~${month}`;

export const placeOfAccount = (id: string): { readonly scope: string; readonly month: string } => {
  const at = id.lastIndexOf('~');
  return { scope: id.slice(0, at), month: id.slice(at + 1) };
};

const newReading = { used: {}, carried: {}, spentMicros: 0, ordered: false };

export const newAccount = (scope: string, month: string, timeZone: string): UsageAccount => ({
  id: accountId(scope, month),
  scope,
  month,
  timeZone,
  lines: [],
  pool: newReading,
  records: 0,
  chunks: [],
});
