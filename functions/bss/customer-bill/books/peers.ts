import * as z from 'zod';
import type { BooksFinding } from '../../../../schemas/billing/books-certificate.ts';
import type { Caller } from '../../../kernel/access/caller.ts';
import { callPeer } from '../../../kernel/http/peer.ts';
import { microsOf, sum } from '../../../kernel/money.ts';
import type { AccountRow } from '../kept/billed-account.ts';
import { Amount, moneyIsThere, PaymentItems } from '../payment-taken.ts';
import type { OwnedProduct, RatedUsage } from './account.ts';
import type { CapturedPayment, Dunned } from './money.ts';

const Products = z.array(
  z.looseObject({
    id: z.string(),
    status: z.string(),
    billingAccount: z.looseObject({ id: z.string() }).optional(),
    productOffering: z.looseObject({ id: z.string() }).optional(),
  }),
);

/** What the inventory says that the account's party has on this account. */
export const productsOf = async (
  { id, party }: AccountRow,
  caller: Caller,
): Promise<readonly OwnedProduct[]> => {
  if (party === '') return [];
  const answer = await callPeer(
    {
      capability: 'product-inventory',
      method: 'GET',
      path: '/tmf-api/productInventory/v4/product',
      query: { 'relatedParty.id': party, limit: '100' },
    },
    caller,
  );
  return Products.parse(answer)
    .filter(({ billingAccount }) => billingAccount?.id === id)
    .map((one) => ({ id: one.id, status: one.status, offering: one.productOffering?.id }));
};

const SummaryShare = z.looseObject({
  billingAccount: z.string(),
  version: z.int(),
  charges: z.array(z.looseObject({ amountMicros: z.int() })),
});

const Summaries = z.array(
  z.looseObject({
    period: z.looseObject({ startDateTime: z.string() }),
    line: z.array(
      SummaryShare.extend({
        subscription: z.string(),
        share: z.array(SummaryShare).optional(),
      }),
    ),
  }),
);

/** What usage says that the account's subscriptions cost. */
export const usageOf = async (
  { id, party }: AccountRow,
  caller: Caller,
): Promise<readonly RatedUsage[]> => {
  if (party === '') return [];
  const answer = await callPeer(
    {
      capability: 'usage',
      method: 'GET',
      path: '/usage-collection/v1/usageSummary',
      query: { 'line.party': party, limit: '100' },
    },
    caller,
  );
  return Summaries.parse(answer).flatMap(({ period, line }) =>
    line
      .flatMap(({ share, ...whole }) =>
        (share ?? [whole]).map((one) => ({ ...one, subscription: whole.subscription })),
      )
      .filter(({ billingAccount, charges }) => billingAccount === id && charges.length > 0)
      .map(({ subscription, version, charges }) => ({
        subscription,
        fromMs: Date.parse(period.startDateTime),
        version,
        micros: sum(charges.map(({ amountMicros }) => amountMicros)),
      })),
  );
};

const Collections = z.array(
  z.looseObject({
    id: z.string(),
    received: z.int().optional(),
    rated: z.int().optional(),
    rejected: z.int().optional(),
    duplicate: z.int().optional(),
  }),
);

/** Records that came in batches: each was rated, rejected or there already. */
export const collectionsOf = async (caller: Caller): Promise<readonly BooksFinding[]> => {
  const answer = await callPeer(
    {
      capability: 'usage',
      method: 'GET',
      path: '/usage-collection/v1/usageCollection',
      query: { limit: '100', sort: '-startDate' },
    },
    caller,
  );
  return Collections.parse(answer)
    .filter(
      ({ received = 0, rated = 0, rejected = 0, duplicate = 0 }) =>
        received !== rated + rejected + duplicate,
    )
    .map(({ id, received = 0, rated = 0, rejected = 0, duplicate = 0 }) => ({
      kind: 'lostEvent',
      subject: id,
      text: `${received} records came, ${rated} were rated, ${rejected} rejected, ${duplicate} were there already`,
    }));
};

const pageOfRows = 100;

