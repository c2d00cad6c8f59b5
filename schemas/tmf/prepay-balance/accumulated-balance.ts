import * as z from 'zod';
import { addressable, list, Quantity, RelatedParty, text } from '../common.ts';
import { PartyAccountRef, ProductRef } from '../references.ts';
import { BucketRef, LogicalResourceRef } from './parts.ts';

/** TMF654. All buckets of a kind of one account or product, together. */
export const AccumulatedBalance = z.strictObject({
  ...addressable,
  description: text,
  name: z.string(),
  bucket: z.array(BucketRef).min(1),
  logicalResource: LogicalResourceRef.optional(),
  partyAccount: PartyAccountRef.optional(),
  product: list(ProductRef),
  relatedParty: list(RelatedParty),
  totalBalance: Quantity,
});
export type AccumulatedBalance = z.infer<typeof AccumulatedBalance>;
