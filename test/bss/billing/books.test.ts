import { describe, expect, it } from '@jest/globals';
import { bodyOf, hiddenOf } from '../../../functions/bss/customer-bill/bill-body.ts';
import { accountBooks, type Told } from '../../../functions/bss/customer-bill/books/account.ts';
import {
  type BookedBill,
  bookedBill,
} from '../../../functions/bss/customer-bill/books/booked-bill.ts';
import type { CapturedPayment } from '../../../functions/bss/customer-bill/books/money.ts';
import type { Bill } from '../../../functions/bss/customer-bill/engine/bill.ts';
import { hearPrice } from '../../../functions/bss/customer-bill/hear/catalogue.ts';
import type { AccountRow } from '../../../functions/bss/customer-bill/kept/billed-account.ts';
import { aBook, anAccount, aPrice, aProduct, aSnapshot, billsFor, ms } from './given.ts';

const book = aBook({ fibre: [aPrice('fibre-month')] });
const usage = (version: number, amountMicros: number) => ({
  subscription: 'prd-1',
  fromMs: ms('2026-04-01T00:00:00Z'),
  toMs: ms('2026-05-01T00:00:00Z'),
  version,
  currency: 'EUR',
  lines: [
    {
      key: 'k',
      name: 'Calls',
      usageType: 'voice' as const,
      quantity: 60,
      unit: 's',
      records: 1,
      amountMicros,
      priceId: 'p',
      priceVersion: '1',
    },
  ],
});

const account: AccountRow = {
  ...anAccount({
    subscriptions: [aProduct('prd-1', aSnapshot(1, '2026-04-10T00:00:00Z'))],
    usage: [usage(2, 1_230_000)],
  }),
  accountVersion: 1,
  name: 'Ada',
  state: 'Active',
  address: [],
  legalEntity: 'default',
};

const stored = (bill: Bill, id: string): BookedBill =>
  bookedBill({
    value: bodyOf(bill, account, {
      id,
      at: '2026-05-01T12:00:00Z',
      state: 'sent',
      category: 'normal',
      runType: 'onCycle',
    }),
    hidden: hiddenOf(bill, 'default', []),
  });

const made = billsFor(['2026-04-01', '2026-05-01'], () => ({ account, book }));
const bills = made.map((bill, index) => stored(bill, `cb-${index + 1}`));
const owned = [{ id: 'prd-1', status: 'active', offering: 'fibre' }];
const rated = [
  { subscription: 'prd-1', fromMs: ms('2026-04-01T00:00:00Z'), version: 2, micros: 1_230_000 },
];

const told = (more: Partial<Told> = {}): Told => ({
  owned,
  rated,
  payments: [],
  cases: [],
  writeOffs: [],
  ...more,
});

describe('the books', () => {
  it('balance when everything was heard, billed once and adds up', () => {
    const { findings, sums } = accountBooks(account, bills, book, told());
    expect(findings).toEqual([]);
    expect(sums.rated).toBe(sums.usageBilled + sums.usageUnbilled);
    expect(sums.billed).toBe(sums.paid + sums.open + sums.credited + sums.writtenOff);
  });

  it('name usage that billing never heard of', () => {
    const lost = [
      {
        ...rated[0],
        subscription: 'prd-1',
        fromMs: ms('2026-04-01T00:00:00Z'),
        version: 3,
        micros: 2_000_000,
      },
    ];
    expect(accountBooks(account, bills, book, told({ rated: lost })).findings).toMatchObject([
      { kind: 'lostEvent', subject: 'prd-1' },
    ]);
  });

  it('name a product that is active and not charged, and one whose plan changed unheard', () => {
    const more = [...owned, { id: 'prd-2', status: 'active', offering: 'fibre' }];
    expect(accountBooks(account, bills, book, told({ owned: more })).findings).toMatchObject([
      { kind: 'lostEvent', subject: 'prd-2' },
    ]);
    const changed = [{ id: 'prd-1', status: 'active', offering: 'other' }];
    expect(accountBooks(account, bills, book, told({ owned: changed })).findings).toMatchObject([
      { kind: 'lostEvent', subject: 'prd-1' },
    ]);
  });

  it('name a bill that charges a period again', () => {
    const [first] = made;
    if (first === undefined) throw new Error('no bill');
    const { findings } = accountBooks(account, [...bills, stored(first, 'cb-again')], book, told());
    expect(findings.map(({ kind, subject }) => [kind, subject])).toContainEqual([
      'doubleBill',
      'cb-again',
    ]);
  });

  it('name a price that was charged otherwise than its version says', () => {
    const cheaper = aBook({ fibre: [aPrice('fibre-month', { micros: 19_000_000 })] });
    expect(accountBooks(account, bills, cheaper, told()).findings).toMatchObject([
      { kind: 'silentPriceChange', subject: 'fibre-month' },
      { kind: 'silentPriceChange', subject: 'fibre-month' },
      { kind: 'silentPriceChange', subject: 'fibre-month' },
    ]);
  });

  it('name a bill of which money went missing', () => {
    const [first, ...rest] = bills;
    if (first === undefined) throw new Error('no bill');
    const short = {
      ...first,
      value: { ...first.value, remainingAmount: { unit: 'EUR', value: 1 } },
    };
    expect(accountBooks(account, [short, ...rest], book, told()).findings).toMatchObject([
      { kind: 'paymentsDiffer', subject: 'cb-1' },
    ]);
  });

  it('name a line that does not follow from its rule', () => {
    const [first] = made;
    if (first === undefined) throw new Error('no bill');
    const forged = {
      ...first,
      lines: first.lines.map((line, index) =>
        index === 0 ? { ...line, exactMicros: line.exactMicros + 10_000 } : line,
      ),
    };
    const { findings } = accountBooks(account, [stored(forged, 'cb-1')], book, told());
    expect(findings.map(({ kind }) => kind)).toContain('billDoesNotAdd');
  });
});

