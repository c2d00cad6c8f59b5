import * as z from 'zod';
import { AccumulatedBalance } from '../../../schemas/tmf/prepay-balance/accumulated-balance.ts';
import { BalanceActionHistory } from '../../../schemas/tmf/prepay-balance/balance-action-history.ts';
import type { Bucket } from '../../../schemas/tmf/prepay-balance/bucket.ts';
import type { Caller } from '../../kernel/access/caller.ts';
import { customerReads } from '../../kernel/access/caller.ts';
import { badQuery } from '../../kernel/problem.ts';
import { read } from '../../kernel/table/store.ts';
import type { Stored } from '../../kernel/table/stored.ts';
import { findPage } from '../../kernel/tmf/find.ts';
import type { Page, Query } from '../../kernel/tmf/query.ts';
import { matches, sorted } from '../../kernel/tmf/query.ts';
import type { Entity, Identified, Resource, Search } from '../../kernel/tmf/resource.ts';
import { defineResource, hrefOf, ownerAmong, workedOut } from '../../kernel/tmf/resource.ts';
import { adjustBalance, topupBalance } from './actions.ts';
import type { OwnBucket } from './bucket.ts';
import { amountOf, bucket, unitsOf } from './bucket.ts';
import { capability } from './capability.ts';
import { reserveBalance } from './reserve.ts';
import { transferBalance } from './transfer.ts';

type Accumulated = Identified<AccumulatedBalance>;
type History = Identified<BalanceActionHistory>;

const grantFor = (partyId: string | undefined): 'all' | 'readOwn' =>
  partyId === undefined ? 'all' : 'readOwn';

const asCaller = (caller: Caller, partyId: string | undefined): Caller => ({
  ...caller,
  ...(partyId !== undefined && { partyId }),
});

/** The name of a sum: whose, of what kind, in which unit. */
const Sum = z.tuple([z.string(), z.string(), z.string()]);

const sumOf = ({ partyAccount, product, relatedParty, usageType, remainingValue }: OwnBucket) =>
  [
    partyAccount?.id ?? product?.[0]?.id ?? ownerAmong(relatedParty) ?? '',
    usageType ?? '',
    remainingValue?.units ?? '',
  ] as const;

const sumId = (sum: readonly string[]): string =>
  `acc-${Buffer.from(JSON.stringify(sum)).toString('base64url')}`;

const address = { api: capability.api, name: 'accumulatedBalance' };

const together = (id: string, buckets: readonly OwnBucket[]): Accumulated => {
  const [first] = buckets;
  const usageType: Bucket['usageType'] = first?.usageType;
  const units = buckets.reduce(
    (total, { remainingValue }) => total + unitsOf(usageType, remainingValue?.amount ?? 0),
    0,
  );
  return {
    id,
    href: hrefOf(address, id),
    '@type': 'AccumulatedBalance',
    name: `${usageType ?? ''} balance`,
    bucket: buckets.map(({ id: bucketId, href }) => ({ id: bucketId, href })),
    ...(first?.partyAccount && { partyAccount: first.partyAccount }),
    ...(first?.product && { product: first.product }),
    ...(first?.relatedParty && { relatedParty: first.relatedParty }),
    totalBalance: {
      amount: amountOf(usageType, units),
      ...(first?.remainingValue?.units !== undefined && { units: first.remainingValue.units }),
    },
  };
};

const accumulated = (buckets: readonly OwnBucket[]): readonly Accumulated[] =>
  [
    ...Map.groupBy(
      buckets.filter(({ status }) => status === 'active'),
      (one) => sumId(sumOf(one)),
    ),
  ].map(([id, some]) => together(id, some));

/** One page holds at most so many buckets; more are summed of a narrower question alone. */
const mostBuckets = 100;

const narrowing = ['partyAccount.id', 'relatedParty.id', 'product.id'];

const bucketsFor = async (
  { caller, partyId, query }: Search,
  more: Query['filters'] = [],
): Promise<readonly OwnBucket[]> => {
  const filters = [...query.filters.filter(({ path }) => narrowing.includes(path)), ...more];
  const page = await findPage(bucket, asCaller(caller, partyId), grantFor(partyId), {
    offset: 0,
    limit: mostBuckets,
    filters,
    sort: [],
  });
  if (page.more)
    throw badQuery(`More than ${mostBuckets} buckets; filter by ${narrowing.join(' or ')}`);
  return page.resources;
};

