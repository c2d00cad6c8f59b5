import { setTimeout as pause } from 'node:timers/promises';
import { Transient } from '../../../kernel/problem.ts';
import { change, commitAll, read } from '../../../kernel/table/store.ts';
import type { Stored, WriteContext } from '../../../kernel/table/stored.ts';
import { billNumberSeries, billRunShard, type ShardRow } from '../kept/run-rows.ts';
import type { ToBill } from './outcome.ts';
import { type Numbered, numbered, seriesWrite } from './series.ts';
import type { Issuer } from './world.ts';

/** The numbers that the accounts of a shard were given, by account. */
export const numbersIn = ({ accounts, claims = [] }: ShardRow): ReadonlyMap<string, Numbered> =>
  new Map(
    claims.flatMap(({ entity, prefix, from, places }) =>
      places.map((place, index): [string, Numbered] => [
        accounts[place] ?? '',
        { entity, billNo: numbered(prefix, from + index) },
      ]),
    ),
  );

const mostRaces = 40;
const raceMs = 25;

const committed = async (writes: Parameters<typeof commitAll>[0]): Promise<boolean> => {
  try {
    return (await commitAll(writes)).committed;
  } catch (error) {
    // Another shard takes numbers at this very moment.
    if (error instanceof Transient) return false;
    throw error;
  }
};

const claimOnce = async (
  shardId: string,
  issuer: Issuer,
  bills: readonly ToBill[],
  context: WriteContext,
): Promise<boolean> => {
  const { tenant } = context.caller;
  const [shard, series] = await Promise.all([
    read(billRunShard, tenant, shardId),
    read(billNumberSeries, tenant, issuer.id),
  ]);
  if (shard === undefined) throw new Error(`${shardId} was never planned`);
  const known = numbersIn(shard.value);
  const places = bills
    .filter(({ account }) => !known.has(account.id))
    .map(({ account }) => shard.value.accounts.indexOf(account.id));
  if (places.length === 0) return true;
  const last = series?.value.last ?? 0;
  const { id: entity, numberPrefix: prefix } = issuer;
  const claims = [...(shard.value.claims ?? []), { entity, prefix, from: last + 1, places }];
  return committed([
    change(billRunShard, shard, { ...shard.value, claims }, context),
    seriesWrite(series, entity, last + places.length, context),
  ]);
};

/**
 * Gives the next numbers of their legal entities to bills before they are written. The numbers and to whom they go are
 * one transaction, so that whoever goes on after a crash writes exactly these: no gap can stay.
 */
export const claim = async (
  shardId: string,
  bills: readonly ToBill[],
  context: WriteContext,
): Promise<Stored<ShardRow> | undefined> => {
  const issuers = new Map(bills.map(({ issuer }) => [issuer.id, issuer]));
  for (const issuer of issuers.values()) {
    const own = bills.filter((one) => one.issuer.id === issuer.id);
    let race = 0;
    while (!(await claimOnce(shardId, issuer, own, context))) {
      race += 1;
      if (race === mostRaces) throw new Transient(`numbers of ${issuer.id} are taken all the time`);
      await pause(raceMs);
    }
  }
  return read(billRunShard, context.caller.tenant, shardId);
};
