import { grantOf, ownOnly } from '../../../kernel/access/caller.ts';
import type { Request } from '../../../kernel/http/request.ts';
import { badQuery, forbidden, notFound } from '../../../kernel/problem.ts';
import { lookupPartition, partyPartition } from '../../../kernel/table/keys.ts';
import { readIndex } from '../../../kernel/table/rows.ts';
import { readAll } from '../../../kernel/table/store.ts';
import type { Stored } from '../../../kernel/table/stored.ts';
import { shown } from '../../../kernel/tmf/answer.ts';
import { pageHeaders } from '../../../kernel/tmf/list.ts';
import type { Query } from '../../../kernel/tmf/query.ts';
import { matches, parseQuery, sorted, withFields } from '../../../kernel/tmf/query.ts';
import type { Route } from '../../../kernel/tmf/route.ts';
import { attributesOf } from '../../../kernel/tmf/validate.ts';
import { appliedCustomerBillingRate as rate, rateOf } from '../applied-customer-billing-rate.ts';
import { HiddenBill } from '../bill-body.ts';
import { customerBill, type OwnBill } from '../customer-bill.ts';
import { linesOf } from '../engine/packed.ts';
import { previewOf } from '../preview.ts';
import { seenBill } from './see.ts';

type Rate = ReturnType<typeof rateOf>;

const ratesOf = ({ value, hidden }: Stored<OwnBill>): readonly Rate[] => {
  const kept = HiddenBill.parse(hidden);
  return linesOf(kept).map((line, index) => rateOf(line, index, value, kept.currency, true));
};

const equalTo = ({ filters }: Query, path: string): string | undefined => {
  const found = filters.find((one) => one.path === path && one.operator === 'eq');
  return found?.values.length === 1 ? found.values[0] : undefined;
};

/** Two years of bills: more lines are never asked for at once. */
const mostBills = 24;

const lastBills = async (
  tenant: string,
  index: 'gsi2' | 'gsi3',
  partition: string,
): Promise<readonly Stored<OwnBill>[]> => {
  const prefix = index === 'gsi2' ? { prefix: `${customerBill.type}#` } : {};
  const { sorts } = await readIndex(index, partition, { limit: mostBills, ...prefix });
  const ids = sorts.map((sort) => sort.slice(prefix.prefix?.length ?? 0));
  return readAll(customerBill, tenant, ids);
};

/** The bills whose lines are asked for: of a bill, of an account, or of the caller. */
const billsFor = async (request: Request, query: Query): Promise<readonly Stored<OwnBill>[]> => {
  const { tenant, partyId } = request.caller;
  const bill = equalTo(query, 'bill.id');
  if (bill !== undefined) return readAll(customerBill, tenant, [bill]);
  const account = equalTo(query, 'billingAccount.id');
  if (account !== undefined) {
    const key = lookupPartition(tenant, customerBill.type, 'billingAccount.id', account);
    return lastBills(tenant, 'gsi3', key);
  }
  if (partyId !== undefined) return lastBills(tenant, 'gsi2', partyPartition(tenant, partyId));
  throw badQuery('Say whose: filter by bill.id or billingAccount.id');
};

/** What the account will be charged: the lines of its next bill. */
const unbilled = async (request: Request, query: Query): Promise<readonly Rate[]> => {
  const account = equalTo(query, 'billingAccount.id');
  if (account === undefined || equalTo(query, 'isBilled') !== 'false') return [];
  const { bill, value } = await previewOf(request, { account });
  return bill.lines.map((line, index) => rateOf(line, index, value, bill.currency, false));
};

const ownBills = (request: Request, bills: readonly Stored<OwnBill>[]) => {
  const grant = grantOf(request.caller, rate.access);
  if (grant === 'none') throw forbidden('Your role may not see charges');
  return ownOnly(grant)
    ? bills.filter(
        ({ value, hidden }) => customerBill.owner?.(value, hidden) === request.caller.partyId,
      )
    : bills;
};

/** Lines are kept in their bills and shown from there. */
export const appliedRateRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: rate.name,
    serve: async (request) => {
      const query = parseQuery(request.query, attributesOf(rate.schema.read));
      const asked = Object.keys(query.filters).length > 0 || request.caller.partyId !== undefined;
      const bills = asked ? ownBills(request, await billsFor(request, query)) : [];
      const all = [...bills.flatMap(ratesOf), ...(await unbilled(request, query))];
      const found = sorted(
        all.filter((one) => matches(one, query.filters)),
        query.sort,
      );
      const end = query.offset + query.limit;
      const page = found.slice(query.offset, end);
      return {
        status: 200,
        body: page.map((one) => withFields(shown(one, request), query.fields)),
        headers: pageHeaders(request, `${rate.api.basePath}/${rate.name}`, query, {
          count: page.length,
          total: found.length,
          more: found.length > end,
        }),
      };
    },
  },
  {
    method: 'GET',
    path: `${rate.name}/*`,
    serve: async (request, [id = '']) => {
      const { stored } = await seenBill(request, id.slice(0, id.lastIndexOf('.')));
      const found = ratesOf(stored).find((one) => one.id === id);
      if (found === undefined) throw notFound(rate.name, id);
      return {
        status: 200,
        body: withFields(shown(found, request), request.query['fields']?.at(-1)?.split(',')),
      };
    },
  },
];
