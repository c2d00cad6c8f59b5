import * as z from 'zod';
import { addressable, instant, list, Money, RelatedParty, text } from '../common.ts';
import { AccountBalance, AccountRelationship, AccountTaxExemption, Contact } from './parts.ts';

/** TMF666. A balance that accounts share. */
export const FinancialAccount = z.strictObject({
  ...addressable,
  accountType: text,
  description: text,
  lastModified: instant,
  name: z.string(),
  state: text,
  accountBalance: list(AccountBalance),
  accountRelationship: list(AccountRelationship),
  contact: list(Contact),
  creditLimit: Money.optional(),
  relatedParty: list(RelatedParty),
  taxExemption: list(AccountTaxExemption),
});
export type FinancialAccount = z.infer<typeof FinancialAccount>;

/** What a client sends to create a financial account. */
export const FinancialAccountCreate = FinancialAccount.omit({ id: true, href: true });
export type FinancialAccountCreate = z.infer<typeof FinancialAccountCreate>;

/** What a client may change of a financial account. */
export const FinancialAccountUpdate = FinancialAccountCreate.omit({ lastModified: true }).partial();
export type FinancialAccountUpdate = z.infer<typeof FinancialAccountUpdate>;
