import type { PaymentItem } from '../../../schemas/tmf/payment/parts.ts';
import { decimalOf, microsOf, sum } from '../../kernel/money.ts';
import type { Allocation } from './ledger.ts';

const billType = 'CustomerBill';

const isBill = ({ item }: PaymentItem): boolean => (item['@referredType'] ?? billType) === billType;

const grossOf = ({ amount, totalAmount }: PaymentItem): number =>
  microsOf(totalAmount?.value ?? amount?.value ?? 0);

/** Credit is told by what it was meant for, where the payer said that; the rest is the account's. */
const creditItems = (
  micros: number,
  account: string,
  asked: readonly PaymentItem[],
): { readonly micros: number; readonly item: PaymentItem['item'] }[] => {
  let left = micros;
  const meant = asked.flatMap((one) => {
    const part = isBill(one) ? 0 : Math.min(left, grossOf(one));
    left -= part;
    return part > 0 ? { micros: part, item: one.item } : [];
  });
  const own = { id: account, name: 'credit', '@referredType': 'BillingAccount' };
  return left > 0 ? [...meant, { micros: left, item: own }] : meant;
};

/** The items of a payment as its money was spread: one for each bill, and one for each thing that became credit. */
export const itemsOf = (
  parts: readonly Allocation[],
  account: string,
  currency: string,
  asked: readonly PaymentItem[] = [],
): PaymentItem[] => {
  const bills = parts.flatMap(({ bill, micros }) => {
    if (bill === undefined) return [];
    const named = asked.find((one) => isBill(one) && one.item.id === bill);
    return { micros, item: { ...named?.item, id: bill, '@referredType': billType } };
  });
  const credit = sum(parts.flatMap(({ bill, micros }) => (bill === undefined ? micros : [])));
  return [...bills, ...creditItems(credit, account, asked)].map(({ micros, item }, index) => ({
    '@type': 'PaymentItem',
    id: String(index + 1),
    amount: { unit: currency, value: decimalOf(micros) },
    item,
  }));
};

/** Read back: what each item of a captured payment is for. */
export const allocationsOf = (items: readonly PaymentItem[] | undefined): readonly Allocation[] =>
  (items ?? []).map(({ amount, item }) => ({
    micros: microsOf(amount?.value ?? 0),
    ...(item['@referredType'] === billType && { bill: item.id }),
  }));

/** The bills that a payer names, with how much for each where that is said. What is for something else becomes credit. */
export const namedIn = (
  items: readonly PaymentItem[] | undefined,
): readonly { readonly bill: string; readonly micros?: number }[] =>
  (items ?? []).filter(isBill).map((one) => {
    const micros = grossOf(one);
    return { bill: one.item.id, ...(micros > 0 && { micros }) };
  });
