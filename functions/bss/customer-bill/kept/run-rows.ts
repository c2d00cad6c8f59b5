import * as z from 'zod';
import type { Entity, Resource } from '../../../kernel/tmf/resource.ts';
import { defineResource, untold } from '../../../kernel/tmf/resource.ts';
import { capability } from '../capability.ts';

const kept = <T extends Entity>(name: string, idPrefix: string): Resource<T> =>
  defineResource<T>({
    api: capability.api,
    source: 'bss.customer-bill',
    name,
    idPrefix,
    schema: { read: z.looseObject({}) },
    operations: [],
    access: { operations: 'none', agent: 'none', customer: 'none' },
    events: untold,
  });

/** The last number that a legal entity gave to a bill. It grows in the transaction that says which bills get the numbers. */
export interface SeriesRow extends Entity {
  id: string;
  readonly last: number;
}
export const billNumberSeries = kept<SeriesRow>('billNumberSeries', 'bns');

/** What a change of prices would make of an account's last bill, in millionths. */
export type Difference = readonly [
  account: string,
  month: number,
  beforeMicros: number,
  afterMicros: number,
];

/** What became of the accounts of a shard. */
export interface ShardResult {
  readonly billed: number;
  readonly held: number;
  readonly nothing: number;
  readonly failures: readonly { readonly account: string; readonly reason: string }[];
  readonly totals: Readonly<Record<string, number>>;
  /** What the bills came to before a change of prices, by currency. @default - no change was asked about */
  readonly before?: Readonly<Record<string, number>>;
  readonly differences?: readonly Difference[];
}

/** The numbers from one on, given to accounts by their places in the shard. */
export interface Claim {
  readonly entity: string;
  readonly prefix: string;
  readonly from: number;
  readonly places: readonly number[];
}

/** Some accounts of a run, with what became of them once they are done. */
export interface ShardRow extends Entity {
  id: string;
  readonly accounts: readonly string[];
  /** Numbers that bills of the shard were given before they were written. @default - none yet */
  readonly claims?: readonly Claim[];
  readonly result?: ShardResult;
}
export const billRunShard = kept<ShardRow>('billRunShard', 'brs');

/** Which run of the tenant has the turn. Bills that belong to no run wait for it to be free. */
export interface TurnRow extends Entity {
  id: string;
  readonly run?: string;
}
export const billRunTurn = kept<TurnRow>('billRunTurn', 'turn');

/** A tenant has one turn. */
export const turnId = 'turn';
