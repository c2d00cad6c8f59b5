import * as z from 'zod';
import { staffOnly } from '../../kernel/access/caller.ts';
import { sum } from '../../kernel/money.ts';
import { Transient } from '../../kernel/problem.ts';
import { typePartition } from '../../kernel/table/keys.ts';
import { readIndex } from '../../kernel/table/rows.ts';
import { change, commit, read, readAll } from '../../kernel/table/store.ts';
import type { WriteContext } from '../../kernel/table/stored.ts';
import type { UsageAccount } from './account/account.ts';
import { placeOfAccount, usageAccount } from './account/account.ts';
import { rerate } from './collect/collect.ts';
import { ours } from './silent.ts';

const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);
const count = z.int().min(0);

/** A tariff was corrected: all that was rated by a price, or in some months, is rated anew, and bills post the difference. */
export const UsageRerating = z.strictObject({
  id: z.string(),
  href: z.string().optional(),
  '@type': z.string().optional(),
  name: z.string().optional(),
  /** The price whose records are rated anew. @default - all prices */
  priceId: z.string().optional(),
  /** The version of it that was wrong. @default - all versions */
  priceVersion: z.string().optional(),
  fromMonth: month,
  toMonth: month.optional(),
  status: z.enum(['inProgress', 'completed']).optional(),
  startDate: z.string().optional(),
  completionDate: z.string().optional(),
  /** Accounts that were looked at, rated anew, and changed by it. */
  seen: count.optional(),
  rerated: count.optional(),
  changed: count.optional(),
  /** What they cost more (or less) now, in millionths. */
  differenceMicros: z.int().optional(),
});
export type UsageRerating = z.infer<typeof UsageRerating>;

/** Ours, beside TMF635. Asked for again, it finds nothing to change. */
export const usageRerating = ours<UsageRerating>({
  name: 'usageRerating',
  idPrefix: 'urr',
  schema: {
    read: UsageRerating,
    create: UsageRerating.pick({
      '@type': true,
      name: true,
      priceId: true,
      priceVersion: true,
      fromMonth: true,
      toMonth: true,
    }),
  },
  operations: ['list', 'get', 'create'],
  access: staffOnly,
  events: { create: 'UsageReratingCreateEvent' },
  beforeCreate: (draft, { at, hide }) => {
    hide({ shard: 0 });
    const counts = { seen: 0, rerated: 0, changed: 0, differenceMicros: 0 };
    return { ...draft, status: 'inProgress', startDate: at, ...counts };
  },
});

/** Where the walk over all accounts stands. */
const Cursor = z.object({ shard: z.int(), after: z.string().optional() });

/** So many accounts are walked over at once; the job then tells itself to go on. */
const atOnce = 200;

const isWanted = (account: UsageAccount, { priceId, priceVersion }: UsageRerating): boolean =>
  account.lines.some(({ charges }) =>
    charges.some(
      (line) =>
        (priceId === undefined || line.priceId === priceId) &&
        (priceVersion === undefined || line.priceVersion === priceVersion),
    ),
  );

const isWithin = (id: string, { fromMonth, toMonth }: UsageRerating): boolean => {
  const { month: of } = placeOfAccount(id);
  return of >= fromMonth && (toMonth === undefined || of <= toMonth);
};

const costOf = ({ lines }: UsageAccount): number =>
  sum(lines.flatMap(({ charges }) => charges.map(({ amountMicros }) => amountMicros)));

const versionsOf = ({ lines }: UsageAccount): string =>
  lines.map(({ subscription, version }) => `${subscription}@${version}`).join();

/** Rates one account anew; answers what it costs more, or undefined where nothing changed. */
const rerated = async (
  account: UsageAccount,
  context: WriteContext,
): Promise<number | undefined> => {
  await rerate(account.scope, account.month, context);
  const after = await read(usageAccount, context.caller.tenant, account.id);
  if (after === undefined || versionsOf(after.value) === versionsOf(account)) return undefined;
  return costOf(after.value) - costOf(account);
};

interface Walked {
  readonly seen: number;
  readonly rerated: number;
  readonly differences: readonly number[];
  readonly next: z.infer<typeof Cursor>;
}

/** Rates the next accounts of a shard anew. */
const walked = async (
  value: UsageRerating,
  { shard, after }: z.infer<typeof Cursor>,
  context: WriteContext,
): Promise<Walked> => {
  const { tenant } = context.caller;
  const { sorts, more } = await readIndex(
    'gsi1',
    typePartition(tenant, usageAccount.keyType, shard),
    { limit: atOnce, ...(after !== undefined && { after }) },
  );
  const ids = sorts.filter((one) => isWithin(one, value));
  const accounts = (await readAll(usageAccount, tenant, ids)).filter((one) =>
    isWanted(one.value, value),
  );
  const differences: number[] = [];
  for (const account of accounts) {
    const difference = await rerated(account.value, context);
    if (difference !== undefined) differences.push(difference);
  }
  const last = sorts.at(-1);
  const next = more && last !== undefined ? { shard, after: last } : { shard: shard + 1 };
  return { seen: sorts.length, rerated: accounts.length, differences, next };
};

const reportAfter = (value: UsageRerating, { seen, rerated: anew, differences }: Walked) => ({
  ...value,
  seen: (value.seen ?? 0) + seen,
  rerated: (value.rerated ?? 0) + anew,
  changed: (value.changed ?? 0) + differences.length,
  differenceMicros: (value.differenceMicros ?? 0) + sum(differences),
});

/** Takes the next accounts of a job. After a crash they are taken again: what was rated anew by then changes no more. */
export const rerateNext = async (id: string, context: WriteContext): Promise<void> => {
  const stored = await read(usageRerating, context.caller.tenant, id);
  if (stored === undefined || stored.value.status !== 'inProgress') return;
  const done = await walked(stored.value, Cursor.parse(stored.hidden), context);
  const isDone = done.next.shard >= usageAccount.shards;
  const report: UsageRerating = {
    ...reportAfter(stored.value, done),
    ...(isDone && { status: 'completed', completionDate: context.at }),
  };
  const progress = {
    eventType: 'UsageReratingProgressEvent',
    resource: 'usageRerating',
    payload: { ...report },
  };
  const write = change(usageRerating, { ...stored, changes: [] }, report, context, {
    hidden: done.next,
    extra: isDone ? [] : [progress],
  });
  if (!(await commit(write))) throw new Transient(`${id} was taken on by another`);
};
