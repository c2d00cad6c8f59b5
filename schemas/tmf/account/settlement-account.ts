import * as z from 'zod';
import { accountAttributes } from './account-attributes.ts';

/** TMF666. What is between the operator and a partner. */
export const SettlementAccount = z.strictObject(accountAttributes);
export type SettlementAccount = z.infer<typeof SettlementAccount>;

/** What a client sends to create a settlement account. */
export const SettlementAccountCreate = SettlementAccount.omit({ id: true, href: true });
export type SettlementAccountCreate = z.infer<typeof SettlementAccountCreate>;

/** What a client may change of a settlement account. */
export const SettlementAccountUpdate = SettlementAccountCreate.omit({
  accountBalance: true,
}).partial();
export type SettlementAccountUpdate = z.infer<typeof SettlementAccountUpdate>;
