import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import {
  ConditionalCheckFailedException,
  PutItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { epochSeconds } from '../clock.ts';
import type { OutboxEntry } from '../events/envelope.ts';
import { newId } from '../ids.ts';
import { priorStates } from '../lifecycle/lifecycle.ts';
import { conflict, Transient } from '../problem.ts';
import type { Entity, Resource } from '../tmf/resource.ts';
import { changedAttributes, stateOf } from '../tmf/resource.ts';
import { client, tableName } from './client.ts';
import type { Item } from './item.ts';
import { isGone, itemOf, storedOf, tombstoneOf } from './item.ts';
import { partitionOf, selfRow } from './keys.ts';
import { readItem, readKeys } from './rows.ts';
import type { ExtraEvent, Stored, WriteContext } from './stored.ts';
import type { Change, Done } from './trail.ts';
import { changeOf, trail } from './trail.ts';

/** A pending write of one aggregate: the item, its condition and its events. */
export interface Write {
  readonly item: Item;
  readonly condition: string;
  readonly names?: Record<string, string>;
  readonly values?: Item;
}

/** What events tell of a resource that keeps something from them; undefined where they carry it whole. */
const toldOf = (
  { secret }: { readonly secret?: readonly string[] },
  value: object,
): Record<string, unknown> | undefined =>
  secret && Object.fromEntries(Object.entries(value).filter(([name]) => !secret.includes(name)));

const entriesOf = <T extends Entity>(
  declared: Resource<T>,
  value: T,
  eventTypes: readonly (string | null)[],
  extra: readonly ExtraEvent[],
  { caller, at, causationId }: WriteContext,
  attributes: readonly string[] = [],
): readonly OutboxEntry[] => {
  const cause = {
    by: caller.subject,
    requestId: caller.requestId,
    correlationId: caller.correlationId,
    ...(causationId !== undefined && { causationId }),
  };
  const own = eventTypes.flatMap((eventType) =>
    eventType === null
      ? []
      : [
          {
            eventType,
            resource: declared.name,
            // TMF630: a change of attributes says which.
            ...(eventType === declared.events.change &&
              attributes.length > 0 && { fieldPath: attributes.join(',') }),
          },
        ],
  );
  const payload = toldOf(declared, value);
  return [...own, ...extra].map((event) => ({
    eventId: newId('evt'),
    eventTime: at,
    source: declared.source,
    cause,
    ...(payload && { payload }),
    ...event,
  }));
};

const changed = (done: Done, { caller, at, causationId }: WriteContext): Change =>
  changeOf(done, caller, at, causationId);

/** The write that makes a new resource; it fails where the id is taken. */
export const creation = <T extends Entity>(
  declared: Resource<T>,
  value: T,
  context: WriteContext,
  more: {
    readonly hidden?: Record<string, unknown>;
    readonly extra?: readonly ExtraEvent[];
    /** True where its events are for listeners outside alone: another event tells our own of many at once. */
    readonly hubsOnly?: true;
  } = {},
): Write => ({
  item: itemOf(
    declared,
    context.caller.tenant,
    {
      value,
      version: 1,
      hidden: more.hidden ?? {},
      changes: [changed({ what: 'created' }, context)],
    },
    entriesOf(declared, value, [declared.events.create], more.extra ?? [], context).map((entry) =>
      more.hubsOnly ? { ...entry, hubsOnly: more.hubsOnly } : entry,
    ),
  ),
  condition: 'attribute_not_exists(pk)',
});

/** A move has its own event where the contract knows one; else it is a change like any other. */
const eventsOfChange = (
  events: Resource<Entity>['events'],
  moved: boolean,
  attributes: boolean,
): readonly (string | null)[] => [
  ...(moved && events.state !== null ? [events.state] : []),
  ...(attributes || (moved && events.state === null) ? [events.change] : []),
];

/** The write that changes a resource; the lifecycle's prior states and the version read are its condition. */
export const change = <T extends Entity>(
  declared: Resource<T>,
  before: Stored<T>,
  value: T,
  context: WriteContext,
  more: {
    readonly hidden?: Readonly<Record<string, unknown>>;
    readonly extra?: readonly ExtraEvent[];
    /** True where attributes beside the state changed, so that the contract's change event is due too. */
    readonly attributes?: boolean;
  } = {},
): Write => {
  const from = stateOf(declared, before.value);
  const to = stateOf(declared, value);
  const moved = from !== to;
  const eventTypes = eventsOfChange(declared.events, moved, more.attributes ?? !moved);
  const states =
    declared.state !== undefined && to !== undefined
      ? priorStates(declared.state.lifecycle, to)
      : [];
  const attributes = changedAttributes(before.value, value).filter(
    (name) => name !== declared.state?.attribute,
  );
  const done = {
    what: moved ? 'moved' : 'changed',
    ...(attributes.length > 0 && { attributes }),
    ...(moved && { from, to }),
  };
  const stateKeys = states.map((_, index) => `:s${index}`);
  const extra = [...(more.extra ?? []), ...(declared.alsoTells?.(before.value, value) ?? [])];
  return {
    item: itemOf(
      declared,
      context.caller.tenant,
      {
        value,
        version: before.version + 1,
        hidden: more.hidden ?? before.hidden,
        changes: trail(before.changes, changed(done, context)),
      },
      entriesOf(declared, value, eventTypes, extra, context, attributes),
    ),
    condition: stateKeys.length > 0 ? `v = :v AND #state IN (${stateKeys.join(', ')})` : 'v = :v',
    ...(stateKeys.length > 0 && { names: { '#state': 'state' } }),
    values: {
      ':v': { N: String(before.version) },
      ...Object.fromEntries(states.map((state, index) => [`:s${index}`, { S: state }])),
    },
  };
};

/** A tombstone lives a day: long enough for the relay, short enough to cost nothing. */
const tombstoneSeconds = 86_400;

export const deletion = <T extends Entity>(
  declared: Resource<T>,
  before: Stored<T>,
  context: WriteContext,
): Write => ({
  item: tombstoneOf(
    declared,
    context.caller.tenant,
    {
      ...before,
      version: before.version + 1,
      changes: trail(before.changes, changed({ what: 'deleted' }, context)),
    },
    entriesOf(declared, before.value, [declared.events.delete], [], context),
    epochSeconds(context.at, tombstoneSeconds),
  ),
  condition: 'v = :v',
  values: { ':v': { N: String(before.version) } },
});

const putOf = (write: Write) => ({
  TableName: tableName(),
  Item: write.item,
  ConditionExpression: write.condition,
  ...(write.names && { ExpressionAttributeNames: write.names }),
  ...(write.values && { ExpressionAttributeValues: write.values }),
});

/** Commits one aggregate. Answers false where its condition did not hold: a lost race or a taken id. */
export const commit = async (write: Write): Promise<boolean> => {
  try {
    await client.send(new PutItemCommand(putOf(write)));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
};

/** Commits several aggregates together or not at all. Answers the indexes of those whose condition did not hold. */
export const commitAll = async (
  writes: readonly Write[],
  token?: string,
): Promise<{ readonly committed: boolean; readonly lost: readonly number[] }> => {
  const items: TransactWriteItem[] = writes.map((write) => ({ Put: putOf(write) }));
  try {
    await client.send(
      new TransactWriteItemsCommand({
        TransactItems: items,
        ...(token && { ClientRequestToken: token }),
      }),
    );
    return { committed: true, lost: [] };
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const reasons = error.CancellationReasons ?? [];
    const lost = reasons.flatMap(({ Code }, index) =>
      Code === 'ConditionalCheckFailed' ? [index] : [],
    );
    if (lost.length > 0) return { committed: false, lost };
    throw new Transient(`transaction cancelled: ${reasons.map(({ Code }) => Code).join(', ')}`);
  }
};

export const commitOrConflict = async (write: Write, what: string): Promise<void> => {
  if (!(await commit(write)))
    throw conflict(`${what} was changed by another request meanwhile; read it again`);
};

/** How often a lost race is run again at once, before the event or step is repeated later. */
const mostRaces = 10;

/** Reads, decides and writes again while others win the race; `attempt` answers whether its write was committed. */
export const racing = async (what: string, attempt: () => Promise<boolean>): Promise<void> => {
  for (let race = 0; race < mostRaces; race += 1) if (await attempt()) return;
  throw new Transient(`${what} was changed ${mostRaces} times meanwhile`);
};

export const read = async <T extends Entity>(
  declared: Resource<T>,
  tenant: string,
  id: string,
): Promise<Stored<T> | undefined> => {
  const item = await readItem(tenant, declared.keyType, id);
  return item === undefined || isGone(item) ? undefined : storedOf(declared, item);
};

/** Reads many by id, in the order of the ids; what is gone is left out. */
export const readAll = async <T extends Entity>(
  declared: Resource<T>,
  tenant: string,
  ids: readonly string[],
): Promise<readonly Stored<T>[]> => {
  const items = await readKeys(
    [...new Set(ids)].map((id) => ({ pk: partitionOf(tenant, declared.keyType, id), sk: selfRow })),
    false,
  );
  const stored = items.filter((item) => !isGone(item)).map((item) => storedOf(declared, item));
  const found = new Map(stored.map((one) => [one.value.id, one]));
  return ids.flatMap((id) => found.get(id) ?? []);
};

/** Finds one resource by its id. */
export type Finding<T> = (id: string) => Promise<Stored<T> | undefined>;

/**
 * Reads many at once that are each about to be changed. What was found so is answered once; who lost a race, or asks for
 * another, reads the newest by itself.
 */
export const readAhead = async <T extends Entity>(
  declared: Resource<T>,
  tenant: string,
  ids: readonly string[],
): Promise<Finding<T>> => {
  const ahead = new Set(ids);
  const found = new Map(
    (await readAll(declared, tenant, ids)).map((one) => [one.value.id, one] as const),
  );
  return async (id) => (ahead.delete(id) ? found.get(id) : await read(declared, tenant, id));
};
