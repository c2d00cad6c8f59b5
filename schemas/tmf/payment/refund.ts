import * as z from 'zod';
import { addressable, instant, Money, RelatedParty, text } from '../common.ts';
import { ChannelRef } from '../references.ts';
import { AccountRef, PaymentMethodRefOrValue, PaymentRef } from './parts.ts';

/** TMF676. Money that goes back to where a payment came from. */
export const Refund = z.strictObject({
  ...addressable,
  authorizationCode: text,
  correlatorId: text,
  description: text,
  name: text,
  refundDate: instant,
  status: text,
  statusDate: instant,
  account: AccountRef,
  amount: Money.optional(),
  channel: ChannelRef.optional(),
  payment: PaymentRef.optional(),
  paymentMethod: PaymentMethodRefOrValue,
  requestor: RelatedParty.optional(),
  taxAmount: Money.optional(),
  totalAmount: Money.optional(),
});
export type Refund = z.infer<typeof Refund>;

/** What a client sends to give money back. */
export const RefundCreate = Refund.omit({
  id: true,
  href: true,
  status: true,
  statusDate: true,
}).required({ totalAmount: true });
export type RefundCreate = z.infer<typeof RefundCreate>;