describe('the money in the books', () => {
  const due = bills[0]?.value.amountDue?.value ?? 0;
  const micros = Math.round(due * 1e6);
  const paidBill = (payment: string): readonly BookedBill[] =>
    bills.map((bill, index) =>
      index > 0
        ? bill
        : {
            ...bill,
            value: {
              ...bill.value,
              remainingAmount: { unit: 'EUR', value: 0 },
              appliedPayment: [
                { appliedAmount: { unit: 'EUR', value: due }, payment: { id: payment } },
              ],
            },
          },
    );
  const payment = (more: Partial<CapturedPayment> = {}): CapturedPayment => ({
    id: 'pay-1',
    micros: micros + 5_000_000,
    refundedMicros: 2_000_000,
    bills: [{ bill: 'cb-1', micros }],
    aheadMicros: 3_000_000,
    ...more,
  });
  const credited = { ...account, credits: [{ id: 'pay-1', name: 'ahead', micros: 3_000_000 }] };

  it('is what the payment side captured: paid, ahead and given back', () => {
    const { findings, sums } = accountBooks(
      credited,
      paidBill('pay-1'),
      book,
      told({ payments: [payment()] }),
    );
    expect(findings).toEqual([]);
    expect(sums.captured).toBe(sums.paid + sums.ahead + sums.refunded);
  });

  it('names a payment that was heard of in part, and one that was never captured', () => {
    const kinds = (of: AccountRow, its: readonly BookedBill[], ...payments: CapturedPayment[]) =>
      accountBooks(of, its, book, told({ payments })).findings.map(({ kind, subject }) => [
        kind,
        subject,
      ]);
    expect(kinds(account, paidBill('pay-1'), payment())).toEqual([['lostEvent', 'pay-1']]);
    expect(kinds(credited, bills, payment())).toEqual([['lostEvent', 'pay-1']]);
    expect(kinds(account, paidBill('pay-2'))).toEqual([['paymentsDiffer', 'cb-1']]);
  });

  it('splits what is open from what was written off, of which payments take the open part first', () => {
    const off = (remaining: number): readonly BookedBill[] =>
      bills.map((bill, index) =>
        index > 0
          ? bill
          : {
              ...bill,
              value: { ...bill.value, remainingAmount: { unit: 'EUR', value: remaining } },
              hidden: { ...bill.hidden, writtenOff: { 'wof-1': 4_000_000 } },
            },
      );
    const others = accountBooks(account, bills.slice(1), book, told()).sums.open;
    const openOf = (remaining: number) => {
      const { open, writtenOff } = accountBooks(account, off(remaining), book, told()).sums;
      return [open - others, writtenOff];
    };
    expect(openOf(10)).toEqual([6_000_000, 4_000_000]);
    expect(openOf(3)).toEqual([0, 3_000_000]);
    expect(openOf(0)).toEqual([0, 0]);
  });

  it('names a write-off and a fee that were never heard of', () => {
    const dunned = told({
      cases: [{ id: 'dun-1', fees: 1 }],
      writeOffs: [{ id: 'wof-1', bills: ['cb-1'] }],
    });
    expect(accountBooks(account, bills, book, dunned).findings).toMatchObject([
      { kind: 'lostEvent', subject: 'dun-1' },
      { kind: 'lostEvent', subject: 'wof-1' },
    ]);
  });
});

describe('a price', () => {
  const told = (version: string, value: number) => ({
    id: 'pop-1',
    name: 'a month',
    version,
    priceType: 'recurring',
    price: { unit: 'EUR', value },
  });
  it('that changes under the same version is noted as silent, one with a new version is not', () => {
    const first = hearPrice(undefined, told('1.0', 20), 1, 1_000);
    const open = hearPrice(first, told('2.0', 25), 2, 2_000);
    expect(open.silent).toEqual([]);
    expect(hearPrice(open, told('2.0', 30), 3, 3_000).silent).toEqual([
      { version: '2.0', fromMicros: 25_000_000, toMicros: 30_000_000, atMs: 3_000 },
    ]);
  });
  it('is the same in whatever order its changes came', () => {
    const [a, b, c] = [
      [told('1.0', 20), 1, 1_000],
      [told('2.0', 25), 2, 2_000],
      [told('3.0', 30), 3, 3_000],
    ] as const;
    const heard = (...order: readonly (typeof a)[]) =>
      order.reduce<ReturnType<typeof hearPrice> | undefined>(
        (before, [price, item, at]) => hearPrice(before, price, item, at),
        undefined,
      );
    expect(heard(c as any, a, b as any)).toEqual(heard(a, b as any, c as any));
  });
});
