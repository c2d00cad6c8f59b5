import * as z from 'zod';
import {
  addressable,
  flag,
  instant,
  list,
  Quantity,
  RelatedParty,
  TimePeriod,
  text,
} from '../common.ts';
import { PartyAccountRef, ProductRef } from '../references.ts';
import { BalanceUsageType, BucketStatusType, LogicalResourceRef } from './parts.ts';

/** TMF654. What a customer has paid for and not used yet. */
export const Bucket = z.strictObject({
  ...addressable,
  confirmationDate: instant,
  description: text,
  isShared: flag,
  name: text,
  remainingValueName: text,
  requestedDate: instant,
  logicalResource: list(LogicalResourceRef),
  partyAccount: PartyAccountRef.optional(),
  product: list(ProductRef),
  relatedParty: list(RelatedParty),
  remainingValue: Quantity.optional(),
  reservedValue: Quantity.optional(),
  status: BucketStatusType.optional(),
  usageType: BalanceUsageType.optional(),
  validFor: TimePeriod.optional(),
});
export type Bucket = z.infer<typeof Bucket>;

/** What an operator sends to open a bucket, empty or with a first value. */
export const BucketCreate = Bucket.omit({
  id: true,
  href: true,
  confirmationDate: true,
  requestedDate: true,
  reservedValue: true,
  status: true,
}).required({ usageType: true, remainingValue: true });
export type BucketCreate = z.infer<typeof BucketCreate>;

/** What an operator may change of a bucket: its value moves by actions alone. */
export const BucketUpdate = z
  .strictObject({
    description: text,
    name: text,
    status: BucketStatusType.optional(),
    validFor: TimePeriod.optional(),
  })
  .partial();
export type BucketUpdate = z.infer<typeof BucketUpdate>;
