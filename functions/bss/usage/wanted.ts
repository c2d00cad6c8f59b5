import { partyPartition } from '../../kernel/table/keys.ts';
import { readIndex } from '../../kernel/table/rows.ts';
import { read } from '../../kernel/table/store.ts';
import type { Query } from '../../kernel/tmf/query.ts';
import { placeOfAccount, usageAccount } from './account/account.ts';
import { line } from './guide/line.ts';

/** What a list of usage is narrowed to before anything is read. */
export interface Wanted {
  readonly party: string | undefined;
  readonly subscription: string | undefined;
  readonly status: string | undefined;
  /** The first and the last month that may hold what is asked for. */
  readonly months: readonly [string | undefined, string | undefined];
}

const equalTo = (query: Query, path: string): string | undefined => {
  const filter = query.filters.find((one) => one.path === path && one.operator === 'eq');
  return filter?.values.length === 1 ? filter.values[0] : undefined;
};

const dayMs = 86_400_000;
const productPath = 'ratedProductUsage.productRef.id';

/** The month of a bound, a day further out: a month of another time zone may begin before or end after. */
const monthOfBound = (
  query: Query,
  operators: readonly string[],
  further: number,
): string | undefined => {
  const bound = query.filters.find(
    ({ path, operator }) => path === 'usageDate' && operators.includes(operator),
  )?.values[0];
  const at = Date.parse(bound ?? '');
  return Number.isNaN(at) ? undefined : new Date(at + further * dayMs).toISOString().slice(0, 7);
};

/** What a query asks for; `subscription` is short for the product that a record was rated for. */
export const wantedBy = (query: Query, partyId: string | undefined): Wanted => ({
  party: partyId ?? equalTo(query, 'relatedParty.id'),
  subscription: equalTo(query, 'subscription') ?? equalTo(query, productPath),
  status: equalTo(query, 'status'),
  months: [monthOfBound(query, ['gt', 'gte'], -1), monthOfBound(query, ['lt', 'lte'], 1)],
});

/** The query's filters, to be held against each record. */
export const filtersOf = ({ filters }: Query): Query['filters'] =>
  filters.map((one) => (one.path === 'subscription' ? { ...one, path: productPath } : one));

/** So many keys of a partition are looked through. */
const mostKeys = 1_000;

/** The ids of a type that belong to a party. */
export const idsOfParty = async (
  tenant: string,
  party: string,
  type: string,
): Promise<readonly string[]> => {
  const prefix = `${type}#`;
  const partition = partyPartition(tenant, party);
  const { sorts } = await readIndex('gsi2', partition, { prefix, limit: mostKeys });
  return sorts.map((sort) => sort.slice(prefix.length));
};

const isWithin = (month: string, [first, last]: Wanted['months']): boolean =>
  (first === undefined || month >= first) && (last === undefined || month <= last);

/** The accounts of a subscription: its own, and those of the billing accounts with which it shares. */
export const accountsOfSubscription = async (
  tenant: string,
  subscription: string,
  months: Wanted['months'],
): Promise<readonly string[]> => {
  const versions = (await read(line, tenant, subscription))?.value.versions ?? [];
  const scopes = new Set([subscription, ...versions.map((one) => one.billingAccount)]);
  const parties = new Set(versions.flatMap(({ party }) => party ?? []));
  const ids = await Promise.all(
    [...parties].map((party) => idsOfParty(tenant, party, usageAccount.type)),
  );
  return ids.flat().filter((id) => {
    const { scope, month } = placeOfAccount(id);
    return scopes.has(scope) && isWithin(month, months);
  });
};
