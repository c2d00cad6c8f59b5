import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
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
import type { Item } from './item.ts';
import { isGone, itemOf, rowBody, rowOf, storedOf, tombstoneOf } from './item.ts';
import { partitionOf, selfRow } from './keys.ts';
import type { Stored, WriteContext } from './stored.ts';
import type { Change, Done } from './trail.ts';
import { changeOf, trail } from './trail.ts';

const client = new DynamoDBClient({ cacheMiddleware: true });
const tableName = (): string => process.env['TABLE_NAME'] ?? '';

/** A further event that travels with a write. */
export interface ExtraEvent {
  readonly eventType: string;
  readonly resource: string;
  /** What it is about. @default - the written resource itself */
  readonly payload?: Record<string, unknown>;
  /** The ids of all that it is about, where these are many, so that the path of each can be followed. @default - the one's own */
  readonly subjects?: readonly string[];
}

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

export const readItem = async (
  tenant: string,
  type: string,
  id: string,
  row = selfRow,
): Promise<Item | undefined> => {
  const { Item } = await client.send(
    new GetItemCommand({
      TableName: tableName(),
      Key: { pk: { S: partitionOf(tenant, type, id) }, sk: { S: row } },
      ConsistentRead: true,
    }),
  );
  return Item;
};

export const read = async <T extends Entity>(
  declared: Resource<T>,
  tenant: string,
  id: string,
): Promise<Stored<T> | undefined> => {
  const item = await readItem(tenant, declared.keyType, id);
  return item === undefined || isGone(item) ? undefined : storedOf(declared, item);
};

/** BatchGetItem takes at most 100 keys. */
const batchSize = 100;

const readKeys = async (
  keys: readonly { readonly pk: string; readonly sk: string }[],
  consistent: boolean,
): Promise<readonly Item[]> => {
  const found: Item[] = [];
  for (let start = 0; start < keys.length; start += batchSize) {
    let open = keys
      .slice(start, start + batchSize)
      .map(({ pk, sk }) => ({ pk: { S: pk }, sk: { S: sk } }));
    while (open.length > 0) {
      const answer = await client.send(
        new BatchGetItemCommand({
          RequestItems: { [tableName()]: { Keys: open, ConsistentRead: consistent } },
        }),
      );
      found.push(...(answer.Responses?.[tableName()] ?? []));
      open = (answer.UnprocessedKeys?.[tableName()]?.Keys ?? []).map(({ pk, sk }) => ({
        pk: { S: pk?.S ?? '' },
        sk: { S: sk?.S ?? '' },
      }));
    }
  }
  return found;
};

/** Rows beside resources, read whole, by their keys in any order; what is not there is left out. */
export const readRows = async (
  tenant: string,
  type: string,
  rows: readonly { readonly id: string; readonly row: string }[],
): Promise<ReadonlyMap<string, unknown>> => {
  const items = await readKeys(
    rows.map(({ id, row }) => ({ pk: partitionOf(tenant, type, id), sk: row })),
    true,
  );
  return new Map(items.map((item) => [item['sk']?.S ?? '', rowOf(item)]));
};

/**
 * Writes a row beside a resource. Nobody contends for it: its name comes from what it holds, and it counts only once the
 * resource itself names it. @default expiresAtSeconds - it stays
 */
export const writeRow = async (
  tenant: string,
  type: string,
  { id, row, value }: { readonly id: string; readonly row: string; readonly value: unknown },
  expiresAtSeconds?: number,
): Promise<void> => {
  await client.send(
    new PutItemCommand({
      TableName: tableName(),
      Item: {
        pk: { S: partitionOf(tenant, type, id) },
        sk: { S: row },
        ...rowBody(value),
        ...(expiresAtSeconds !== undefined && { expiresAt: { N: String(expiresAtSeconds) } }),
      },
    }),
  );
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

type Index = 'gsi1' | 'gsi2' | 'gsi3';

/** A page of an index: its sort keys in order, and whether there are more. */
export const readIndex = async (
  index: Index,
  partition: string,
  options: { readonly prefix?: string; readonly after?: string; readonly limit: number },
): Promise<{ readonly sorts: readonly string[]; readonly more: boolean }> => {
  const lower =
    options.prefix !== undefined
      ? ' AND begins_with(#sk, :p)'
      : options.after !== undefined
        ? ' AND #sk > :p'
        : '';
  const bound = options.prefix ?? options.after;
  const answer = await client.send(
    new QueryCommand({
      TableName: tableName(),
      IndexName: index,
      KeyConditionExpression: `#pk = :pk${lower}`,
      // An index entry holds four keys; the sort key is all that is read of it.
      ProjectionExpression: '#sk',
      ExpressionAttributeNames: { '#pk': `${index}pk`, '#sk': `${index}sk` },
      ExpressionAttributeValues: {
        ':pk': { S: partition },
        ...(bound !== undefined && { ':p': { S: bound } }),
      },
      Limit: options.limit,
    }),
  );
  const sorts = (answer.Items ?? []).flatMap((item) => item[`${index}sk`]?.S ?? []);
  return { sorts, more: answer.LastEvaluatedKey !== undefined };
};
