import * as z from 'zod';
import { flag, Money, RelatedParty, text, whole } from '../common.ts';
import { ProductRef } from '../references.ts';
import {
  AdjustType,
  action,
  BalanceUsageType,
  BucketRef,
  CostOwnerType,
  LogicalResourceRef,
  PaymentMethodRef,
  RecurringPeriodType,
  RelatedTopupBalance,
} from './parts.ts';

/** TMF654. An action of any kind, as the history shows it. */
export const BalanceActionHistory = z.strictObject({
  ...action,
  isAutoTopup: flag,
  numberOfPeriods: whole,
  voucher: text,
  adjustType: AdjustType.optional(),
  balanceTopup: RelatedTopupBalance.optional(),
  costOwner: CostOwnerType.optional(),
  paymentMethod: PaymentMethodRef.optional(),
  receiver: RelatedParty.optional(),
  receiverBucket: BucketRef.optional(),
  receiverBucketUsageType: BalanceUsageType.optional(),
  receiverLogicalResource: LogicalResourceRef.optional(),
  receiverProduct: ProductRef.optional(),
  recurringPeriod: RecurringPeriodType.optional(),
  transferCost: Money.optional(),
});
export type BalanceActionHistory = z.infer<typeof BalanceActionHistory>;
