import * as z from 'zod';
import { flag, text, whole } from '../common.ts';
import {
  action,
  PaymentMethodRef,
  RecurringPeriodType,
  RelatedTopupBalance,
  serverSet,
} from './parts.ts';

/** TMF654. Value that is put into a bucket. */
export const TopupBalance = z.strictObject({
  ...action,
  isAutoTopup: flag,
  numberOfPeriods: whole,
  voucher: text,
  balanceTopup: RelatedTopupBalance.optional(),
  paymentMethod: PaymentMethodRef.optional(),
  recurringPeriod: RecurringPeriodType.optional(),
});
export type TopupBalance = z.infer<typeof TopupBalance>;

/** What a client sends to top up. */
export const TopupBalanceCreate = TopupBalance.omit(serverSet).required({
  amount: true,
  usageType: true,
  bucket: true,
  partyAccount: true,
});
export type TopupBalanceCreate = z.infer<typeof TopupBalanceCreate>;

/** What a client may change of a top-up: it cancels what has not happened yet. */
export const TopupBalanceUpdate = TopupBalance.omit({ id: true, href: true }).partial();
export type TopupBalanceUpdate = z.infer<typeof TopupBalanceUpdate>;
