import * as z from 'zod';
import { PaymentMethod } from '../../../schemas/tmf/payment-method/payment-method.ts';
import type { Caller } from '../../kernel/access/caller.ts';
import type { Instant } from '../../kernel/clock.ts';
import { callPeer } from '../../kernel/http/peer.ts';

const path = '/tmf-api/paymentMethod/v4/paymentMethod';

const Methods = z.array(PaymentMethod.extend({ id: z.string() }));
export type Method = z.infer<typeof Methods>[number];

const lowered = (type: string): string => type.charAt(0).toLowerCase() + type.slice(1);

/** Classes of methods from which money is taken; with the others, the payer brings it. */
const pulled = ['tokenizedCard', 'directDebit', 'bankAccountDebit', 'digitalWallet'];
const brought = ['cash', 'check', 'bankAccountTransfer', 'voucher'];

export const isPulled = (type: string): boolean => pulled.includes(lowered(type));
export const isBrought = (type: string): boolean => brought.includes(lowered(type));

const listed = async (query: Readonly<Record<string, string>>, caller: Caller) =>
  Methods.parse(
    await callPeer({ capability: 'payment-method', method: 'GET', path, query }, caller),
  );

/** A payment method that the caller may see. */
export const methodById = async (id: string, caller: Caller): Promise<Method | undefined> =>
  (await listed({ id }, caller))[0];

/** What the provider knows a method by: its token, mandate or wallet. */
export const sourceOf = (method: Method): string => {
  const source = method['token'] ?? method['mandateId'] ?? method['walletId'];
  return typeof source === 'string' ? source : method.id;
};

const isUsable = (method: Method, account: string, at: Instant): boolean => {
  const expires = method['expirationDate'];
  const accounts = method.account ?? [];
  return (
    isPulled(method['@type']) &&
    (method.status ?? 'active') === 'active' &&
    (typeof expires !== 'string' || expires > at) &&
    (accounts.length === 0 || accounts.some(({ id }) => id === account))
  );
};

const accounts = '/tmf-api/accountManagement/v4/billingAccount';
const Accounts = z.array(
  z.looseObject({ defaultPaymentMethod: z.looseObject({ id: z.string() }).optional() }),
);

const methodOfAccount = async (id: string, caller: Caller): Promise<string | undefined> => {
  const rows = await callPeer(
    { capability: 'account', method: 'GET', path: accounts, query: { id } },
    caller,
  );
  return Accounts.parse(rows)[0]?.defaultPaymentMethod?.id;
};

/** Where the method for an account's bills may be said: on the bill, on the account, by the party. */
interface Payer {
  readonly account: string;
  readonly party?: string | undefined;
  /** The method that the bill names. */
  readonly named?: string | undefined;
}

/** The method by which an account's bills are collected: the bill's, else the account's, else the party's preferred one for it. */
export const defaultMethod = async (
  { party, account, named }: Payer,
  at: Instant,
  caller: Caller,
): Promise<Method | undefined> => {
  const id = named ?? (await methodOfAccount(account, caller));
  const method = id === undefined ? undefined : await methodById(id, caller);
  if (method !== undefined && isUsable(method, account, at)) return method;
  if (party === undefined) return undefined;
  const methods = await listed({ 'relatedParty.id': party, limit: '100' }, caller);
  return methods.find((one) => one.isPreferred === true && isUsable(one, account, at));
};
