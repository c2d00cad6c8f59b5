import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { journal, log } from '../observability/log.ts';
import { bodyOf, outboxOf, versionOf } from '../table/item.ts';
import { hasHubs } from '../tmf/hub.ts';
import type { Carried } from './carried.ts';
import { carriedOf } from './carried.ts';
import type { OutboxEntry } from './envelope.ts';
import { detailOf } from './envelope.ts';

const client = new EventBridgeClient({});

/** PutEvents takes at most 10 entries and 256 KB together. */
const mostEntries = 10;
const mostBytes = 240_000;

interface Entry {
  readonly sequence: string;
  /** What the journal says of it. */
  readonly carried: Carried;
  readonly bytes: number;
  readonly entry: {
    readonly Source: string;
    readonly DetailType: string;
    readonly Detail: string;
    readonly EventBusName: string;
  };
}

type Image = Record<string, AttributeValue>;

/** Stream images carry binaries as base64 text. */
const imageOf = (raw: object | undefined): Image | undefined =>
  raw === undefined
    ? undefined
    : Object.fromEntries(
        Object.entries(raw).map(([name, value]) => [
          name,
          typeof value?.B === 'string' ? { B: Buffer.from(value.B, 'base64') } : value,
        ]),
      );

const tenantOf = (image: Image): string => image['tenant']?.S ?? '';

/** An event too large for the bus goes without its resource's details: a listener reads them from the API. */
const detailText = (image: Image, index: number, listened: boolean): string | undefined => {
  const outbox = outboxOf(image);
  const entry = outbox[index];
  if (entry === undefined) return undefined;
  const { value } = bodyOf(image);
  const text = (payload?: OutboxEntry['payload']): string =>
    JSON.stringify({
      ...detailOf(
        { ...entry, ...(payload && { payload }) },
        tenantOf(image),
        versionOf(image),
        value,
      ),
      ...(listened && { listened }),
    });
  const whole = text();
  if (Buffer.byteLength(whole) <= mostBytes) return whole;
  const { id, href } = value;
  return text({ id, href });
};

type StreamRecord = DynamoDBStreamEvent['Records'][number];

interface Written {
  readonly sequence: string;
  readonly image: Image;
}

/** What was written with events in it. */
const writtenIn = (record: StreamRecord): readonly Written[] => {
  const image = imageOf(record.dynamodb?.NewImage);
  if (image?.['outbox'] === undefined) return [];
  return [{ sequence: record.dynamodb?.SequenceNumber ?? '', image }];
};

const entriesOf = (
  { sequence, image }: Written,
  listening: ReadonlySet<string>,
): readonly Entry[] => {
  const listened = listening.has(tenantOf(image));
  const outbox = outboxOf(image);
  if (!listened && outbox.every(({ hubsOnly }) => hubsOnly === true)) return [];
  const { value } = bodyOf(image);
  return outbox.flatMap((event, index) => {
    if (event.hubsOnly === true && !listened) return [];
    const detail = detailText(image, index, listened);
    if (detail === undefined) return [];
    return {
      sequence,
      carried: carriedOf(event, tenantOf(image), value),
      bytes: Buffer.byteLength(detail) + 200,
      entry: {
        Source: event.source,
        DetailType: event.eventType,
        Detail: detail,
        EventBusName: process.env['BUS_NAME'] ?? '',
      },
    };
  });
};

/** The entries in as few calls as the bus allows, in their order. */
export const chunked = <E extends Pick<Entry, 'bytes'>>(
  entries: readonly E[],
): readonly (readonly E[])[] => {
  const chunks: E[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const last = chunks.at(-1);
    if (last === undefined || last.length === mostEntries || bytes + entry.bytes > mostBytes) {
      chunks.push([entry]);
      bytes = entry.bytes;
    } else {
      last.push(entry);
      bytes += entry.bytes;
    }
  }
  return chunks;
};

/** The first entry of the chunk that the bus did not take, else undefined. */
const firstFailed = async (chunk: readonly Entry[]): Promise<string | undefined> => {
  try {
    const { Entries } = await client.send(
      new PutEventsCommand({ Entries: chunk.map(({ entry }) => entry) }),
    );
    const index = (Entries ?? []).findIndex(({ ErrorCode }) => ErrorCode !== undefined);
    return index < 0 ? undefined : chunk[index]?.sequence;
  } catch (error) {
    log.error('RELAY-001 the bus took nothing', { error });
    return chunk[0]?.sequence;
  }
};

/** The tenants of a batch that have listeners outside. */
const listeningAmong = async (written: readonly Written[]): Promise<ReadonlySet<string>> => {
  const tenants = [...new Set(written.map(({ image }) => tenantOf(image)))];
  const heard = await Promise.all(tenants.map(hasHubs));
  return new Set(tenants.filter((_, index) => heard[index]));
};

/**
 * Carries the outbox of every written item to the bus; nothing else publishes. A failure stops at its record, so
 * that the stream starts there again and the order of one item's events holds.
 */
export const handler = async (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
  const written = event.Records.flatMap(writtenIn);
  const listening = await listeningAmong(written);
  for (const chunk of chunked(written.flatMap((one) => entriesOf(one, listening)))) {
    const failed = await firstFailed(chunk);
    if (failed !== undefined) return { batchItemFailures: [{ itemIdentifier: failed }] };
    journal.info('RELAY-000 events were carried', { events: chunk.map(({ carried }) => carried) });
  }
  return { batchItemFailures: [] };
};
