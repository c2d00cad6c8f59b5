import * as z from 'zod';
import type { Usage } from '../../../schemas/tmf/usage/usage.ts';
import { badQuery } from '../../kernel/problem.ts';
import { typePartition } from '../../kernel/table/keys.ts';
import { readIndex } from '../../kernel/table/rows.ts';
import { read, readAll } from '../../kernel/table/store.ts';
import type { Stored } from '../../kernel/table/stored.ts';
import type { Page } from '../../kernel/tmf/query.ts';
import { matches, sorted } from '../../kernel/tmf/query.ts';
import type { AnyResource, Identified, Search } from '../../kernel/tmf/resource.ts';
import type { UsageAccount } from './account/account.ts';
import { accountId, usageAccount } from './account/account.ts';
import { packsOf } from './account/keep.ts';
import type { KeptRecord } from './account/packed.ts';
import { unpacked } from './account/packed.ts';
import { paymentsOf } from './billed.ts';
import type { UsageReject } from './collect/reject.ts';
import { parkedIn, usageReject } from './collect/reject.ts';
import { ratedUsage, rejectedUsage } from './explain.ts';
import { guide } from './guide/guide.ts';
import { plainUsage } from './plain-usage.ts';
import { namesFor } from './prices/names.ts';
import type { UsageRecord } from './rating/rate.ts';
import type { Wanted } from './wanted.ts';
import { accountsOfSubscription, filtersOf, idsOfParty, wantedBy } from './wanted.ts';

type OwnUsage = Identified<Usage>;

/** The records of an account as TMF635 shows them. */
export const usagesOf = async (
  tenant: string,
  account: UsageAccount,
): Promise<readonly OwnUsage[]> => {
  const kept = (await packsOf(tenant, account)).flatMap(unpacked);
  const tariffs = await namesFor(
    tenant,
    kept.map(({ tariff }) => tariff),
  );
  const paymentOf = await paymentsOf(tenant, account);
  return kept.flatMap((one) => {
    const tariff = tariffs.get(one.tariff);
    return tariff === undefined ? [] : ratedUsage(one, { ...paymentOf(one), tariff });
  });
};

const Named = z.tuple([z.string(), z.string(), z.string(), z.number()]);

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** What an id says of its record. */
const namedBy = (id: string): UsageRecord | undefined => {
  const text = Buffer.from(id.replace(/^usg-/, ''), 'base64url').toString('utf8');
  const named = Named.safeParse(parsed(text)).data;
  if (named === undefined) return undefined;
  const [source, recordId, subscriber, at] = named;
  return {
    id: recordId,
    source,
    subscriber,
    at,
    kind: 0,
    quantity: 0,
    other: '',
    network: '',
    offset: 0,
  };
};

/** Where a record is kept: in an account, with those that wait, or as it is, being of a kind that nobody rates. */
export type Whereabouts =
  | { readonly usage: OwnUsage; readonly unrated: Stored<OwnUsage> }
  | { readonly usage: OwnUsage; readonly account: Stored<UsageAccount>; readonly kept: KeptRecord }
  | { readonly usage: OwnUsage; readonly reject: string; readonly record: UsageRecord };

const same = (one: UsageRecord, other: UsageRecord): boolean =>
  one.id === other.id && one.source === other.source;

const inAccounts = async (
  tenant: string,
  record: UsageRecord,
): Promise<Whereabouts | undefined> => {
  const { shares } = await guide(tenant, [record]);
  for (const { scope, month } of shares) {
    const account = await read(usageAccount, tenant, accountId(scope, month));
    if (account === undefined) continue;
    const kept = (await packsOf(tenant, account.value))
      .flatMap(unpacked)
      .find((one) => same(one.record, record));
    if (kept === undefined) continue;
    const tariff = (await namesFor(tenant, [kept.tariff])).get(kept.tariff);
    const paymentOf = await paymentsOf(tenant, account.value);
    if (tariff !== undefined)
      return { usage: ratedUsage(kept, { ...paymentOf(kept), tariff }), account, kept };
  }
  return undefined;
};

/** So many keys of a shard are looked through. */
const mostKeys = 1_000;

/** All ids of a type, in their order. */
const idsOf = async (
  tenant: string,
  { type, shards }: Pick<AnyResource, 'type' | 'shards'>,
): Promise<readonly string[]> => {
  const pages = await Promise.all(
    Array.from({ length: shards }, (_, shard) =>
      readIndex('gsi1', typePartition(tenant, type, shard), { limit: mostKeys }),
    ),
  );
  return pages.flatMap(({ sorts }) => sorts).sort();
};

