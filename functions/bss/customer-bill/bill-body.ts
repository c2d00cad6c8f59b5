import * as z from 'zod';
import type { Money } from '../../../schemas/tmf/common.ts';
import type { Instant } from '../../kernel/clock.ts';
import { decimalOf, microsOf, sum } from '../../kernel/money.ts';
import { hrefOf } from '../../kernel/tmf/resource.ts';
import { customerBill, type OwnBill } from './customer-bill.ts';
import type { Bill } from './engine/bill.ts';
import type { Carry } from './engine/carry.ts';
import { carryOf, packed } from './engine/packed.ts';
import type { AccountRow } from './kept/billed-account.ts';

/** What a bill keeps beside its body: its lines with their reasons, and what it leaves to the next one. */
export const HiddenBill = z.object({
  month: z.int(),
  entity: z.string(),
  currency: z.string(),
  texts: z.array(z.string()),
  times: z.array(z.number()),
  lines: z.array(z.number()),
  roundingBefore: z.int(),
  credit: z.int(),
  carry: z.object({
    month: z.int(),
    roundingMicros: z.int(),
    creditUsedMicros: z.int(),
    products: z.array(z.string()),
    totals: z.array(z.number()),
    fees: z.array(z.string()).optional(),
    windows: z.array(z.number()),
    usage: z.array(z.number()),
  }),
  /** What was written off of it, by the write-offs' ids. @default - nothing */
  writtenOff: z.record(z.string(), z.int()).optional(),
  /** Why the bill was held, where it was. */
  reasons: z.array(z.string()).optional(),
});
export type HiddenBill = z.infer<typeof HiddenBill>;

/** What of a bill is written off and did not come after all: what is paid goes to the open part first. */
export const writtenOffOf = (
  { remainingAmount }: OwnBill,
  { writtenOff = {} }: Pick<HiddenBill, 'writtenOff'>,
): number => {
  const given = sum(Object.values(writtenOff));
  return Math.max(0, Math.min(given, microsOf(remainingAmount?.value ?? 0)));
};

/** What the bill leaves to the next one. */
export const carryFrom = (hidden: Readonly<Record<string, unknown>>): Carry =>
  carryOf(HiddenBill.parse(hidden));

/** What is kept of a bill. */
export const hiddenOf = (bill: Bill, entity: string, reasons: readonly string[]): HiddenBill => ({
  month: bill.cycle.month,
  entity,
  currency: bill.currency,
  ...packed(bill.lines, bill.carry),
  roundingBefore: bill.roundingBeforeMicros,
  credit: bill.creditMicros,
  ...(reasons.length > 0 && { reasons: [...reasons] }),
});

export const money = (currency: string, micros: number): Money => ({
  unit: currency,
  value: decimalOf(micros),
});

const instantOf = (ms: number): Instant => new Date(ms).toISOString();
const dayMs = 86_400_000;
const perPercent = 100;

export interface Naming {
  readonly id: string;
  readonly at: Instant;
  readonly state: NonNullable<OwnBill['state']>;
  readonly category: 'normal' | 'interim' | 'trial';
  readonly runType: 'onCycle' | 'offCycle';
  readonly billNo?: string;
}

/** The bill in TM Forum's words. */
export const bodyOf = (bill: Bill, account: AccountRow, named: Naming): OwnBill => {
  const { currency, cycle } = bill;
  const href = hrefOf(customerBill, named.id);
  const document = (kind: string, mimeType: string) => ({
    attachmentType: 'bill',
    mimeType,
    url: `${href}/document.${kind}`,
  });
  return {
    id: named.id,
    href,
    '@type': customerBill.type,
    ...(named.billNo !== undefined && { billNo: named.billNo }),
    state: named.state,
    category: named.category,
    runType: named.runType,
    billDate: instantOf(cycle.toMs),
    nextBillDate: instantOf(cycle.nextMs),
    paymentDueDate: instantOf(cycle.toMs + account.terms.dueDays * dayMs),
    lastUpdate: named.at,
    billingPeriod: {
      startDateTime: instantOf(cycle.fromMs),
      endDateTime: instantOf(cycle.toMs),
    },
    billingAccount: { id: account.id, name: account.name, '@referredType': 'BillingAccount' },
    relatedParty: [
      {
        id: account.party,
        ...(account.partyName !== undefined && { name: account.partyName }),
        role: 'customer',
        '@referredType': account.partyType ?? 'Party',
      },
    ],
    ...(account.paymentMethod !== undefined && { paymentMethod: { id: account.paymentMethod } }),
    ...(account.financialAccount !== undefined && {
      financialAccount: { id: account.financialAccount },
    }),
    taxExcludedAmount: money(currency, bill.netMicros),
    taxIncludedAmount: money(currency, bill.totalMicros),
    amountDue: money(currency, bill.dueMicros),
    remainingAmount: money(currency, bill.dueMicros),
    taxItem: bill.taxes.map(({ category, hundredths, taxMicros }) => ({
      taxCategory: category,
      taxRate: hundredths / perPercent,
      taxAmount: money(currency, taxMicros),
    })),
    billDocument: [document('html', 'text/html'), document('pdf', 'application/pdf')],
  };
};
