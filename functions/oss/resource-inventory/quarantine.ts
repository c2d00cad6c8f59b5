import * as z from 'zod';
import { staffOnly } from '../../kernel/access/caller.ts';
import type { Instant } from '../../kernel/clock.ts';
import { typePartition } from '../../kernel/table/keys.ts';
import type { Write } from '../../kernel/table/store.ts';
import {
  change,
  commitAll,
  creation,
  deletion,
  read,
  readIndex,
} from '../../kernel/table/store.ts';
import type { WriteContext } from '../../kernel/table/stored.ts';
import { defineResource, untold } from '../../kernel/tmf/resource.ts';
import { capability } from './capability.ts';
import type { StoredResource } from './resource.ts';
import { resource } from './resource.ts';

/** That a number's rest ends, and when. Ids begin with the instant, so that the index gives what is due first. */
export const QuarantineEnd = z.strictObject({
  id: z.string(),
  resourceId: z.string(),
  until: z.string(),
});
export type QuarantineEnd = z.infer<typeof QuarantineEnd>;

/** Ours alone: no API shows it, and its changes are no events. */
const quarantineEnd = defineResource<QuarantineEnd>({
  api: capability.api,
  source: 'oss.resource-inventory',
  name: 'quarantineEnd',
  idPrefix: 'qua',
  schema: { read: QuarantineEnd },
  operations: [],
  access: staffOnly,
  events: untold,
});

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
  const end = { id: `${until}~${resting.id}`, resourceId: resting.id, until };
  return creation(quarantineEnd, end, context);
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
const endOne = async (id: string, context: WriteContext): Promise<void> => {
  const { tenant } = context.caller;
  const end = await read(quarantineEnd, tenant, id);
  if (end === undefined) return;
  const stored = await read(resource, tenant, end.value.resourceId);
  const rests =
    stored?.value.resourceStatus === 'standby' &&
    characteristic(stored.value, quarantinedUntil) === end.value.until;
  await commitAll([
    ...(rests ? [change(resource, stored, rested(stored.value), context)] : []),
    deletion(quarantineEnd, end, context),
  ]);
};

/** How many ends one look takes: a page of keys is 2.5 read units, and a step has a minute. */
const pageSize = 100;

/** Makes available whose rest is over by now. What another tick has ended already is gone, and nothing happens. */
export const endQuarantines = async (context: WriteContext): Promise<number> => {
  const partition = typePartition(context.caller.tenant, quarantineEnd.type, 0);
  let ended = 0;
  for (;;) {
    const { sorts } = await readIndex('gsi1', partition, { limit: pageSize });
    const due = sorts.filter((id) => id.slice(0, id.indexOf('~')) <= context.at);
    for (const id of due) await endOne(id, context);
    ended += due.length;
    if (due.length < pageSize) return ended;
  }
};