/** Everything of an account that a list has, page by page. */
const everyRow = async (
  capability: string,
  path: string,
  query: Readonly<Record<string, string>>,
  caller: Caller,
): Promise<readonly unknown[]> => {
  const rows: unknown[] = [];
  for (;;) {
    const page = { limit: String(pageOfRows), offset: String(rows.length) };
    const call = { capability, method: 'GET', path, query: { ...query, ...page } } as const;
    const more = z.array(z.unknown()).parse(await callPeer(call, caller));
    rows.push(...more);
    if (more.length < pageOfRows) return rows;
  }
};

const Payments = z.array(
  z.looseObject({
    id: z.string(),
    status: z.string().optional(),
    totalAmount: Amount.optional(),
    paymentItem: PaymentItems.optional(),
  }),
);
type Taken = z.infer<typeof Payments>[number];

const Refunds = z.array(
  z.looseObject({
    status: z.string().optional(),
    totalAmount: Amount.optional(),
    payment: z.looseObject({ id: z.string() }).optional(),
  }),
);

const itemsOf = ({ paymentItem = [] }: Taken) =>
  paymentItem.map(({ item, amount, totalAmount }) => ({
    bill: item.id,
    isAhead: item['@referredType'] === 'BillingAccount',
    micros: microsOf((totalAmount ?? amount)?.value ?? 0),
  }));

const totalOf = ({ totalAmount }: { totalAmount?: z.infer<typeof Amount> | undefined }): number =>
  microsOf(totalAmount?.value ?? 0);

/** What the payment side captured for the account, and where it says that it went. */
export const paymentsOf = async (
  { id }: AccountRow,
  caller: Caller,
): Promise<readonly CapturedPayment[]> => {
  const query = { 'account.id': id };
  const rows = await everyRow('payment', '/payment/v4/payment', query, caller);
  const taken = Payments.parse(rows).filter(({ status }) => moneyIsThere.includes(status ?? ''));
  const isBack = (one: Taken): boolean =>
    sum(itemsOf(one).map(({ micros }) => micros)) !== totalOf(one);
  const refunds = taken.some(isBack)
    ? Refunds.parse(await everyRow('payment', '/payment/v4/refund', query, caller))
    : [];
  return taken.map((one) => ({
    id: one.id,
    micros: totalOf(one),
    refundedMicros: sum(
      refunds
        .filter(({ payment, status }) => payment?.id === one.id && status === 'done')
        .map(totalOf),
    ),
    bills: itemsOf(one).filter(({ isAhead }) => !isAhead),
    aheadMicros: sum(
      itemsOf(one)
        .filter(({ isAhead }) => isAhead)
        .map(({ micros }) => micros),
    ),
  }));
};

const Cases = z.array(
  z.looseObject({
    id: z.string(),
    unpaidBill: z.array(z.looseObject({ amount: Amount, collectibleAmount: Amount })),
    history: z.array(z.looseObject({ action: z.string() })),
  }),
);

type ToldCase = Dunned['cases'][number] & { readonly isAllAskedFor: boolean };

/** The debts of the account, with how many fees dunning asked for. */
export const casesOf = async ({ id }: AccountRow, caller: Caller): Promise<readonly ToldCase[]> => {
  const query = { 'billingAccount.id': id };
  const rows = await everyRow('collections', '/collections/v1/dunningCase', query, caller);
  return Cases.parse(rows).map((one) => ({
    id: one.id,
    fees: one.history.filter(({ action }) => action === 'fee').length,
    isAllAskedFor: one.unpaidBill.every(
      ({ amount, collectibleAmount }) => amount.value === collectibleAmount.value,
    ),
  }));
};

const WriteOffs = z.array(
  z.looseObject({ id: z.string(), customerBill: z.array(z.looseObject({ id: z.string() })) }),
);

/** What was given up of the account's debts. */
export const writeOffsOf = async (
  { id }: AccountRow,
  caller: Caller,
): Promise<Dunned['writeOffs']> => {
  const query = { 'billingAccount.id': id };
  const rows = await everyRow('collections', '/collections/v1/writeOff', query, caller);
  return WriteOffs.parse(rows).map((one) => ({
    id: one.id,
    bills: one.customerBill.map((bill) => bill.id),
  }));
};
