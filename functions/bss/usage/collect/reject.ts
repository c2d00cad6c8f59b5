import * as z from 'zod';
import { derivedId } from '../../../kernel/ids.ts';
import { badRequest } from '../../../kernel/problem.ts';
import { readRows, writeRow } from '../../../kernel/table/rows.ts';
import { change, commit, creation, racing, read } from '../../../kernel/table/store.ts';
import type { Stored, WriteContext } from '../../../kernel/table/stored.ts';
import { hrefOf } from '../../../kernel/tmf/resource.ts';
import { TakenBatch } from '../account/account.ts';
import { keyOf } from '../account/packed.ts';
import type { Unrated } from '../account/settle.ts';
import type { UsageRecord } from '../rating/rate.ts';
import { ours } from '../silent.ts';

const Text = z.string();
const ParkedRecord = z.strictObject({
  id: Text,
  source: Text,
  subscriber: Text,
  kind: z.int(),
  at: z.number(),
  quantity: z.number(),
  other: Text,
  network: Text,
  offset: z.number(),
});

/** All records that wait for the same reason. Mending it recycles exactly these. */
export const UsageReject = z.strictObject({
  id: z.string(),
  href: z.string().optional(),
  '@type': z.string().optional(),
  /** What is missing, for programs: `unknownSubscriber:32470000001`. */
  cause: z.string(),
  /** The same, for people. */
  reason: z.string(),
  status: z.enum(['rejected', 'recycled']),
  /** How many wait. */
  records: z.int(),
  firstDate: z.string().optional(),
  lastDate: z.string().optional(),
});
export type UsageReject = z.infer<typeof UsageReject>;

/** Ours, beside TMF635: staff sees what waits and why; PATCH of the status to `recycled` tries again. */
export const usageReject = ours<UsageReject>({
  name: 'usageReject',
  idPrefix: 'urj',
  schema: { read: UsageReject, update: UsageReject.pick({ status: true }) },
  operations: ['list', 'get', 'patch'],
  beforePatch: (next) => {
    if (next.status === 'recycled') return next;
    throw badRequest('status can be set to recycled alone: it tries these records again');
  },
});

const reasons: Readonly<Record<string, (what: string) => string>> = {
  unknownSubscriber: (what) => `Nobody is known by ${what}`,
  notActive: (what) => `${what} was nobody's, or not active, when it was used`,
  noBillingAccount: (what) => `Product ${what} has no party or billing account`,
  noTariff: (what) => `Offering ${what} has no price for usage`,
  noRate: (what) => `No rate fits ${what.replaceAll(':', ', ')}`,
};

const reasonOf = (cause: string): string => {
  const [kind = '', ...what] = cause.split(':');
  return reasons[kind]?.(what.join(':')) ?? cause;
};

export const rejectId = (cause: string): string => derivedId(usageReject.idPrefix, cause);

const rowsOf = (stored: Stored<UsageReject>): readonly string[] =>
  z.array(z.string()).parse(stored.hidden['rows'] ?? []);

/** The records that wait in a group. */
export const parkedIn = async (
  tenant: string,
  stored: Stored<UsageReject>,
): Promise<readonly UsageRecord[]> => {
  const rows = rowsOf(stored);
  if (rows.length === 0) return [];
  const wanted = rows.map((row) => ({ id: stored.value.id, row }));
  const found = await readRows(tenant, usageReject.type, wanted);
  return rows.flatMap((row) => z.array(ParkedRecord).parse(found.get(row)));
};

const moment = (at: number): string => new Date(at).toISOString();

const groupOf = (cause: string, all: readonly UsageRecord[]): UsageReject => {
  const id = rejectId(cause);
  const moments = all.map(({ at }) => at);
  return {
    id,
    href: hrefOf(usageReject, id),
    '@type': usageReject.type,
    cause,
    reason: reasonOf(cause),
    status: all.length === 0 ? 'recycled' : 'rejected',
    records: all.length,
    ...(all.length > 0 && {
      firstDate: moment(moments.reduce((one, other) => Math.min(one, other))),
      lastDate: moment(moments.reduce((one, other) => Math.max(one, other))),
    }),
  };
};

/** A row holds so many records: about 100 kB before it is deflated. */
const mostInRow = 1_000;

/** Writes a group with exactly these records; false where another was first. */
export const writeGroup = async (
  cause: string,
  all: readonly UsageRecord[],
  stored: Stored<UsageReject> | undefined,
  context: WriteContext,
  batch?: TakenBatch,
): Promise<boolean> => {
  const value = groupOf(cause, all);
  const pieces = Array.from({ length: Math.ceil(all.length / mostInRow) }, (_, index) =>
    all.slice(index * mostInRow, (index + 1) * mostInRow),
  );
  const rows = await Promise.all(
    pieces.map(async (piece) => {
      const row = derivedId('rej', value.id, JSON.stringify(piece));
      await writeRow(context.caller.tenant, usageReject.type, { id: value.id, row, value: piece });
      return row;
    }),
  );
  const hidden = { rows, ...(batch && { batch }) };
  return commit(
    stored === undefined
      ? creation(usageReject, value, context, { hidden })
      : change(usageReject, { ...stored, changes: [] }, value, context, { hidden }),
  );
};

/** How many of a batch's records a group has had before. */
const takenBefore = (
  stored: Stored<UsageReject> | undefined,
  batch: string | undefined,
): number => {
  const before = TakenBatch.optional().parse(stored?.hidden['batch']);
  return before !== undefined && before.name === batch ? before.records : 0;
};

/** How many records were parked, and how many waited there already. */
export interface Parked {
  readonly parked: number;
  readonly duplicates: number;
}

const parkGroup = async (
  cause: string,
  records: readonly UsageRecord[],
  context: WriteContext,
  batch: string | undefined,
): Promise<Parked> => {
  let outcome: Parked = { parked: 0, duplicates: 0 };
  await racing(cause, async () => {
    const stored = await read(usageReject, context.caller.tenant, rejectId(cause));
    const waiting = stored === undefined ? [] : await parkedIn(context.caller.tenant, stored);
    const all = new Map(waiting.map((one) => [keyOf(one.source, one.id), one]));
    for (const record of records) {
      const key = keyOf(record.source, record.id);
      if (!all.has(key)) all.set(key, record);
    }
    const added = all.size - waiting.length;
    const parked = added + takenBefore(stored, batch);
    outcome = { parked, duplicates: records.length - parked };
    const taken = batch === undefined ? undefined : { name: batch, records: parked };
    return added === 0 || writeGroup(cause, [...all.values()], stored, context, taken);
  });
  return outcome;
};

/** Parks records by their causes, each once. Answers by cause what came of it. */
export const park = async (
  unrated: readonly Unrated[],
  context: WriteContext,
  batch?: string,
): Promise<ReadonlyMap<string, Parked>> => {
  const byCause = Map.groupBy(unrated, ({ cause }) => cause);
  const groups = await Promise.all(
    [...byCause].map(async ([cause, some]) => {
      const records = some.map(({ record }) => record);
      return [cause, await parkGroup(cause, records, context, batch)] as const;
    }),
  );
  return new Map(groups);
};
