import type { BooksFinding } from '../../../../schemas/billing/books-certificate.ts';
import { decimalOf, microsOf, sum } from '../../../kernel/money.ts';
import type { Line } from '../engine/line.ts';
import { carryOf } from '../engine/packed.ts';
import type { Price, PriceBook } from '../engine/price-book.ts';
import { reAdds } from '../explain.ts';
import type { AccountRow } from '../kept/billed-account.ts';
import type { BookedBill } from './booked-bill.ts';
import type { CapturedPayment, Dunned, MoneySums } from './money.ts';
import { dunningFindings, moneySums, paymentFindings } from './money.ts';

/** A product as the inventory has it now. */
export interface OwnedProduct {
  readonly id: string;
  readonly status: string;
  readonly offering: string | undefined;
}

/** What usage says that a subscription cost in a period. */
export interface RatedUsage {
  readonly subscription: string;
  readonly fromMs: number;
  readonly version: number;
  readonly micros: number;
}

const creditNote = 'credit note';
const isNote = ({ value }: BookedBill): boolean => value.category === creditNote;

const finding = (kind: BooksFinding['kind'], subject: string, text: string): BooksFinding => ({
  kind,
  subject,
  text,
});

const microsIn = (money: { value?: number | undefined } | undefined): number =>
  microsOf(money?.value ?? 0);

/** Each line must follow from its rule, and the lines must make the bill. */
const additions = ({ value, hidden, lines }: BookedBill): readonly BooksFinding[] => {
  const wrong = value.category === creditNote ? [] : reAdds(hidden);
  const net = sum(lines.map(({ netMicros }) => netMicros));
  const tax = sum(lines.map(({ taxMicros }) => taxMicros));
  const differs =
    net !== microsIn(value.taxExcludedAmount) || net + tax !== microsIn(value.taxIncludedAmount);
  return [
    ...wrong.map((name) =>
      finding('billDoesNotAdd', value.id, `${name} does not follow from its rule`),
    ),
    ...(differs
      ? [finding('billDoesNotAdd', value.id, 'the lines do not add up to the bill')]
      : []),
  ];
};

/** What was billed is paid, open, used up by credit, or credited. */
const payments = ({ value, hidden, credited }: BookedBill): readonly BooksFinding[] => {
  if (value.category === creditNote) return [];
  const paid = sum(
    (value.appliedPayment ?? []).map(({ appliedAmount }) => microsIn(appliedAmount)),
  );
  const open = microsIn(value.remainingAmount);
  const known = paid + open + hidden.credit + credited.creditedOpenMicros;
  const total = microsIn(value.taxIncludedAmount);
  return known === total
    ? []
    : [
        finding(
          'paymentsDiffer',
          value.id,
          `billed ${decimalOf(total)}, but paid, open and credited are ${decimalOf(known)}`,
        ),
      ];
};

interface Charged {
  readonly bill: string;
  readonly name: string;
  micros: number;
  entitled: number;
}

const windowKey = ({ product, why }: Line): string | undefined =>
  why.rule === 'recurring' ? `${product} ${why.price} ${why.version} ${why.window[0]}` : undefined;

/** What bills charged for a window must come to what the last of them says is due for it. */
const doubles = (bills: readonly BookedBill[]): readonly BooksFinding[] => {
  const charged = new Map<string, Charged>();
  for (const { value, lines } of bills)
    for (const line of lines) {
      const key = windowKey(line);
      if (key === undefined || line.why.rule !== 'recurring') continue;
      const before = charged.get(key) ?? {
        bill: value.id,
        name: line.name,
        micros: 0,
        entitled: 0,
      };
      before.micros += line.exactMicros;
      before.entitled = line.why.entitledMicros;
      charged.set(key, { ...before, bill: value.id });
    }
  return [...charged.values()]
    .filter(({ micros, entitled }) => micros !== entitled)
    .map(({ bill, name, micros, entitled }) =>
      finding(
        'doubleBill',
        bill,
        `${name}: ${decimalOf(micros)} was charged for one period, ${decimalOf(entitled)} is due`,
      ),
    );
};

const twice = (bills: readonly BookedBill[]): readonly BooksFinding[] => {
  const seen = new Map<string, string>();
  return bills.flatMap(({ value }) => {
    if (value.category !== 'normal') return [];
    const end = value.billingPeriod?.endDateTime ?? '';
    const before = seen.get(end);
    seen.set(end, value.id);
    return before === undefined
      ? []
      : [finding('doubleBill', value.id, `${before} is a bill for the same account and period`)];
  });
};

const unitOf = (price: Price | undefined, version: string): readonly number[] =>
  (price?.versions ?? []).filter((one) => one.version === version).map(({ micros }) => micros);

