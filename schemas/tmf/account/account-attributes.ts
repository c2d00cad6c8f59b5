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

/** TMF666's Account: what billing, party and settlement accounts have alike. */
export const accountAttributes = {
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
};
