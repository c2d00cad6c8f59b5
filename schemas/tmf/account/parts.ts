import * as z from 'zod';
import {
  addressable,
  ContactMedium,
  extensible,
  flag,
  list,
  Money,
  RelatedParty,
  reference,
  TimePeriod,
  text,
  whole,
} from '../common.ts';

/** What an account holds of one kind, while it is valid. */
export const AccountBalance = z.strictObject({
  ...extensible,
  balanceType: z.string(),
  amount: Money,
  validFor: TimePeriod,
});
export type AccountBalance = z.infer<typeof AccountBalance>;

/** Points at an account. */
export const AccountRef = z.strictObject({
  ...reference,
  description: text,
});
export type AccountRef = z.infer<typeof AccountRef>;

/** Ties an account to another one. */
export const AccountRelationship = z.strictObject({
  ...extensible,
  relationshipType: z.string(),
  account: AccountRef.optional(),
  validFor: TimePeriod,
});
export type AccountRelationship = z.infer<typeof AccountRelationship>;

/** A cycle, by reference or in full. */
export const BillingCycleSpecificationRefOrValue = z.strictObject({
  ...addressable,
  billingDateShift: whole,
  billingPeriod: text,
  chargeDateOffset: whole,
  creditDateOffset: whole,
  dateShift: whole,
  description: text,
  frequency: text,
  isRef: flag,
  mailingDateOffset: whole,
  name: z.string(),
  paymentDueDateOffset: whole,
  '@referredType': text,
  validFor: TimePeriod.optional(),
});
export type BillingCycleSpecificationRefOrValue = z.infer<
  typeof BillingCycleSpecificationRefOrValue
>;

/** A layout, by reference or in full. */
export const BillFormatRefOrValue = z.strictObject({
  ...addressable,
  description: text,
  isRef: flag,
  name: z.string(),
  '@referredType': text,
});
export type BillFormatRefOrValue = z.infer<typeof BillFormatRefOrValue>;

/** A way to the customer, by reference or in full. */
export const BillPresentationMediaRefOrValue = z.strictObject({
  ...addressable,
  description: text,
  isRef: flag,
  name: z.string(),
  '@referredType': text,
});
export type BillPresentationMediaRefOrValue = z.infer<typeof BillPresentationMediaRefOrValue>;

/** The cycle, layout and ways of an account's bills. */
export const BillStructure = z.strictObject({
  ...extensible,
  cycleSpecification: BillingCycleSpecificationRefOrValue.optional(),
  format: BillFormatRefOrValue.optional(),
  presentationMedia: list(BillPresentationMediaRefOrValue),
});
export type BillStructure = z.infer<typeof BillStructure>;

/** Whom to reach about an account, and how. */
export const Contact = z.strictObject({
  ...extensible,
  contactName: text,
  contactType: z.string(),
  partyRoleType: text,
  contactMedium: list(ContactMedium),
  relatedParty: RelatedParty.optional(),
  validFor: TimePeriod,
});
export type Contact = z.infer<typeof Contact>;

/** Points at a way to pay. */
export const PaymentMethodRef = z.strictObject({
  ...reference,
});
export type PaymentMethodRef = z.infer<typeof PaymentMethodRef>;

/** Points at a financial account, and may show its balance. */
export const FinancialAccountRef = z.strictObject({
  ...reference,
  accountBalance: AccountBalance.optional(),
});
export type FinancialAccountRef = z.infer<typeof FinancialAccountRef>;

/** In how many parts an amount is paid. */
export const PaymentPlan = z.strictObject({
  ...extensible,
  numberOfPayments: whole,
  paymentFrequency: text,
  planType: text,
  priority: whole,
  status: text,
  paymentMethod: PaymentMethodRef.optional(),
  totalAmount: Money.optional(),
  validFor: TimePeriod.optional(),
});
export type PaymentPlan = z.infer<typeof PaymentPlan>;

/** Why an account pays less tax, and by which certificate. */
export const AccountTaxExemption = z.strictObject({
  ...extensible,
  certificateNumber: text,
  issuingJurisdiction: z.string(),
  reason: text,
  validFor: TimePeriod,
});
export type AccountTaxExemption = z.infer<typeof AccountTaxExemption>;
