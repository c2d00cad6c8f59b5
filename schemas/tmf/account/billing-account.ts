import * as z from 'zod';
import { accountAttributes } from './account-attributes.ts';

/** TMF666. Who gets a bill: how often, in which form, and how it is paid. */
export const BillingAccount = z.strictObject(accountAttributes);
export type BillingAccount = z.infer<typeof BillingAccount>;

/** What a client sends to create a billing account. */
export const BillingAccountCreate = BillingAccount.omit({ id: true, href: true });
export type BillingAccountCreate = z.infer<typeof BillingAccountCreate>;

/** What a client may change of a billing account. */
export const BillingAccountUpdate = BillingAccountCreate.omit({ accountBalance: true }).partial();
export type BillingAccountUpdate = z.infer<typeof BillingAccountUpdate>;
