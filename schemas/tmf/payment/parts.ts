import * as z from 'zod';
import {
  addressable,
  extensible,
  flag,
  instant,
  list,
  Money,
  RelatedParty,
  reference,
  TimePeriod,
  text,
} from '../common.ts';

/** Points at the account that is paid for. */
export const AccountRef = z.strictObject({
  ...reference,
  description: text,
});
export type AccountRef = z.infer<typeof AccountRef>;

/** Points at what is paid: a bill, an order. */
const EntityRef = z.strictObject(reference);

/** Points at a payment. */
export const PaymentRef = z.strictObject(reference);

/** How much of a payment is for what. */
export const PaymentItem = z.strictObject({
  ...extensible,
  id: text,
  amount: Money.optional(),
  item: EntityRef,
  taxAmount: Money.optional(),
  totalAmount: Money.optional(),
});
export type PaymentItem = z.infer<typeof PaymentItem>;

/** A way to pay, by reference or told in full. */
export const PaymentMethodRefOrValue = z.strictObject({
  ...addressable,
  description: text,
  isPreferred: flag,
  name: text,
  status: text,
  statusDate: instant,
  account: list(AccountRef),
  relatedParty: RelatedParty.optional(),
  validFor: TimePeriod.optional(),
  '@referredType': text,
});
export type PaymentMethodRefOrValue = z.infer<typeof PaymentMethodRefOrValue>;
