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

/** TMF666. What is between a party and the operator, with or without bills. */
export const PartyAccount = z.strictObject({
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
export type PartyAccount = z.infer<typeof PartyAccount>;

/** What a client sends to create a party account. */
export const PartyAccountCreate = PartyAccount.omit({ id: true, href: true });
export type PartyAccountCreate = z.infer<typeof PartyAccountCreate>;

/** What a client may change of a party account. */
export const PartyAccountUpdate = PartyAccountCreate.omit({ accountBalance: true }).partial();
export type PartyAccountUpdate = z.infer<typeof PartyAccountUpdate>;
