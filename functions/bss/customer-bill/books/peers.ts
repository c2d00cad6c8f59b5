import * as z from 'zod';
import type { BooksFinding } from '../../../../schemas/billing/books-certificate.ts';
import type { Caller } from '../../../kernel/access/caller.ts';
import { callPeer } from '../../../kernel/http/peer.ts';
import { microsOf, sum } from '../../../kernel/money.ts';
import type { AccountRow } from '../kept/billed-account.ts';
import type { OwnedProduct, RatedUsage } from './account.ts';
import type { KnownPayment } from './payments.ts';

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

const Summaries = z.array(
  z.looseObject({
    period: z.looseObject({ startDateTime: z.string() }),
    line: z.array(
      z.looseObject({
        subscription: z.string(),
        billingAccount: z.string(),
        version: z.int(),
        charges: z.array(z.looseObject({ amountMicros: z.int() })),
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

const Amount = z.looseObject({ value: z.number() });

const Payments = z.array(
  z.looseObject({
    id: z.string(),
    status: z.string().optional(),
    amount: Amount.optional(),
    totalAmount: Amount,
    paymentItem: z
      .array(
        z.looseObject({
          amount: Amount.optional(),
          item: z.looseObject({ '@referredType': z.string().optional() }),
        }),
      )
      .optional(),
  }),
);
type Payment = z.infer<typeof Payments>[number];

const Refunds = z.array(
  z.looseObject({
    status: z.string().optional(),
    payment: z.looseObject({ id: z.string() }),
    totalAmount: Amount,
  }),
);

const pageSize = 100;

/** All of an account that a list of payment's answers, page by page. */
const allOf = async (
  path: string,
  account: string,
  caller: Caller,
): Promise<readonly unknown[]> => {
  const all: unknown[] = [];
  for (;;) {
    const query = {
      'account.id': account,
      limit: String(pageSize),
      offset: String(all.length),
    };
    const answer = await callPeer({ capability: 'payment', method: 'GET', path, query }, caller);
    const page = z.array(z.unknown()).parse(answer);
    all.push(...page);
    if (page.length < pageSize) return all;
  }
};

const captured = ['captured', 'done'];

const itemSum = ({ paymentItem }: Payment, isCredit: boolean): number =>
  sum(
    (paymentItem ?? [])
      .filter(({ item }) => (item['@referredType'] === 'BillingAccount') === isCredit)
      .map(({ amount }) => microsOf(amount?.value ?? 0)),
  );

/** The money that payment has taken for the account, with what went back. */
export const paymentsOf = async (
  { id }: AccountRow,
  caller: Caller,
): Promise<readonly KnownPayment[]> => {
  const payments = Payments.parse(await allOf('/payment/v4/payment', id, caller)).filter(
    ({ status }) => captured.includes(status ?? ''),
  );
  if (payments.length === 0) return [];
  const refunds = Refunds.parse(await allOf('/payment/v4/refund', id, caller)).filter(
    ({ status }) => status === 'done',
  );
  return payments.map((one) => ({
    id: one.id,
    capturedMicros: microsOf((one.amount ?? one.totalAmount).value),
    refundedMicros: sum(
      refunds.flatMap(({ payment, totalAmount }) =>
        payment.id === one.id ? microsOf(totalAmount.value) : [],
      ),
    ),
    allocatedMicros: itemSum(one, false),
    creditMicros: itemSum(one, true),
  }));
};
