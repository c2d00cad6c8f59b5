import * as z from 'zod';
import { nobody } from '../../../kernel/access/caller.ts';
import type { Entity, Resource } from '../../../kernel/tmf/resource.ts';
import { defineResource, untold } from '../../../kernel/tmf/resource.ts';
import { capability } from '../capability.ts';

const kept = <T extends Entity>(name: string, idPrefix: string, shards: 0 | 1): Resource<T> =>
  defineResource<T>({
    api: capability.api,
    source: 'bss.customer-bill',
    name,
    idPrefix,
    schema: { read: z.looseObject({}) },
    operations: [],
    access: nobody,
    events: untold,
    shards,
  });

/** The last number that a legal entity gave to a bill, or keeps for one. */
export interface SeriesRow extends Entity {
  id: string;
  readonly last: number;
}
export const billNumberSeries = kept<SeriesRow>('billNumberSeries', 'bns', 1);

/** What became of the accounts of a shard. */
export interface ShardResult {
  readonly billed: number;
  readonly held: number;
  readonly nothing: number;
  readonly failures: readonly { readonly account: string; readonly reason: string }[];
  readonly totals: Readonly<Record<string, number>>;
}

/** Some accounts of a run, with what became of them once they are done. */
export interface ShardRow extends Entity {
  id: string;
  readonly accounts: readonly string[];
  readonly result?: ShardResult;
}
export const billRunShard = kept<ShardRow>('billRunShard', 'brs', 0);

/** Numbers of an entity that were taken for the bills of some accounts, one after the other in this order. */
export interface TakenNumbers {
  readonly entity: string;
  readonly prefix: string;
  readonly first: number;
  readonly accounts: readonly string[];
}

/** Some accounts of a shard that are billed at once. Its numbers stand before its bills do, and are theirs whatever happens. */
export interface ChunkRow extends Entity {
  id: string;
  readonly numbers: readonly TakenNumbers[];
  readonly result?: ShardResult;
}
export const billRunChunk = kept<ChunkRow>('billRunChunk', 'brc', 0);

/** Which run of the tenant has the turn. Bills that belong to no run wait for it to be free. */
export interface TurnRow extends Entity {
  id: string;
  readonly run?: string;
}
export const billRunTurn = kept<TurnRow>('billRunTurn', 'turn', 0);

/** A tenant has one turn. */
export const turnId = 'turn';
