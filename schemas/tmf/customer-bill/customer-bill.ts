import * as z from 'zod';
import {
  AttachmentRefOrValue,
  addressable,
  instant,
  list,
  Money,
  TimePeriod,
  text,
} from '../common.ts';
import { BillingAccountRef } from '../references.ts';
import {
  AppliedPayment,
  FinancialAccountRef,
  PaymentMethodRef,
  RelatedPartyRef,
  stateValue,
  TaxItem,
} from './parts.ts';

/** TMF678. What a customer owes for a period, and what of it is paid. */
export const CustomerBill = z.strictObject({
  ...addressable,
  billDate: instant,
  billNo: text,
  category: text,
  lastUpdate: instant,
  nextBillDate: instant,
  paymentDueDate: instant,
  runType: text,
  amountDue: Money.optional(),
  appliedPayment: list(AppliedPayment),
  billDocument: list(AttachmentRefOrValue),
  billingAccount: BillingAccountRef.optional(),
  billingPeriod: TimePeriod.optional(),
  financialAccount: FinancialAccountRef.optional(),
  paymentMethod: PaymentMethodRef.optional(),
  relatedParty: list(RelatedPartyRef),
  remainingAmount: Money.optional(),
  state: stateValue.optional(),
  taxExcludedAmount: Money.optional(),
  taxIncludedAmount: Money.optional(),
  taxItem: list(TaxItem),
});
export type CustomerBill = z.infer<typeof CustomerBill>;

/** What a client may change of a customer bill. */
export const CustomerBillUpdate = CustomerBill.omit({
  id: true,
  href: true,
  billDate: true,
  billNo: true,
  category: true,
  lastUpdate: true,
  nextBillDate: true,
  paymentDueDate: true,
  runType: true,
  amountDue: true,
  appliedPayment: true,
  billDocument: true,
  billingAccount: true,
  billingPeriod: true,
  financialAccount: true,
  paymentMethod: true,
  relatedParty: true,
  remainingAmount: true,
  taxExcludedAmount: true,
  taxIncludedAmount: true,
  taxItem: true,
}).partial();
export type CustomerBillUpdate = z.infer<typeof CustomerBillUpdate>;
