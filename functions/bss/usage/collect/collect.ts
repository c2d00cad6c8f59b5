import { inLanes } from '../../../kernel/events/lanes.ts';
import { usageTaken } from '../../../kernel/observability/metrics.ts';
import { racing, read, readAll } from '../../../kernel/table/store.ts';
import type { ExtraEvent, WriteContext } from '../../../kernel/table/stored.ts';
import { accountId, usageAccount } from '../account/account.ts';
import type { Kept } from '../account/keep.ts';
import { settle } from '../account/keep.ts';
import type { KeptRecord } from '../account/packed.ts';
import type { Guided, Unrated } from '../account/settle.ts';
import type { AccountShare } from '../guide/guide.ts';
import { guide } from '../guide/guide.ts';
import { keepNames } from '../prices/names.ts';
import type { UsageRecord } from '../rating/rate.ts';
import { park, parkedIn, usageReject, writeGroup } from './reject.ts';

/** How records ended: `received` is the sum of the others. */
export interface Outcome {
  readonly received: number;
  readonly rated: number;
  readonly duplicate: number;
  readonly rejected: number;
  /** Rejected ones by cause. */
  readonly causes: Readonly<Record<string, number>>;
}

/** So many accounts are written at once. */
const width = 16;

/** A record that stays with its line keeps the version that first had it. */
const sinceBefore = (guided: Guided, kept: KeptRecord | undefined): Guided =>
  kept === undefined || kept.subscription !== guided.subscription
    ? guided
    : { ...guided, since: kept.since };

/** Who kept records belong to now; what is nobody's any more waits with the rejects. */
const guideKept =
  (context: WriteContext) =>
  async (records: readonly KeptRecord[]): Promise<readonly Guided[]> => {
    const { shares, unguided, tariffs } = await guide(
      context.caller.tenant,
      records.map(({ record }) => record),
    );
    await park(unguided, context);
    for (const named of tariffs) await keepNames(named, context);
    const known = new Map(records.map((one) => [one.record, one]));
    return shares.flatMap((share) =>
      share.records.map((guided) => sinceBefore(guided, known.get(guided.record))),
    );
  };

/** What records come in. */
interface Batch {
  /** Its name, the same when it is taken again. @default - what was there before is a duplicate */
  readonly batch?: string;
  readonly events?: readonly ExtraEvent[];
}

const settleAll = async (
  shares: readonly AccountShare[],
  context: WriteContext,
  { events, batch }: Batch,
): Promise<readonly Kept[]> => {
  const { tenant } = context.caller;
  const ids = shares.map(({ scope, month }) => accountId(scope, month));
  const stored = await readAll(usageAccount, tenant, ids);
  const known = new Map(stored.map((one) => [one.value.id, one]));
  return inLanes(shares, width, (share) =>
    settle(
      {
        share,
        guideKept: guideKept(context),
        park: async (unrated) => {
          await park(unrated, context);
        },
        ...(events && { events }),
        ...(batch !== undefined && { batch }),
      },
      context,
      known.get(accountId(share.scope, share.month)),
    ),
  );
};

interface Tried {
  readonly kept: readonly Kept[];
  readonly unrated: readonly Unrated[];
}

const tried = async (
  records: readonly UsageRecord[],
  context: WriteContext,
  batch: Batch,
): Promise<Tried> => {
  const { shares, unguided, tariffs } = await guide(context.caller.tenant, records);
  for (const named of tariffs) await keepNames(named, context);
  const kept = await settleAll(shares, context, batch);
  return { kept, unrated: [...unguided, ...kept.flatMap((one) => one.unrated)] };
};

const total = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);

const newestOf = (records: readonly UsageRecord[]): number | undefined =>
  records.reduce<number | undefined>(
    (newest, { at }) => (newest === undefined || at > newest ? at : newest),
    undefined,
  );

/**
 * Takes records: each is rated, known already, or parked with its cause. Taking them again changes nothing, so that a
 * caller who does not know how it ended simply tries again; under the same name a batch ends with the same counts.
 */
export const collect = async (
  records: readonly UsageRecord[],
  context: WriteContext,
  batch: Batch = {},
): Promise<Outcome> => {
  const { kept, unrated } = await tried(records, context, batch);
  const parked = await park(unrated, context, batch.batch);
  const groups = [...parked.values()];
  const outcome = {
    received: records.length,
    rated: total(kept.map((one) => one.rated)),
    duplicate:
      total(kept.map((one) => one.duplicates)) + total(groups.map((one) => one.duplicates)),
    rejected: total(groups.map((one) => one.parked)),
    causes: Object.fromEntries(
      [...parked].flatMap(([cause, { parked: count }]) => (count === 0 ? [] : [[cause, count]])),
    ),
  };
  usageTaken(outcome.rated, outcome.rejected, newestOf(records), context.at);
  return outcome;
};

/** Tries the records of one group again. Those that still cannot be rated stay, or wait for another reason. */
export const recycle = async (id: string, context: WriteContext): Promise<void> => {
  const { tenant } = context.caller;
  await racing(id, async () => {
    const stored = await read(usageReject, tenant, id);
    if (stored === undefined || stored.value.records === 0) return true;
    const waiting = await parkedIn(tenant, stored);
    const { unrated } = await tried(waiting, context, {});
    const { cause } = stored.value;
    const stay = unrated.filter((one) => one.cause === cause);
    await park(
      unrated.filter((one) => one.cause !== cause),
      context,
    );
    if (stay.length === waiting.length) return true;
    return writeGroup(
      cause,
      stay.map(({ record }) => record),
      stored,
      context,
    );
  });
};

/** Rates everything of an account anew: after a price was corrected, or what the month before left has changed. */
export const rerate = async (
  scope: string,
  month: string,
  context: WriteContext,
  change: {
    readonly without?: (record: KeptRecord) => boolean;
    readonly records?: readonly Guided[];
    readonly events?: readonly ExtraEvent[];
  } = {},
): Promise<void> => {
  const stored = await read(usageAccount, context.caller.tenant, accountId(scope, month));
  if (stored === undefined) return;
  for (const { record, tariffs } of change.records ?? []) {
    const named = tariffs(record.at);
    if (named !== undefined) await keepNames(named, context);
  }
  const share: AccountShare = {
    scope,
    month,
    timeZone: stored.value.timeZone,
    records: [...(change.records ?? [])],
  };
  await settle(
    {
      share,
      guideKept: guideKept(context),
      park: async (unrated) => {
        await park(unrated, context);
      },
      anew: true,
      ...(change.without && { without: change.without }),
      ...(change.events && { events: change.events }),
    },
    context,
    stored,
  );
};
