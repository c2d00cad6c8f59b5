import * as z from 'zod';
import { derivedId } from '../../kernel/ids.ts';
import { coinOf, microsOf, rounded, share, sum } from '../../kernel/money.ts';
import { badRequest, conflict } from '../../kernel/problem.ts';
import { change, commitAll, creation, racing, read } from '../../kernel/table/store.ts';
import type { Stored, WriteContext } from '../../kernel/table/stored.ts';
import { hrefOf } from '../../kernel/tmf/resource.ts';
import { lineId } from './applied-customer-billing-rate.ts';
import { HiddenBill, money } from './bill-body.ts';
import { customerBill, type OwnBill } from './customer-bill.ts';
import type { Line } from './engine/line.ts';
import { carryOf, linesOf, packed } from './engine/packed.ts';
import { billedAccount } from './kept/billed-account.ts';
import { billNumberSeries } from './kept/run-rows.ts';
import { defaultEntity, legalEntity } from './legal-entity.ts';
import { numbered, seriesWrite } from './run/numbers.ts';
import { paidState } from './run/release.ts';

/** Why a bill is credited. */
const reasons = [
  'duplicated_charge',
  'product_unsatisfactory',
  'order_change',
  'order_cancellation',
  'fraudulent_charge',
  'void',
  'other',
] as const;

/** What of a bill is credited: some lines, an amount with tax, or all of it. */
export const CreditNoteAsked = z.strictObject({
  reason: z.enum(reasons),
  description: z.string().optional(),
  line: z.array(z.string()).min(1).optional(),
  amount: z.number().positive().optional(),
});
export type CreditNoteAsked = z.infer<typeof CreditNoteAsked>;

/** What a bill keeps of its credit notes. */
export const Credited = z.object({
  credited: z.array(z.string()).default([]),
  creditedMicros: z.int().default(0),
  /** What of it was taken off what was still to be paid. */
  creditedOpenMicros: z.int().default(0),
});

const negated = (line: Line): Line => ({
  ...line,
  exactMicros: -line.netMicros,
  netMicros: -line.netMicros,
  taxMicros: -line.taxMicros,
});

/** An amount with tax, shared over the lines as they share the bill. */
const byAmount = (lines: readonly Line[], micros: number, currency: string): readonly Line[] => {
  const coin = coinOf(currency);
  const total = sum(lines.map(({ netMicros, taxMicros }) => netMicros + taxMicros));
  const [first] = lines;
  if (first === undefined || total <= 0) return [];
  const net = rounded(share(sum(lines.map(({ netMicros }) => netMicros)), micros, total), coin);
  return [
    {
      ...first,
      name: 'Part of the bill',
      netMicros: -net,
      exactMicros: -net,
      taxMicros: net - micros,
    },
  ];
};

const linesAsked = (
  bill: OwnBill,
  lines: readonly Line[],
  asked: CreditNoteAsked,
  currency: string,
) => {
  if (asked.amount !== undefined) return byAmount(lines, microsOf(asked.amount), currency);
  const ids = asked.line;
  if (ids === undefined) return lines.map(negated);
  const known = lines.map((_, index) => lineId(bill.id, index));
  const unknown = ids.filter((id) => !known.includes(id));
  if (unknown.length > 0) throw badRequest(`${unknown.join(', ')} is no line of ${bill.id}`);
  return lines.filter((_, index) => ids.includes(known[index] ?? '')).map(negated);
};

const noteBody = (
  bill: OwnBill,
  lines: readonly Line[],
  named: { readonly id: string; readonly billNo: string; readonly asked: CreditNoteAsked },
  currency: string,
  { at }: WriteContext,
): OwnBill => {
  const net = sum(lines.map(({ netMicros }) => netMicros));
  const tax = sum(lines.map(({ taxMicros }) => taxMicros));
  const href = hrefOf(customerBill, named.id);
  return {
    ...bill,
    id: named.id,
    href,
    billNo: named.billNo,
    category: 'credit note',
    runType: 'offCycle',
    state: 'settled',
    billDate: at,
    lastUpdate: at,
    appliedPayment: [],
    taxExcludedAmount: money(currency, net),
    taxIncludedAmount: money(currency, net + tax),
    amountDue: money(currency, net + tax),
    remainingAmount: money(currency, 0),
    taxItem: (bill.taxItem ?? [])
      .slice(0, 1)
      .map((one) => ({ ...one, taxAmount: money(currency, tax) })),
    billDocument: ['html', 'pdf'].map((kind) => ({
      attachmentType: 'bill',
      name: `${named.asked.reason} of ${bill.billNo ?? bill.id}`,
      url: `${href}/document.${kind}`,
    })),
  };
};

