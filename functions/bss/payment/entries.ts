import type { PaymentItem } from '../../../schemas/tmf/payment/parts.ts';
import { decimalOf, microsOf, sum } from '../../kernel/money.ts';
import type { Allocation } from './ledger.ts';

const billType = 'CustomerBill';
const accountType = 'BillingAccount';

const isBill = ({ item }: PaymentItem): boolean => (item['@referredType'] ?? billType) === billType;

const grossOf = ({ amount, totalAmount }: PaymentItem): number =>
  microsOf(totalAmount?.value ?? amount?.value ?? 0);

/** What the payer wanted to pay that is no bill: it becomes credit, and the credit says so. */
const meantFor = (asked: readonly PaymentItem[]): string => {
  const names = asked.flatMap((one) =>
    isBill(one) || one.item['@referredType'] === accountType
      ? []
      : `${one.item['@referredType'] ?? ''} ${one.item.id}`,
  );
  return names.length === 0 ? 'credit' : `credit for ${names.join(', ')}`;
};

/**
 * The items of a payment as its money was spread: one for each bill, and one for what became credit of the account. An item
 * stays, with nothing in it, when its money went back: who has booked it sees what is left.
 */
export const itemsOf = (
  parts: readonly Allocation[],
  account: string,
  currency: string,
  asked: readonly PaymentItem[] = [],
): PaymentItem[] => {
  const microsFor = (bill: string | undefined): number =>
    sum(parts.flatMap((part) => (part.bill === bill ? part.micros : [])));
  const bills = [...new Set(parts.flatMap(({ bill }) => bill ?? []))];
  const before = asked.find(({ item }) => item['@referredType'] === accountType);
  const credit = { id: account, name: before?.item.name ?? meantFor(asked) };
  const items = [
    ...bills.map((bill) => ({
      micros: microsFor(bill),
      item: {
        ...asked.find((one) => isBill(one) && one.item.id === bill)?.item,
        id: bill,
        '@referredType': billType,
      },
    })),
    ...(parts.some(({ bill }) => bill === undefined)
      ? [{ micros: microsFor(undefined), item: { ...credit, '@referredType': accountType } }]
      : []),
  ];
  return items.map(({ micros, item }, index) => ({
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
