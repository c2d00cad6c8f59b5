import * as z from 'zod';
import { accountAttributes } from './account-attributes.ts';

/** TMF666. What is between a party and the operator, with or without bills. */
export const PartyAccount = z.strictObject(accountAttributes);
export type PartyAccount = z.infer<typeof PartyAccount>;

/** What a client sends to create a party account. */
export const PartyAccountCreate = PartyAccount.omit({ id: true, href: true });
export type PartyAccountCreate = z.infer<typeof PartyAccountCreate>;

/** What a client may change of a party account. */
export const PartyAccountUpdate = PartyAccountCreate.omit({ accountBalance: true }).partial();
export type PartyAccountUpdate = z.infer<typeof PartyAccountUpdate>;
