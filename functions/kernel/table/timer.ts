import * as z from 'zod';
import { nobody } from '../access/caller.ts';
import type { Api } from '../capability.ts';
import type { Instant } from '../clock.ts';
import { derivedId } from '../ids.ts';
import type { Resource } from '../tmf/resource.ts';
import { defineResource, untold } from '../tmf/resource.ts';
import { typePartition } from './keys.ts';
import { readIndex } from './rows.ts';
import type { Write } from './store.ts';
import { commit, creation, deletion, read } from './store.ts';
import type { WriteContext } from './stored.ts';

/**
 * A reminder to look at something at a time: never the truth, only a reason to read it. So it needs no transaction: it is
 * set before what it reminds of is written, and one without a meaning is taken away when it rings.
 */
const Timer = z.strictObject({
  /** The time first, so that an index of the type is sorted by it. */
  id: z.string(),
  /** What it reminds of. */
  subject: z.string().optional(),
  /** Where one timer reminds of many. */
  subjects: z.array(z.string()).optional(),
});
export type Timer = z.infer<typeof Timer>;

/** What a due timer reminds of. */
export interface DueTimer {
  readonly id: string;
  readonly subjects: readonly string[];
}

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

/** The write that sets a timer, for where it must be set together with what it is about. */
export const timerWrite = (
  timers: Resource<Timer>,
  subject: string,
  at: Instant,
  context: WriteContext,
): Write => creation(timers, { id: `${at}~${subject}`, subject }, context);

/** Reminds of the subject at the time, once, however often it is asked. */
export const setTimer = async (
  timers: Resource<Timer>,
  subject: string,
  at: Instant,
  context: WriteContext,
): Promise<void> => {
  await commit(timerWrite(timers, subject, at, context));
};

/** When a timer was to ring. */
export const timeOf = ({ id }: Pick<Timer, 'id'>): Instant => id.slice(0, id.indexOf('~'));

/** Begins the id of a timer of many, after its time; no subject begins so. */
const ofMany = '*';

/** Reminds of all of the subjects at the time by one timer, once, however often it is asked. */
export const setTimerOfMany = async (
  timers: Resource<Timer>,
  subjects: readonly string[],
  at: Instant,
  context: WriteContext,
): Promise<void> => {
  const [subject] = subjects;
  if (subjects.length < 2)
    return subject === undefined ? undefined : setTimer(timers, subject, at, context);
  const ordered = subjects.toSorted();
  const id = `${at}~${ofMany}${derivedId(timers.idPrefix, ...ordered)}`;
  await commit(creation(timers, { id, subjects: ordered }, context));
};

const subjectIn = (id: string): string => id.slice(id.indexOf('~') + 1);

const isOfMany = (id: string): boolean => subjectIn(id).startsWith(ofMany);

/** Timers up to the first one of many, so that there is never more to do at once than one such timer holds. */
const withSubjects = async (
  timers: Resource<Timer>,
  ids: readonly string[],
  tenant: string,
): Promise<readonly DueTimer[]> => {
  const first = ids.findIndex(isOfMany);
  const single = (first < 0 ? ids : ids.slice(0, first)).map((id) => ({
    id,
    subjects: [subjectIn(id)],
  }));
  const many = ids[first];
  const stored = many === undefined ? undefined : await read(timers, tenant, many);
  if (stored === undefined) return single;
  return [...single, { id: stored.value.id, subjects: stored.value.subjects ?? [] }];
};

/** Those whose time has come, the earliest first, at most so many. Each stays until it is taken away. */
export const dueTimers = async (
  timers: Resource<Timer>,
  { caller, at }: WriteContext,
  most: number,
): Promise<readonly DueTimer[]> => {
  const pages = await Promise.all(
    Array.from({ length: timers.shards }, (_, shard) =>
      readIndex('gsi1', typePartition(caller.tenant, timers.keyType, shard), { limit: most }),
    ),
  );
  const ids = pages
    .flatMap(({ sorts }) => sorts)
    .filter((id) => timeOf({ id }) <= at)
    .sort()
    .slice(0, most);
  return withSubjects(timers, ids, caller.tenant);
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
