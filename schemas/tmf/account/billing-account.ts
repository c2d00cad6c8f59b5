import * as z from 'zod';
import { addressable, instant, list, Money, RelatedParty, text } from '../common.ts';
import {
  AccountBalance,
  AccountRelationship,
  AccountTaxExemption,
  BillStructure,
  Contact,
  FinancialAccountRef,
  PaymentMethodRef,
  PaymentPlan,
} from './parts.ts';

/** TMF666. Who gets a bill: how often, in which form, and how it is paid. */
export const BillingAccount = z.strictObject({
  ...addressable,
  accountType: text,
  description: text,
  lastModified: instant,
  name: z.string(),
  paymentStatus: text,
  state: text,
  accountBalance: list(AccountBalance),
  accountRelationship: list(AccountRelationship),
  billStructure: BillStructure.optional(),
  contact: list(Contact),
  creditLimit: Money.optional(),
  defaultPaymentMethod: PaymentMethodRef.optional(),
  financialAccount: FinancialAccountRef.optional(),
  paymentPlan: list(PaymentPlan),
  relatedParty: z.array(RelatedParty).min(1),
  taxExemption: list(AccountTaxExemption),
});
export type BillingAccount = z.infer<typeof BillingAccount>;

/** What a client sends to create a billing account. */
export const BillingAccountCreate = BillingAccount.omit({ id: true, href: true });
export type BillingAccountCreate = z.infer<typeof BillingAccountCreate>;

/** What a client may change of a billing account. */
export const BillingAccountUpdate = BillingAccountCreate.omit({ accountBalance: true }).partial();
export type BillingAccountUpdate = z.infer<typeof BillingAccountUpdate>;
