import * as z from 'zod';
import { addressable, instant, list, Money, RelatedParty, text } from '../common.ts';
import { ChannelRef } from '../references.ts';
import { AccountRef, PaymentItem, PaymentMethodRefOrValue } from './parts.ts';

/** TMF676. Money that a party pays, and what it is for. */
export const Payment = z.strictObject({
  ...addressable,
  authorizationCode: text,
  correlatorId: text,
  description: text,
  name: text,
  paymentDate: instant,
  status: text,
  statusDate: instant,
  account: AccountRef,
  amount: Money.optional(),
  channel: ChannelRef.optional(),
  payer: RelatedParty.optional(),
  paymentItem: list(PaymentItem),
  paymentMethod: PaymentMethodRefOrValue,
  taxAmount: Money.optional(),
  totalAmount: Money.optional(),
});
export type Payment = z.infer<typeof Payment>;

/** What a client sends to pay. */
export const PaymentCreate = Payment.omit({
  id: true,
  href: true,
  paymentDate: true,
  status: true,
  statusDate: true,
}).required({ totalAmount: true });
export type PaymentCreate = z.infer<typeof PaymentCreate>;
