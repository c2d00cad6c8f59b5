import type { Caller, Grant } from '../access/caller.ts';
import { ownOnly } from '../access/caller.ts';
import { badQuery } from '../problem.ts';
import { lookupPartition, partyPartition, typePartition } from '../table/keys.ts';
import { readIndex } from '../table/rows.ts';
import { readAll } from '../table/store.ts';
import type { Stored } from '../table/stored.ts';
import type { Page, Query } from './query.ts';
import { matches, sorted } from './query.ts';
import type { Entity, Resource } from './resource.ts';

/** A filter that no index serves reads at most this many rows; beyond, the caller is asked to narrow it. */
const mostRowsRead = 5_000;
/** Counting goes on for this many keys: at 110 bytes a key that is one and a half read units, for any number of rows. */
const mostKeysCounted = 100;

const equalTo = (query: Query, path: string): string | undefined => {
  const filter = query.filters.find((one) => one.path === path && one.operator === 'eq');
  return filter?.values.length === 1 ? filter.values[0] : undefined;
};

/** All ids of an index partition, oldest first, up to `most`. */
const idsIn = async (
  index: 'gsi1' | 'gsi2' | 'gsi3',
  partition: string,
  most: number,
  prefix?: string,
): Promise<{ readonly ids: readonly string[]; readonly more: boolean }> => {
  const page = await readIndex(index, partition, {
    limit: most,
    ...(prefix !== undefined && { prefix }),
  });
  return { ids: page.sorts.map((sort) => sort.slice(prefix?.length ?? 0)), more: page.more };
};

/** Ids spread over the shards nearly evenly: half as many again as its part is all that one of them is read for. */
const shardMargin = 1.5;

/** The first ids of a type. Each shard gives at least a page's end: it may hold the whole page. */
const byType = async <T extends Entity>(
  declared: Resource<T>,
  tenant: string,
  most: number,
  end: number,
) => {
  const part = Math.ceil((most * shardMargin) / declared.shards);
  const limit = Math.min(most, Math.max(end, part));
  const shards = await Promise.all(
    Array.from({ length: declared.shards }, (_, shard) =>
      idsIn('gsi1', typePartition(tenant, declared.keyType, shard), limit),
    ),
  );
  const ids = shards.flatMap((shard) => shard.ids).sort();
  return { ids: ids.slice(0, most), more: ids.length > most || shards.some((shard) => shard.more) };
};

/** The narrowest index that serves the query. */
const candidates = <T extends Entity>(
  declared: Resource<T>,
  tenant: string,
  query: Query,
  partyId: string | undefined,
  most: number,
): Promise<{ readonly ids: readonly string[]; readonly more: boolean }> => {
  const ids = query.filters.find((filter) => filter.path === 'id' && filter.operator === 'eq');
  if (ids !== undefined) return Promise.resolve({ ids: ids.values, more: false });
  const lookup = declared.lookup && equalTo(query, declared.lookup.attribute);
  if (declared.lookup !== undefined && lookup !== undefined)
    return idsIn(
      'gsi3',
      lookupPartition(tenant, declared.keyType, declared.lookup.attribute, lookup),
      most,
    );
  const party = partyId ?? (declared.owner && equalTo(query, 'relatedParty.id'));
  if (party !== undefined)
    return idsIn('gsi2', partyPartition(tenant, party), most, `${declared.keyType}#`);
  return byType(declared, tenant, most, query.offset + query.limit);
};

/** The lookup attribute alone, where the index answers by itself: it may be one that only the index has. */
const isLookup = <T extends Entity>(declared: Resource<T>, query: Query): boolean =>
  declared.lookup !== undefined &&
  query.filters.length === 1 &&
  query.sort.length === 0 &&
  equalTo(query, declared.lookup.attribute) !== undefined;

const isPlain = (query: Query): boolean => query.filters.length === 0 && query.sort.length === 0;

/** A page whose rows the index itself gives: no other row is read. */
const indexedPage = async <T extends Entity>(
  declared: Resource<T>,
  tenant: string,
  query: Query,
  partyId: string | undefined,
): Promise<Page<T>> => {
  const end = query.offset + query.limit;
  const most = isPlain(query) ? Math.max(end, mostKeysCounted) : end + 1;
  const { ids, more } = await candidates(declared, tenant, query, partyId, most);
  const rows = await readAll(declared, tenant, ids.slice(query.offset, end));
  return {
    resources: rows.map((row) => row.value),
    ...(!more && { total: ids.length }),
    more: more || ids.length > end,
  };
};

const assertNarrow = <T extends Entity>(declared: Resource<T>, more: boolean): void => {
  if (!more) return;
  const better = [
    'id',
    ...(declared.lookup === undefined ? [] : [declared.lookup.attribute]),
    ...(declared.owner === undefined ? [] : ['relatedParty.id']),
  ];
  throw badQuery(
    `More than ${mostRowsRead} ${declared.name} would have to be read; filter by ${better.join(' or ')} too`,
  );
};

/** A page of what matches among the rows that the narrowest index gives. */
const filteredPage = async <T extends Entity>(
  declared: Resource<T>,
  tenant: string,
  query: Query,
  partyId: string | undefined,
): Promise<Page<T>> => {
  const { ids, more } = await candidates(declared, tenant, query, partyId, mostRowsRead);
  assertNarrow(declared, more);
  const isTheirs = ({ value, hidden }: Stored<T>): boolean =>
    partyId === undefined || declared.owner?.(value, hidden) === partyId;
  const found = (await readAll(declared, tenant, ids))
    .filter((row) => isTheirs(row) && matches(row.value, query.filters))
    .map((row) => row.value);
  const end = query.offset + query.limit;
  return {
    resources: sorted(found, query.sort).slice(query.offset, end),
    total: found.length,
    more: found.length > end,
  };
};

/** Lists what the caller may see: a plain page reads its own rows alone, a filtered one what its index gives. */
export const findPage = <T extends Entity>(
  declared: Resource<T>,
  caller: Caller,
  grant: Grant,
  query: Query,
): Promise<Page<T>> => {
  const partyId = ownOnly(grant) ? (caller.partyId ?? '') : undefined;
  if (declared.kept?.find !== undefined) return declared.kept.find({ caller, partyId, query });
  const indexed = isPlain(query) || (partyId === undefined && isLookup(declared, query));
  return (indexed ? indexedPage : filteredPage)(declared, caller.tenant, query, partyId);
};
