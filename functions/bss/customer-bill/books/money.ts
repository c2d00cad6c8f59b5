import type { BooksFinding } from '../../../../schemas/billing/books-certificate.ts';
import { decimalOf, microsOf, sum } from '../../../kernel/money.ts';
import { writtenOffOf } from '../bill-body.ts';
import type { AccountRow } from '../kept/billed-account.ts';
import type { BookedBill } from './booked-bill.ts';

/** A payment as the payment side has it: captured, less what went back. */
export interface CapturedPayment {
  readonly id: string;
  readonly micros: number;
  readonly refundedMicros: number;
  /** What of it is for which bill. */
  readonly bills: readonly { readonly bill: string; readonly micros: number }[];
  /** What of it is for no bill, and so the account's credit. */
  readonly aheadMicros: number;
}

/** What dunning asked for and gave up, as its own side has it. */
export interface Dunned {
  readonly cases: readonly { readonly id: string; readonly fees: number }[];
  readonly writeOffs: readonly { readonly id: string; readonly bills: readonly string[] }[];
}

const lost = (subject: string, text: string): BooksFinding => ({
  kind: 'lostEvent',
  subject,
  text,
});

const creditOf = ({ credits }: AccountRow, id: string): number =>
  credits.find((one) => one.id === id)?.micros ?? 0;

/** What bills and credit have of a payment, item by item. */
const ofPayment = (
  { id, bills: items, aheadMicros }: CapturedPayment,
  account: AccountRow,
  bills: ReadonlyMap<string, BookedBill>,
): readonly BooksFinding[] => {
  const wrong = items.flatMap(({ bill, micros }) => {
    const applied = (bills.get(bill)?.value.appliedPayment ?? [])
      .filter(({ payment }) => payment?.id === id)
      .map(({ appliedAmount }) => microsOf(appliedAmount?.value ?? 0));
    const known = sum(applied) + creditOf(account, `${id}:${bill}`);
    return known === micros
      ? []
      : [lost(id, `pays ${decimalOf(micros)} of ${bill}; billing heard ${decimalOf(known)}`)];
  });
  const ahead = creditOf(account, id);
  return ahead === aheadMicros
    ? wrong
    : [
        ...wrong,
        lost(id, `leaves ${decimalOf(aheadMicros)} of credit; billing heard ${decimalOf(ahead)}`),
      ];
};

/** Money that billing counts and the payment side does not have. */
const unknownMoney = (
  payments: readonly CapturedPayment[],
  bills: readonly BookedBill[],
): readonly BooksFinding[] => {
  const known = new Set(payments.map(({ id }) => id));
  return bills.flatMap(({ value }) =>
    (value.appliedPayment ?? []).flatMap(({ payment, appliedAmount }) => {
      const micros = microsOf(appliedAmount?.value ?? 0);
      if (micros === 0 || known.has(payment?.id ?? '')) return [];
      return {
        kind: 'paymentsDiffer' as const,
        subject: value.id,
        text: `counts ${decimalOf(micros)} of ${payment?.id}, which was not captured`,
      };
    }),
  );
};

/** Every captured payment is in the books as the payment side has it, and no other is. */
export const paymentFindings = (
  account: AccountRow,
  bills: readonly BookedBill[],
  payments: readonly CapturedPayment[],
): readonly BooksFinding[] => {
  const byId = new Map(bills.map((bill) => [bill.value.id, bill]));
  return [
    ...payments.flatMap((one) => ofPayment(one, account, byId)),
    ...unknownMoney(payments, bills),
  ];
};

const feesTwice = (bills: readonly BookedBill[]): readonly BooksFinding[] => {
  const seen = new Map<string, string>();
  return bills.flatMap(({ value, lines }) =>
    lines.flatMap(({ why, name }) => {
      if (why.rule !== 'fee') return [];
      const before = seen.get(why.id);
      seen.set(why.id, value.id);
      return before === undefined
        ? []
        : [{ kind: 'doubleBill' as const, subject: value.id, text: `${name} is on ${before} too` }];
    }),
  );
};

/** Fees that were asked for are known and asked for once; what was written off is written off of its bills. */
export const dunningFindings = (
  { fees = [] }: AccountRow,
  bills: readonly BookedBill[],
  { cases, writeOffs }: Dunned,
): readonly BooksFinding[] => {
  const byId = new Map(bills.map((bill) => [bill.value.id, bill]));
  const currency = bills.at(-1)?.hidden.currency;
  return [
    ...feesTwice(bills),
    ...cases.flatMap(({ id, fees: asked }) => {
      const heard = fees.filter((fee) => fee.id.startsWith(`${id}.`)).length;
      return heard < asked
        ? [lost(id, `${asked} fees were asked for; billing heard of ${heard}`)]
        : [];
    }),
    ...fees
      .filter((fee) => currency !== undefined && fee.currency !== currency)
      .map((fee) => ({
        kind: 'notBilled' as const,
        subject: fee.id,
        text: `a fee in ${fee.currency} cannot be on bills in ${currency}`,
      })),
    ...writeOffs.flatMap(({ id, bills: named }) =>
      named
        .filter((bill) => byId.get(bill)?.hidden.writtenOff?.[id] === undefined)
        .map((bill) => lost(id, `writes off of ${bill}; billing never heard of it`)),
    ),
  ];
};

/** Sums of the money of an account, in millionths. */
export interface MoneySums {
  readonly billed: number;
  readonly paid: number;
  readonly open: number;
  readonly credited: number;
  readonly writtenOff: number;
  readonly captured: number;
  readonly ahead: number;
  readonly refunded: number;
}

/** What was billed and what became of it; what was captured and where it went. */
export const moneySums = (
  account: AccountRow,
  bills: readonly BookedBill[],
  payments: readonly CapturedPayment[],
): MoneySums => {
  const known = new Set(payments.map(({ id }) => id));
  const writtenOff = sum(bills.map(({ value, hidden }) => writtenOffOf(value, hidden)));
  const remaining = sum(bills.map(({ value }) => microsOf(value.remainingAmount?.value ?? 0)));
  const applied = bills.flatMap(({ value }) => value.appliedPayment ?? []);
  return {
    billed: sum(bills.map(({ value }) => microsOf(value.taxIncludedAmount?.value ?? 0))),
    paid: sum(applied.map(({ appliedAmount }) => microsOf(appliedAmount?.value ?? 0))),
    open: remaining - writtenOff,
    credited: sum(bills.map(({ hidden, credited }) => hidden.credit + credited.creditedOpenMicros)),
    writtenOff,
    captured: sum(payments.map(({ micros }) => micros)),
    ahead: sum(
      account.credits
        .filter(({ id }) => known.has(id.split(':')[0] ?? ''))
        .map(({ micros }) => micros),
    ),
    refunded: sum(payments.map(({ refundedMicros }) => refundedMicros)),
  };
};
