import type { PaymentItem } from '../../../schemas/tmf/payment/parts.ts';
import { decimalOf, microsOf } from '../../kernel/money.ts';
import type { Allocation } from './ledger.ts';

const billType = 'CustomerBill';

/** The items of a payment: one for each bill, and one for what became credit of the account. */
export const itemsOf = (
  parts: readonly Allocation[],
  account: string,
  currency: string,
): PaymentItem[] =>
  parts.map(({ bill, micros }, index) => ({
    '@type': 'PaymentItem',
    id: String(index + 1),
    amount: { unit: currency, value: decimalOf(micros) },
    item:
      bill === undefined
        ? { id: account, name: 'credit', '@referredType': 'BillingAccount' }
        : { id: bill, '@referredType': billType },
  }));

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
  (items ?? []).flatMap(({ amount, totalAmount, item }) => {
    if ((item['@referredType'] ?? billType) !== billType) return [];
    const value = totalAmount?.value ?? amount?.value;
    return { bill: item.id, ...(value !== undefined && { micros: microsOf(value) }) };
  });
