import * as z from 'zod';
import { Money, RelatedParty } from '../common.ts';
import { ChannelRef, ProductRef } from '../references.ts';
import {
  action,
  BalanceUsageType,
  BucketRef,
  CostOwnerType,
  LogicalResourceRef,
  serverSet,
} from './parts.ts';

/** TMF654. Value that goes from one bucket into another. */
export const TransferBalance = z
  .strictObject({
    ...action,
    costOwner: CostOwnerType.optional(),
    receiver: RelatedParty.optional(),
    receiverBucket: BucketRef.optional(),
    receiverBucketUsageType: BalanceUsageType.optional(),
    receiverLogicalResource: LogicalResourceRef,
    receiverProduct: ProductRef.optional(),
    transferCost: Money.optional(),
    channel: ChannelRef,
    logicalResource: z.array(LogicalResourceRef).min(1),
  })
  .required({ id: true, href: true, reason: true });
export type TransferBalance = z.infer<typeof TransferBalance>;

/** What a client sends to transfer. */
export const TransferBalanceCreate = TransferBalance.omit({
  ...serverSet,
  partyAccount: true,
}).required({
  amount: true,
  usageType: true,
  bucket: true,
  receiverBucket: true,
  receiverBucketUsageType: true,
});
export type TransferBalanceCreate = z.infer<typeof TransferBalanceCreate>;

/** What a client may change of a transfer. */
export const TransferBalanceUpdate = TransferBalance.omit({
  ...serverSet,
  description: true,
  partyAccount: true,
  validFor: true,
}).partial();
export type TransferBalanceUpdate = z.infer<typeof TransferBalanceUpdate>;