const groupsOf = async (tenant: string): Promise<readonly Stored<UsageReject>[]> => {
  const groups = await readAll(usageReject, tenant, await idsOf(tenant, usageReject));
  return groups.filter(({ value }) => value.records > 0);
};

const inRejects = async (tenant: string, record: UsageRecord): Promise<Whereabouts | undefined> => {
  for (const stored of await groupsOf(tenant)) {
    const found = (await parkedIn(tenant, stored)).find((one) => same(one, record));
    if (found !== undefined)
      return {
        usage: rejectedUsage(found, stored.value.cause),
        reject: stored.value.id,
        record: found,
      };
  }
  return undefined;
};

/** Finds a record by the id that we gave it. */
export const whereIs = async (tenant: string, id: string): Promise<Whereabouts | undefined> => {
  const record = namedBy(id);
  if (record === undefined) {
    const unrated = await read(plainUsage, tenant, id);
    return unrated && { usage: unrated.value, unrated };
  }
  return (await inAccounts(tenant, record)) ?? inRejects(tenant, record);
};

/** The groups whose cause begins so, for those who mended it. */
export const groupsWaiting = async (
  tenant: string,
  kinds: readonly string[],
): Promise<readonly string[]> =>
  (await groupsOf(tenant))
    .filter(({ value }) => kinds.includes(value.cause.split(':')[0] ?? ''))
    .map(({ value }) => value.id);

/** A list reads at most so many records; beyond, the caller is asked to narrow it. */
const mostRead = 5_000;

const accountIds = async (tenant: string, wanted: Wanted): Promise<readonly string[]> => {
  const { party, subscription, months } = wanted;
  if (subscription !== undefined) return accountsOfSubscription(tenant, subscription, months);
  return party === undefined
    ? idsOf(tenant, usageAccount)
    : idsOfParty(tenant, party, usageAccount.type);
};

const plainOnes = async (
  tenant: string,
  party: string | undefined,
): Promise<readonly OwnUsage[]> => {
  const ids =
    party === undefined
      ? await idsOf(tenant, plainUsage)
      : await idsOfParty(tenant, party, plainUsage.type);
  return (await readAll(plainUsage, tenant, ids)).map(({ value }) => value);
};

const isOf = ({ relatedParty = [] }: OwnUsage, party: string): boolean =>
  relatedParty.some(({ id }) => id === party);

const accountsAtOnce = 25;

/** What waits, group by group. */
async function* waiting(tenant: string): AsyncGenerator<readonly OwnUsage[], void, void> {
  for (const stored of await groupsOf(tenant)) {
    const { cause } = stored.value;
    yield (await parkedIn(tenant, stored)).map((record) => rejectedUsage(record, cause));
  }
}

/** What is rated, account by account. */
async function* rated(
  tenant: string,
  wanted: Wanted,
): AsyncGenerator<readonly OwnUsage[], void, void> {
  const { party } = wanted;
  const ids = await accountIds(tenant, wanted);
  for (let start = 0; start < ids.length; start += accountsAtOnce) {
    const accounts = await readAll(usageAccount, tenant, ids.slice(start, start + accountsAtOnce));
    for (const { value } of accounts) {
      const usages = await usagesOf(tenant, value);
      yield party === undefined ? usages : usages.filter((one) => isOf(one, party));
    }
  }
}

/** Usage piece by piece, so that a page reads no more than it needs. */
async function* pieces(
  tenant: string,
  wanted: Wanted,
): AsyncGenerator<readonly OwnUsage[], void, void> {
  const { party, subscription, status } = wanted;
  const ofAnyone = party === undefined && subscription === undefined;
  if (ofAnyone && (status === undefined || status === 'rejected')) yield* waiting(tenant);
  if (status === 'rejected') return;
  if (subscription === undefined) yield await plainOnes(tenant, party);
  yield* rated(tenant, wanted);
}

const narrower =
  'More than 5000 records would have to be read; filter by relatedParty.id or subscription too';

/** A page of usage: that of a customer, of a subscription, or of all. */
export const findUsage = async ({ caller, partyId, query }: Search): Promise<Page<OwnUsage>> => {
  const wanted = wantedBy(query, partyId);
  const filters = filtersOf(query);
  const end = query.offset + query.limit;
  const found: OwnUsage[] = [];
  let count = 0;
  let whole = true;
  for await (const piece of pieces(caller.tenant, wanted)) {
    if (count > mostRead) throw badQuery(narrower);
    count += piece.length;
    found.push(...piece.filter((one) => matches(one, filters)));
    whole = query.sort.length > 0 || found.length <= end;
    if (!whole) break;
  }
  return {
    resources: sorted(found, query.sort).slice(query.offset, end),
    ...(whole && { total: found.length }),
    more: found.length > end,
  };
};