/** A line of a price must have the amount that the price had in that version. */
const prices = (bills: readonly BookedBill[], book: PriceBook): readonly BooksFinding[] =>
  bills.flatMap(({ value, lines }) =>
    lines.flatMap(({ why, name }) => {
      if (why.rule !== 'recurring' && why.rule !== 'oneTime') return [];
      const known = unitOf(book.prices.get(why.price), why.version);
      return known.includes(why.unitMicros)
        ? []
        : [
            finding(
              'silentPriceChange',
              why.price,
              `${name} on ${value.id} was charged at ${decimalOf(why.unitMicros)}; version ${why.version} says ${known.map(decimalOf).join(' or ') || 'nothing'}`,
            ),
          ];
    }),
  );

const charged = ['active', 'suspended', 'pendingTerminate', 'terminated'];

/** What the inventory has and billing never heard, or heard otherwise. */
const products = (account: AccountRow, owned: readonly OwnedProduct[]): readonly BooksFinding[] =>
  owned
    .filter(({ status, offering }) => charged.includes(status) && offering !== undefined)
    .flatMap(({ id, status, offering }) => {
      const last = account.subscriptions.find((one) => one.id === id)?.snapshots.at(-1);
      if (last?.status === status && last.offering === offering) return [];
      const heard =
        last === undefined ? 'never heard of it' : `has it as ${last.status} of ${last.offering}`;
      return [
        finding(
          'lostEvent',
          id,
          `the inventory has the product as ${status} of ${offering}; billing ${heard}`,
        ),
      ];
    });

const usageHeard = (account: AccountRow, rated: readonly RatedUsage[]): readonly BooksFinding[] =>
  rated.flatMap(({ subscription, fromMs, version, micros }) => {
    const heard = account.usage.find(
      (one) => one.subscription === subscription && one.fromMs === fromMs,
    );
    const known = sum((heard?.lines ?? []).map(({ amountMicros }) => amountMicros));
    return heard?.version === version && known === micros
      ? []
      : [
          finding(
            'lostEvent',
            subscription,
            `usage since ${new Date(fromMs).toISOString()} is ${decimalOf(micros)} in version ${version}; billing heard ${decimalOf(known)} in version ${heard?.version ?? 'none'}`,
          ),
        ];
  });

/** Sums of an account for the books, in millionths. */
export interface AccountSums extends MoneySums {
  readonly rated: number;
  readonly usageBilled: number;
  readonly usageUnbilled: number;
}

const usageSums = (account: AccountRow, bills: readonly BookedBill[]) => {
  const rated = sum(
    account.usage.flatMap(({ lines }) => lines.map(({ amountMicros }) => amountMicros)),
  );
  const last = bills.findLast((one) => !isNote(one));
  const carried = last === undefined ? [] : carryOf(last.hidden).usage;
  const pending = sum(
    account.usage.map((totals) => {
      const before = carried.find(
        (one) => one.subscription === totals.subscription && one.fromMs === totals.fromMs,
      );
      const billed = sum(Object.values(before?.lines ?? {}).map(({ micros }) => micros));
      return sum(totals.lines.map(({ amountMicros }) => amountMicros)) - billed;
    }),
  );
  const usageBilled = sum(
    bills
      .filter((one) => !isNote(one))
      .flatMap(({ lines }) => lines)
      .filter(({ why }) => why.rule === 'usage')
      .map(({ exactMicros }) => exactMicros),
  );
  return { rated, usageBilled, usageUnbilled: pending };
};

/** What other capabilities say of the account, each of its own side. */
export interface Told extends Dunned {
  readonly owned: readonly OwnedProduct[];
  readonly rated: readonly RatedUsage[];
  readonly payments: readonly CapturedPayment[];
}

/** All that does not fit in the books of one account, and its sums. Bills come oldest first. */
export const accountBooks = (
  account: AccountRow,
  bills: readonly BookedBill[],
  book: PriceBook,
  told: Told,
): { readonly findings: readonly BooksFinding[]; readonly sums: AccountSums } => {
  const real = bills.filter((one) => !isNote(one));
  const unknown =
    account.accountVersion === 0
      ? [finding('notBilled', account.id, 'products or usage name an account that does not exist')]
      : [];
  return {
    findings: [
      ...unknown,
      ...bills.flatMap(additions),
      ...bills.flatMap(payments),
      ...doubles(real),
      ...twice(real),
      ...prices(real, book),
      ...products(account, told.owned),
      ...usageHeard(account, told.rated),
      ...paymentFindings(account, real, told.payments),
      ...dunningFindings(account, real, told),
    ],
    sums: { ...usageSums(account, bills), ...moneySums(account, real, told.payments) },
  };
};
