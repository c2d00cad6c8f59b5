import type { BooksFinding } from '../../../../schemas/billing/books-certificate.ts';
import { decimalOf, sum } from '../../../kernel/money.ts';
import type { AccountRow } from '../kept/billed-account.ts';
import { type BookedBill, finding, microsIn } from './booked-bill.ts';

/** What payment says of one payment that was captured. */
export interface KnownPayment {
  readonly id: string;
  readonly capturedMicros: number;
  readonly refundedMicros: number;
  /** What of it stands at bills, and what at the account. */
  readonly allocatedMicros: number;
  readonly creditMicros: number;
}

/** Sums of an account's money that came, in millionths. */
export interface PaymentSums {
  readonly captured: number;
  readonly applied: number;
  readonly paymentCredit: number;
  readonly refunded: number;
}

interface Taken {
  readonly applied: number;
  readonly credit: number;
}

/** What billing has of a payment: at its bills, and as credit of its account. */
const takenOf = (account: AccountRow, bills: readonly BookedBill[], id: string): Taken => ({
  applied: sum(
    bills.flatMap(({ value }) =>
      (value.appliedPayment ?? []).flatMap(({ payment, appliedAmount }) =>
        payment?.id === id ? microsIn(appliedAmount) : [],
      ),
    ),
  ),
  credit: sum(
    account.credits.flatMap((one) =>
      one.id === id || one.id.startsWith(`${id}:`) ? one.micros : [],
    ),
  ),
});

/** A captured payment must be somewhere: with payment itself, and with billing as payment says. */
export const paymentsHeard = (
  account: AccountRow,
  bills: readonly BookedBill[],
  payments: readonly KnownPayment[],
): readonly BooksFinding[] =>
  payments.flatMap((one) => {
    const { id, capturedMicros, refundedMicros } = one;
    const kept = one.allocatedMicros + one.creditMicros;
    const taken = takenOf(account, bills, id);
    const known = taken.applied + taken.credit;
    return [
      ...(capturedMicros === kept + refundedMicros
        ? []
        : [
            finding(
              'paymentsDiffer',
              id,
              `${decimalOf(capturedMicros)} was captured; ${decimalOf(kept)} is allocated or credit, ${decimalOf(refundedMicros)} was refunded`,
            ),
          ]),
      ...(known === kept
        ? []
        : [
            finding(
              'lostEvent',
              id,
              `payment has ${decimalOf(kept)} of it; billing heard ${decimalOf(known)}`,
            ),
          ]),
    ];
  });

/** The money that came, as payment and as billing have it. */
export const paymentSums = (
  account: AccountRow,
  bills: readonly BookedBill[],
  payments: readonly KnownPayment[],
): PaymentSums => {
  const taken = payments.map(({ id }) => takenOf(account, bills, id));
  return {
    captured: sum(payments.map(({ capturedMicros }) => capturedMicros)),
    refunded: sum(payments.map(({ refundedMicros }) => refundedMicros)),
    applied: sum(taken.map(({ applied }) => applied)),
    paymentCredit: sum(taken.map(({ credit }) => credit)),
  };
};
