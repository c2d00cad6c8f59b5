import type { ProductOrderItem } from '../../../schemas/tmf/product-ordering/parts.ts';
import type { Caller } from '../../kernel/access/caller.ts';
import { accountsOfParty } from './catalogue.ts';

/** The accounts of the party that orders, and which of them pays where nobody says. */
export interface Accounts {
  readonly own: readonly string[];
  readonly only: string | undefined;
}

/** The customer may have said whose account pays; one that has a single account need not. */
export const payingAccounts = async (
  owner: string | undefined,
  items: readonly ProductOrderItem[],
  caller: Caller,
): Promise<Accounts> => {
  const adds = items.some(({ action }) => action === 'add');
  if (!adds || owner === undefined) return { own: [], only: undefined };
  const open = (await accountsOfParty(owner, caller)).filter(({ state }) => state !== 'Closed');
  const own = open.flatMap(({ id }) => id ?? []);
  return { own, only: own.length === 1 ? own[0] : undefined };
};

const named = (item: ProductOrderItem): string | undefined =>
  item.billingAccount?.id ?? item.product?.billingAccount?.id;

export const accountFaults = (
  items: readonly ProductOrderItem[],
  { own }: Accounts,
): readonly string[] =>
  items.flatMap((item) => {
    const account = item.action === 'add' ? named(item) : undefined;
    return account === undefined || own.includes(account)
      ? []
      : [`item ${item.id}: billing account ${account} is no open account of this party`];
  });

/** The line and its product with the account that pays; what was said of it is kept. */
export const withAccount = (item: ProductOrderItem, { only }: Accounts): ProductOrderItem => {
  if (item.action !== 'add') return item;
  const said = item.billingAccount ?? item.product?.billingAccount;
  const account = said?.id ?? only;
  if (account === undefined) return item;
  const billingAccount = { '@referredType': 'BillingAccount', ...said, id: account };
  return { ...item, billingAccount, product: { ...item.product, billingAccount } };
};
