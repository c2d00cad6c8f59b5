import type { Explanation } from '../../../../schemas/billing/explanation.ts';
import { decimalOf } from '../../../kernel/money.ts';
import type { OwnBill } from '../customer-bill.ts';
import type { AccountRow } from '../kept/billed-account.ts';

/** What a bill says on paper, whatever the paper is. */
export interface Letter {
  readonly title: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly currency: string;
  readonly lines: readonly {
    readonly name: string;
    readonly detail: string;
    readonly amount: string;
  }[];
  readonly sums: readonly {
    readonly name: string;
    readonly amount: string;
    readonly strong: boolean;
  }[];
  readonly closing: string;
}

export interface Sender {
  readonly name: string;
  readonly address?: readonly string[] | undefined;
  readonly taxId?: string | undefined;
}

const amount = (value: number): string => value.toFixed(2);
const dateOf = (instant: string | undefined, timeZone: string): string =>
  instant === undefined
    ? ''
    : new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone }).format(Date.parse(instant));

const lastMomentMs = 1;

/** A period as people read it: its last day is in it. */
const periodOf = (
  period: { startDateTime?: string | undefined; endDateTime?: string | undefined },
  timeZone: string,
): string => {
  const { startDateTime, endDateTime } = period;
  if (startDateTime === endDateTime) return dateOf(startDateTime, timeZone);
  const last = new Date(Date.parse(endDateTime ?? '') - lastMomentMs).toISOString();
  return `${dateOf(startDateTime, timeZone)} to ${dateOf(last, timeZone)}`;
};

const titles: Readonly<Record<string, string>> = { 'credit note': 'Credit note', trial: 'Preview' };

const sumsOf = (bill: OwnBill, { sum }: Explanation): Letter['sums'] => [
  { name: 'Sum without tax', amount: amount(sum.taxExcludedAmount), strong: false },
  ...(bill.taxItem ?? []).map(({ taxCategory, taxRate, taxAmount }) => ({
    name: `${taxCategory ?? 'Tax'}, ${taxRate ?? 0} %`,
    amount: amount(taxAmount?.value ?? 0),
    strong: false,
  })),
  { name: 'Sum with tax', amount: amount(sum.taxIncludedAmount), strong: true },
  ...(sum.creditUsed > 0
    ? [{ name: 'Paid by your credit', amount: amount(-sum.creditUsed), strong: false }]
    : []),
  ...(sum.creditUsed !== 0
    ? [{ name: 'To pay', amount: amount(sum.amountDue), strong: true }]
    : []),
];

const closingOf = (bill: OwnBill, timeZone: string): string => {
  if (bill.category === 'credit note')
    return 'The amount is taken off your bill or added to your credit.';
  if ((bill.amountDue?.value ?? 0) === 0) return 'There is nothing to pay.';
  return `Please pay by ${dateOf(bill.paymentDueDate, timeZone)}, naming ${bill.billNo ?? bill.id}. Every line can be opened in your account, down to the single call.`;
};

/** The bill as a letter: from its body, its explanation and the account's address. */
export const letterOf = (
  bill: OwnBill,
  explanation: Explanation,
  account: AccountRow,
  sender: Sender,
): Letter => {
  const { timeZone } = account.terms;
  const number = bill.billNo ?? 'not numbered yet';
  return {
    title: `${titles[bill.category ?? ''] ?? 'Bill'} ${number}`,
    from: [
      sender.name,
      ...(sender.address ?? []),
      ...(sender.taxId === undefined ? [] : [`VAT ${sender.taxId}`]),
    ],
    to: [account.partyName ?? account.name, ...account.address],
    facts: [
      ['Account', `${account.name} (${account.id})`],
      ['Date', dateOf(bill.billDate, timeZone)],
      ['Period', periodOf(bill.billingPeriod ?? {}, timeZone)],
      ['Due', dateOf(bill.paymentDueDate, timeZone)],
    ],
    currency: explanation.currency,
    lines: explanation.line.map((line) => ({
      name: line.name,
      detail: [
        periodOf(line.period, timeZone),
        ...line.part.map(
          ({ text, amount: part }) => `${text}: ${decimalOf(Math.round(part * 1e6))}`,
        ),
      ].join('; '),
      amount: amount(line.taxExcludedAmount),
    })),
    sums: sumsOf(bill, explanation),
    closing: closingOf(bill, timeZone),
  };
};
