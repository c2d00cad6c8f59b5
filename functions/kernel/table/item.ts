import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { OutboxEntry } from '../events/envelope.ts';
import { Problem } from '../problem.ts';
import type { Entity, Resource } from '../tmf/resource.ts';
import { stateOf } from '../tmf/resource.ts';
import {
  lookupPartition,
  partitionOf,
  partyPartition,
  partySort,
  selfRow,
  shardOf,
  typePartition,
} from './keys.ts';
import type { Stored } from './stored.ts';
import { Change } from './trail.ts';

export type Item = Record<string, AttributeValue>;

/** What an item holds in its body: the resource, what only we see of it, and its audit trail. */
const Body = z.object({
  value: z.record(z.string(), z.unknown()),
  hidden: z.record(z.string(), z.unknown()),
  changes: z.array(Change),
});

/** DynamoDB's limit is 400 KB an item; what comes near it is refused by name before. */
const largestItemBytes = 380_000;

/** A window of 4 KB halves the time, and what we store is hardly ever longer. This level takes 7 % off 5 KB for 0.01 ms. */
const deflation = { level: 6, memLevel: 6, windowBits: 12, chunkSize: 4096 };
const inflation = { chunkSize: 4096 };

const deflated = (text: string): AttributeValue => ({ B: deflateRawSync(text, deflation) });

const textOf = ({ S, B }: AttributeValue): string =>
  S ?? (B === undefined ? 'null' : inflateRawSync(B, inflation).toString('utf8'));
const unpack = (attribute: AttributeValue | undefined): unknown =>
  attribute === undefined ? undefined : JSON.parse(textOf(attribute));

const bytesOf = (item: Item): number =>
  Object.entries(item).reduce(
    (total, [name, { S = '', N = '', B }]) =>
      total + name.length + Buffer.byteLength(S) + N.length + (B?.byteLength ?? 0),
    0,
  );

/** A write costs a unit for each kilobyte begun. */
const unitBytes = 1024;

/**
 * The body is JSON, deflated: 1 write unit where a native map of an order takes 3, for 0.02 ms. What fits into one unit
 * as it is stays plain: a list of 20 would else inflate 20 bodies. What conditions and indexes need stands beside it as
 * attributes of its own.
 */
const withBody = (rest: Item, body: object): Item => {
  const text = JSON.stringify(body);
  const plain = { ...rest, body: { S: text } };
  return bytesOf(plain) <= unitBytes ? plain : { ...rest, body: deflated(text) };
};

export const itemOf = <T extends Entity>(
  declared: Resource<T>,
  tenant: string,
  stored: Stored<T>,
  outbox: readonly OutboxEntry[],
): Item => {
  const { value, version, hidden, changes } = stored;
  const owner = declared.owner?.(value, hidden);
  const lookup = declared.lookup?.value(value);
  const state = stateOf(declared, value);
  const rest: Item = {
    pk: { S: partitionOf(tenant, declared.keyType, value.id) },
    sk: { S: selfRow },
    v: { N: String(version) },
    ...(declared.shards > 0 && {
      gsi1pk: { S: typePartition(tenant, declared.keyType, shardOf(value.id, declared.shards)) },
      gsi1sk: { S: value.id },
    }),
    ...(state !== undefined && { state: { S: state } }),
    ...(owner !== undefined && {
      gsi2pk: { S: partyPartition(tenant, owner) },
      gsi2sk: { S: partySort(declared.keyType, value.id) },
    }),
    ...(declared.lookup !== undefined &&
      lookup !== undefined && {
        gsi3pk: { S: lookupPartition(tenant, declared.keyType, declared.lookup.attribute, lookup) },
        gsi3sk: { S: value.id },
      }),
    ...(outbox.length > 0 && { tenant: { S: tenant }, outbox: deflated(JSON.stringify(outbox)) }),
  };
  const item = withBody(rest, { value, hidden, changes });
  const bytes = bytesOf(item);
  if (bytes > largestItemBytes)
    throw new Problem(
      413,
      'tooLarge',
      `${declared.type} takes ${bytes} bytes; at most ${largestItemBytes} can be kept`,
    );
  return item;
};

/** What stays of a deleted resource until its events are relayed: no index entry, so that nothing finds it. */
export const tombstoneOf = <T extends Entity>(
  declared: Resource<T>,
  tenant: string,
  stored: Stored<T>,
  outbox: readonly OutboxEntry[],
  expiresAtSeconds: number,
): Item => {
  const item = itemOf(declared, tenant, stored, outbox);
  const kept = Object.entries(item).filter(([name]) => !name.startsWith('gsi') && name !== 'state');
  return {
    ...Object.fromEntries(kept),
    gone: { BOOL: true },
    expiresAt: { N: String(expiresAtSeconds) },
  };
};

/** The body of a row beside a resource, and back: what it holds is its capability's to know. Bytes stay as they are. */
export const rowBody = (value: unknown): Item =>
  value instanceof Uint8Array ? { bytes: { B: value } } : { body: deflated(JSON.stringify(value)) };
export const rowOf = (item: Item): unknown => item['bytes']?.B ?? unpack(item['body']);

export const bodyOf = (item: Item): z.infer<typeof Body> => Body.parse(unpack(item['body']));
export const versionOf = (item: Item): number => Number(item['v']?.N ?? 0);
export const isGone = (item: Item): boolean => item['gone']?.BOOL === true;
export const outboxOf = (item: Item): readonly OutboxEntry[] =>
  z.array(OutboxEntry).parse(unpack(item['outbox']) ?? []);

/** Reads an item back. The value was validated when it was written; the declaration says its type. */
export const storedOf = <T extends Entity>(declared: Resource<T>, item: Item): Stored<T> => {
  const { value, hidden, changes } = bodyOf(item);
  return { value: trusted(declared, value), version: versionOf(item), hidden, changes };
};

/**
 * What we wrote ourselves is not validated again on each read: a schema may have become stricter since, and
 * what a customer owns must stay readable.
 */
const trusted = <T extends Entity>(_declared: Resource<T>, value: unknown): T => value as T; // the one cast: see above