const sliced = <T extends Entity>(all: readonly T[], query: Query): Page<T> => {
  const found = all.filter((one) => matches(one, query.filters));
  const end = query.offset + query.limit;
  return {
    resources: sorted(found, query.sort).slice(query.offset, end),
    total: found.length,
    more: found.length > end,
  };
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const nobody = (tenant: string): Caller => ({
  tenant,
  subject: '',
  roles: ['operations'],
  requestId: '',
  correlationId: '',
});

const readAccumulated = async (
  tenant: string,
  id: string,
): Promise<Stored<Accumulated> | undefined> => {
  const text = Buffer.from(id.replace(/^acc-/, ''), 'base64url').toString('utf8');
  const [account] = Sum.safeParse(parsed(text)).data ?? [];
  if (account === undefined) return undefined;
  const asked = { caller: nobody(tenant), partyId: undefined, query: none };
  for (const path of narrowing) {
    const buckets = await bucketsFor(asked, [{ path, operator: 'eq', values: [account] }]);
    const value = accumulated(buckets).find((one) => one.id === id);
    if (value !== undefined) return { value, version: 1, hidden: {}, changes: [] };
  }
  return undefined;
};

const none: Query = { offset: 0, limit: mostBuckets, filters: [], sort: [] };

/** TMF654. All active buckets of a kind, together. It is made of the buckets when it is asked for. */
export const accumulatedBalance = defineResource<Accumulated>({
  api: capability.api,
  source: 'bss.prepay-balance',
  name: 'accumulatedBalance',
  idPrefix: 'acc',
  schema: { read: AccumulatedBalance },
  ...workedOut,
  access: customerReads,
  owner: ({ relatedParty }) => ownerAmong(relatedParty),
  kept: {
    read: readAccumulated,
    find: async (search) => sliced(accumulated(await bucketsFor(search)), search.query),
  },
});

const historyOf = (action: Identified<Partial<BalanceActionHistory>>): History => ({
  ...action,
  status: action.status ?? 'created',
});

/** Newest first: an id says when it was made. */
const newestFirst = (one: Entity, other: Entity): number =>
  one.id.slice(4) < other.id.slice(4) ? 1 : -1;

const pageOf = async <T extends Identified<Partial<BalanceActionHistory>>>(
  declared: Resource<T>,
  { caller, partyId, query }: Search,
): Promise<Page<History>> => {
  const end = query.offset + query.limit;
  const page = await findPage(declared, asCaller(caller, partyId), grantFor(partyId), {
    ...query,
    offset: 0,
    limit: end,
  });
  return { ...page, resources: page.resources.map(historyOf) };
};

const findHistory = async (search: Search): Promise<Page<History>> => {
  const pages = [
    await pageOf(topupBalance, search),
    await pageOf(adjustBalance, search),
    await pageOf(transferBalance, search),
    await pageOf(reserveBalance, search),
  ];
  const { offset, limit, sort } = search.query;
  const all = pages.flatMap(({ resources }) => resources);
  const ordered = sort.length > 0 ? sorted(all, sort) : all.toSorted(newestFirst);
  const whole = pages.every(({ more }) => !more);
  return {
    resources: ordered.slice(offset, offset + limit),
    ...(whole && { total: all.length }),
    more: !whole || all.length > offset + limit,
  };
};

const stored = <T extends Identified<Partial<BalanceActionHistory>>>(
  found: Stored<T> | undefined,
): Stored<History> | undefined => found && { ...found, value: historyOf(found.value) };

const readHistory = async (tenant: string, id: string): Promise<Stored<History> | undefined> =>
  stored(await read(topupBalance, tenant, id)) ??
  stored(await read(adjustBalance, tenant, id)) ??
  stored(await read(transferBalance, tenant, id)) ??
  stored(await read(reserveBalance, tenant, id));

/** TMF654. Actions of every kind. It is made of the actions when it is asked for. */
export const balanceActionHistory = defineResource<History>({
  api: capability.api,
  source: 'bss.prepay-balance',
  name: 'balanceActionHistory',
  idPrefix: 'bah',
  schema: { read: BalanceActionHistory },
  ...workedOut,
  access: customerReads,
  owner: ({ relatedParty }) => ownerAmong(relatedParty),
  kept: { read: readHistory, find: findHistory },
});
