import * as z from 'zod';
import { AccountBalance } from '../account/parts.ts';
import { decimal, extensible, list, Money, reference, text } from '../common.ts';

/** Points at a payment. */
export const PaymentRef = z.strictObject({
  ...reference,
});
export type PaymentRef = z.infer<typeof PaymentRef>;

/** What a payment pays of a bill. */
export const AppliedPayment = z.strictObject({
  ...extensible,
  appliedAmount: Money.optional(),
  payment: PaymentRef.optional(),
});
export type AppliedPayment = z.infer<typeof AppliedPayment>;

/** Points at a financial account, and may show its balances. */
export const FinancialAccountRef = z.strictObject({
  ...reference,
  accountBalance: list(AccountBalance),
});
export type FinancialAccountRef = z.infer<typeof FinancialAccountRef>;

/** Points at a way to pay. */
export const PaymentMethodRef = z.strictObject({
  ...reference,
});
export type PaymentMethodRef = z.infer<typeof PaymentMethodRef>;

/** Points at a party in its role. */
export const RelatedPartyRef = z.strictObject({
  ...reference,
  role: text,
});
export type RelatedPartyRef = z.infer<typeof RelatedPartyRef>;

/** Where a bill is in its life. */
export const stateValue = z.enum([
  'new',
  'onHold',
  'validated',
  'sent',
  'partiallyPaid',
  'settled',
]);
export type stateValue = z.infer<typeof stateValue>;

/** The tax of a bill, of one rate. */
export const TaxItem = z.strictObject({
  ...extensible,
  taxCategory: text,
  taxRate: decimal,
  taxAmount: Money.optional(),
});
export type TaxItem = z.infer<typeof TaxItem>;

/** Points at a bill. */
export const BillRef = z.strictObject({
  ...extensible,
  id: z.string(),
  href: text,
  '@referredType': text,
});
export type BillRef = z.infer<typeof BillRef>;

/** How far a bill on demand is. */
export const StateValues = z.enum(['inProgress', 'rejected', 'done', 'terminatedWithError']);
export type StateValues = z.infer<typeof StateValues>;

/** The tax on a charge, of one rate. */
export const AppliedBillingTaxRate = z.strictObject({
  ...extensible,
  taxCategory: text,
  taxRate: decimal,
  taxAmount: Money.optional(),
});
export type AppliedBillingTaxRate = z.infer<typeof AppliedBillingTaxRate>;

/** A fact that explains a charge. */
export const AppliedBillingRateCharacteristic = z.strictObject({
  ...extensible,
  name: z.string(),
  valueType: text,
  value: z.unknown(),
});
export type AppliedBillingRateCharacteristic = z.infer<typeof AppliedBillingRateCharacteristic>;

/** Points at a product. */
export const ProductRef = z.strictObject({
  ...reference,
});
export type ProductRef = z.infer<typeof ProductRef>;
