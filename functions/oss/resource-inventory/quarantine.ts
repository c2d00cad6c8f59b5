import type { Instant } from '../../kernel/clock.ts';
import type { Write } from '../../kernel/table/store.ts';
import { change, commitAll, deletion, read } from '../../kernel/table/store.ts';
import type { WriteContext } from '../../kernel/table/stored.ts';
import type { DueTimer } from '../../kernel/table/timer.ts';
import { dueTimers, timeOf, timersOf, timerWrite } from '../../kernel/table/timer.ts';
import { capability } from './capability.ts';
import type { StoredResource } from './resource.ts';
import { resource } from './resource.ts';

/**
 * A rest ends by a timer that is written together with its beginning. All are in one partition: an hour in which none is
 * due reads half a unit.
 */
const ends = {
  ...timersOf(capability.api, 'oss.resource-inventory', 'QuarantineEnd'),
  shards: 1,
};

/** What a specification or a person says in days, and what follows from it while the number rests. */
const quarantineDays = 'quarantineDays';
const quarantinedUntil = 'quarantinedUntil';
const dayMs = 86_400_000;

const characteristic = (one: StoredResource, name: string): unknown =>
  one.resourceCharacteristic?.find((each) => each.name === name)?.value;

const without = (one: StoredResource, name: string): StoredResource['resourceCharacteristic'] =>
  one.resourceCharacteristic?.filter((each) => each.name !== name);

/** After a cease a number rests before somebody else gets it; everything else is free at once. */
export const freedAfterUse = (one: StoredResource, at: Instant): StoredResource => {
  const days = Number(characteristic(one, quarantineDays) ?? 0);
  if (!(days > 0)) return { ...one, resourceStatus: 'available', usageState: 'idle' };
  const until = new Date(Date.parse(at) + days * dayMs).toISOString();
  return {
    ...one,
    resourceStatus: 'standby',
    usageState: 'idle',
    resourceCharacteristic: [
      ...(without(one, quarantinedUntil) ?? []),
      { name: quarantinedUntil, value: until, valueType: 'dateTime' },
    ],
  };
};

/** The end of a rest that begins, to be written together with its beginning; nothing where none does. */
export const endOfRest = (resting: StoredResource, context: WriteContext): Write | undefined => {
  const until = characteristic(resting, quarantinedUntil);
  if (resting.resourceStatus !== 'standby' || typeof until !== 'string') return undefined;
  return timerWrite(ends, resting.id, until, context);
};

const rested = (one: StoredResource): StoredResource => {
  const resourceCharacteristic = without(one, quarantinedUntil);
  return {
    ...one,
    resourceStatus: 'available',
    usageState: 'idle',
    ...(resourceCharacteristic !== undefined && { resourceCharacteristic }),
  };
};

/** Ends one rest. A number that somebody has taken out of it, or that rests anew, is left as it is. */
const endOne = async (due: DueTimer, context: WriteContext): Promise<void> => {
  const { tenant } = context.caller;
  const end = await read(ends, tenant, due.id);
  if (end === undefined) return;
  const [id = ''] = due.subjects;
  const stored = await read(resource, tenant, id);
  const rests =
    stored?.value.resourceStatus === 'standby' &&
    characteristic(stored.value, quarantinedUntil) === timeOf(due);
  await commitAll([
    ...(rests ? [change(resource, stored, rested(stored.value), context)] : []),
    deletion(ends, end, context),
  ]);
};

/** How many ends one look takes: a page of keys is 2.5 read units, and a step has a minute. */
const pageSize = 100;

/** Makes available whose rest is over by now. What another tick has ended already is gone, and nothing happens. */
export const endQuarantines = async (context: WriteContext): Promise<number> => {
  let ended = 0;
  for (;;) {
    const due = await dueTimers(ends, context, pageSize);
    for (const one of due) await endOne(one, context);
    ended += due.length;
    if (due.length < pageSize) return ended;
  }
};
