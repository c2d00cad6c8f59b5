import * as z from 'zod';
import { nobody } from '../../../kernel/access/caller.ts';
import { shardOf } from '../../../kernel/table/keys.ts';
import { change, commit, creation, racing, read } from '../../../kernel/table/store.ts';
import type { WriteContext } from '../../../kernel/table/stored.ts';
import type { Entity } from '../../../kernel/tmf/resource.ts';
import { defineResource, untold } from '../../../kernel/tmf/resource.ts';
import { capability } from '../capability.ts';
import type { BilledAccount } from '../engine/account.ts';

/** All that billing knows of an account, told by events; nothing of it is asked for when bills are made. */
export interface AccountRow extends Entity, BilledAccount {
  id: string;
  /** The version of the account that was heard last; 0 while only others have spoken of it. */
  readonly accountVersion: number;
  readonly name: string;
  readonly state: string;
  readonly partyName?: string;
  readonly partyType?: string;
  readonly address: readonly string[];
  readonly legalEntity: string;
  readonly paymentMethod?: string;
  readonly financialAccount?: string;
  /** The last bill that belongs to no cycle: the next one goes on from it. */
  readonly offCycle?: { readonly month: number; readonly bill: string };
}

/** Accounts of a cycle day are found in so many partitions, since most bills of an operator fall on one day. */
export const cycleShards = 8;

/** Where the accounts of a cycle day are found. */
export const cycleKey = (day: number, shard: number): string => `${day}.${shard}`;

/** Private to billing: events tell it, bill runs read it. */
export const billedAccount = defineResource<AccountRow>({
  api: capability.api,
  source: 'bss.customer-bill',
  name: 'billedAccount',
  idPrefix: 'bac',
  schema: { read: z.looseObject({}) },
  operations: [],
  access: nobody,
  events: untold,
  lookup: {
    attribute: 'cycle',
    value: ({ id, terms }) => cycleKey(terms.cycleDay, shardOf(id, cycleShards)),
  },
  owner: ({ party }) => (party === '' ? undefined : party),
  shards: 16,
});

const firstHeard = (id: string, atMs: number): AccountRow => ({
  id,
  '@type': billedAccount.type,
  party: '',
  name: '',
  state: 'Active',
  accountVersion: 0,
  sinceMs: atMs,
  address: [],
  legalEntity: 'default',
  terms: { cycleDay: 1, timeZone: 'UTC', dueDays: 14, exemptions: [] },
  subscriptions: [],
  usage: [],
  commitments: [],
  credits: [],
});

/** Changes what is known of an account, whoever speaks of it first. Hearing the same again writes nothing. */
export const hearOfAccount = (
  id: string,
  context: WriteContext,
  hear: (before: AccountRow) => AccountRow,
): Promise<void> =>
  racing(id, async () => {
    const stored = await read(billedAccount, context.caller.tenant, id);
    const before = stored?.value ?? firstHeard(id, Date.parse(context.at));
    const next = hear(before);
    if (stored === undefined) return commit(creation(billedAccount, next, context));
    if (JSON.stringify(next) === JSON.stringify(before)) return true;
    return commit(change(billedAccount, stored, next, context));
  });