const creditable = ['sent', 'partiallyPaid', 'settled'];

const assertCreditable = (bill: OwnBill, credit: number, before: number): void => {
  if (!creditable.includes(bill.state ?? '') || bill.category === 'credit note')
    throw conflict(
      `${bill.id} is ${bill.state ?? 'without state'}; only a bill that was sent can be credited`,
    );
  const most = microsOf(bill.taxIncludedAmount?.value ?? 0) - before;
  if (credit <= 0 || credit > most)
    throw conflict(`Of ${bill.id}, ${most / 1e6} can still be credited, not ${credit / 1e6}`);
};

/** The bill after the credit: what is still to be paid is less; what was paid already becomes the customer's credit. */
const afterCredit = (bill: OwnBill, credit: number, currency: string, at: string) => {
  const left = microsOf(bill.remainingAmount?.value ?? 0);
  const off = Math.min(left, credit);
  const next = { ...bill, remainingAmount: money(currency, left - off), lastUpdate: at };
  return { next: { ...next, state: paidState(next) }, given: credit - off };
};

/** Credits a bill with a credit note of its own number; the bill itself is never edited but for what is left to pay. */
export const creditBill = async (
  stored: Stored<OwnBill>,
  asked: CreditNoteAsked,
  key: string,
  context: WriteContext,
): Promise<OwnBill> => {
  const noteId = derivedId(customerBill.idPrefix, stored.value.id, 'credit', key);
  let made: OwnBill | undefined;
  await racing(stored.value.id, async () => {
    const { tenant } = context.caller;
    const existing = await read(customerBill, tenant, noteId);
    if (existing !== undefined) {
      made = existing.value;
      return true;
    }
    const bill = (await read(customerBill, tenant, stored.value.id)) ?? stored;
    const hidden = HiddenBill.parse(bill.hidden);
    const before = Credited.parse(bill.hidden);
    const { currency, entity } = hidden;
    const lines = linesAsked(bill.value, linesOf(hidden), asked, currency);
    const credit = -sum(lines.map(({ netMicros, taxMicros }) => netMicros + taxMicros));
    assertCreditable(bill.value, credit, before.creditedMicros);
    const [series, issuer, account] = await Promise.all([
      read(billNumberSeries, tenant, entity),
      read(legalEntity, tenant, entity),
      read(billedAccount, tenant, bill.value.billingAccount?.id ?? ''),
    ]);
    const last = (series?.value.last ?? 0) + 1;
    const billNo = numbered((issuer?.value ?? defaultEntity).numberPrefix ?? '', last);
    const note = noteBody(bill.value, lines, { id: noteId, billNo, asked }, currency, context);
    const { next, given } = afterCredit(bill.value, credit, currency, context.at);
    const writes = [
      creation(customerBill, note, context, {
        hidden: {
          ...hidden,
          ...packed(lines, carryOf(hidden)),
          credit: 0,
          credits: stored.value.id,
          reason: asked.reason,
        },
        extra: [{ eventType: 'CustomerBillStateChangeEvent', resource: customerBill.name }],
      }),
      change(customerBill, bill, next, context, {
        attributes: false,
        hidden: {
          ...bill.hidden,
          credited: [...before.credited, noteId],
          creditedMicros: before.creditedMicros + credit,
          creditedOpenMicros: before.creditedOpenMicros + credit - given,
        },
      }),
      seriesWrite(series, entity, last, context),
      ...(given > 0 && account !== undefined
        ? [
            change(
              billedAccount,
              account,
              {
                ...account.value,
                credits: [
                  ...account.value.credits,
                  { id: noteId, name: `Credit note ${billNo}`, micros: given },
                ],
              },
              context,
            ),
          ]
        : []),
    ];
    const { committed } = await commitAll(writes);
    if (committed) made = note;
    return committed;
  });
  if (made === undefined) throw conflict(`${stored.value.id} was changed meanwhile; try again`);
  return made;
};
