import * as z from 'zod';
import type { Access } from '../access/caller.ts';
import type { Api } from '../capability.ts';
import type { Instant } from '../clock.ts';
import type { Resource } from '../tmf/resource.ts';
import { defineResource, untold } from '../tmf/resource.ts';
import { typePartition } from './keys.ts';
import { commit, creation, deletion, read, readIndex } from './store.ts';
import type { WriteContext } from './stored.ts';

/**
 * A reminder to look at something at a time: never the truth, only a reason to read it. So it needs no transaction: it is
 * set before what it reminds of is written, and one without a meaning is taken away when it rings.
 */
const Timer = z.strictObject({
  /** The time first, so that an index of the type is sorted by it. */
  id: z.string(),
  subject: z.string(),
});
export type Timer = z.infer<typeof Timer>;

const nobody: Access = { operations: 'none', agent: 'none', customer: 'none' };

/** The timers of one capability, which owns their type. They are spread over four partitions of the index. */
export const timersOf = (api: Api, source: string, type: string): Resource<Timer> =>
  defineResource<Timer>({
    api,
    source,
    name: type.charAt(0).toLowerCase() + type.slice(1),
    idPrefix: 'tmr',
    schema: { read: Timer },
    access: nobody,
    operations: [],
    shards: 4,
    events: untold,
  });

/** Reminds of the subject at the time, once, however often it is asked. */
export const setTimer = async (
  timers: Resource<Timer>,
  subject: string,
  at: Instant,
  context: WriteContext,
): Promise<void> => {
  await commit(creation(timers, { id: `${at}~${subject}`, subject }, context));
};

const parsed = (id: string): Timer => ({ id, subject: id.slice(id.indexOf('~') + 1) });

/** Those whose time has come, the earliest first, at most so many. Each stays until it is taken away. */
export const dueTimers = async (
  timers: Resource<Timer>,
  { caller, at }: WriteContext,
  most: number,
): Promise<readonly Timer[]> => {
  const pages = await Promise.all(
    Array.from({ length: timers.shards }, (_, shard) =>
      readIndex('gsi1', typePartition(caller.tenant, timers.keyType, shard), { limit: most }),
    ),
  );
  return pages
    .flatMap(({ sorts }) => sorts)
    .filter((id) => id.slice(0, id.indexOf('~')) <= at)
    .sort()
    .slice(0, most)
    .map(parsed);
};

/** Takes a timer away, when what it reminded of has been looked at. */
export const removeTimer = async (
  timers: Resource<Timer>,
  id: string,
  context: WriteContext,
): Promise<void> => {
  const stored = await read(timers, context.caller.tenant, id);
  if (stored !== undefined) await commit(deletion(timers, stored, context));
};
