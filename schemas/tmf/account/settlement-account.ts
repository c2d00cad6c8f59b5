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

/** TMF666. What is between the operator and a partner. */
export const SettlementAccount = z.strictObject({
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
export type SettlementAccount = z.infer<typeof SettlementAccount>;

/** What a client sends to create a settlement account. */
export const SettlementAccountCreate = SettlementAccount.omit({ id: true, href: true });
export type SettlementAccountCreate = z.infer<typeof SettlementAccountCreate>;

/** What a client may change of a settlement account. */
export const SettlementAccountUpdate = SettlementAccountCreate.omit({
  accountBalance: true,
}).partial();
export type SettlementAccountUpdate = z.infer<typeof SettlementAccountUpdate>;
