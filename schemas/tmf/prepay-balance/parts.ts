import * as z from 'zod';
import {
  addressable,
  instant,
  list,
  Quantity,
  RelatedParty,
  reference,
  TimePeriod,
  text,
} from '../common.ts';
import { ChannelRef, PartyAccountRef, ProductRef } from '../references.ts';

/** What a bucket holds. */
export const BalanceUsageType = z.enum(['monetary', 'voice', 'data', 'sms', 'other']);
export type BalanceUsageType = z.infer<typeof BalanceUsageType>;

/** How an action ended; `created` waits. */
export const ActionStatusType = z.enum(['created', 'failed', 'cancelled', 'completed']);
export type ActionStatusType = z.infer<typeof ActionStatusType>;

export const BucketStatusType = z.enum(['active', 'suspended', 'expired']);
export type BucketStatusType = z.infer<typeof BucketStatusType>;

/** Once, or again and again. */
export const AdjustType = z.enum(['recurring', 'oneTime']);

/** How often a top-up comes again. */
export const RecurringPeriodType = z.enum(['weekly', 'fortnightly', 'monthly']);
export type RecurringPeriodType = z.infer<typeof RecurringPeriodType>;

/** Who pays for a transfer. */
export const CostOwnerType = z.enum(['originator', 'receiver']);

/** Points at a bucket. */
export const BucketRef = z.strictObject(reference);

/** Points at a number or other resource. */
export const LogicalResourceRef = z.strictObject(reference);

/** Points at a way to pay. */
export const PaymentMethodRef = z.strictObject(reference);

/** Points at another top-up. */
export const RelatedTopupBalance = RelatedParty;

/** What every action on a balance says. */
export const action = {
  ...addressable,
  confirmationDate: instant,
  description: text,
  reason: text,
  requestedDate: instant,
  amount: Quantity.optional(),
  bucket: BucketRef.optional(),
  channel: ChannelRef.optional(),
  logicalResource: list(LogicalResourceRef),
  partyAccount: PartyAccountRef.optional(),
  product: list(ProductRef),
  relatedParty: list(RelatedParty),
  requestor: RelatedParty.optional(),
  status: ActionStatusType,
  usageType: BalanceUsageType.optional(),
  validFor: TimePeriod.optional(),
};

/** What the server sets of an action. */
export const serverSet = {
  id: true,
  href: true,
  confirmationDate: true,
  requestedDate: true,
  relatedParty: true,
  status: true,
} as const;
