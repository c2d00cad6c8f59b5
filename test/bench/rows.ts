import {
  type AttributeValue,
  BatchWriteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { shardOf, typePartition } from '../../functions/kernel/table/keys.ts';
import { expecting } from './caller.ts';
import { type Row, timed } from './measure.ts';
import { tableClient, tableName } from './sdk.ts';
import { metered, type Subject } from './subject.ts';

const people = '/tmf-api/party/v4/individual';
const Created = z.looseObject({ id: z.string() });

type Item = Record<string, AttributeValue>;

const shards = 8;

/** The same resource under another id: in the table and its indexes, with no event to tell. */
const copyOf = (item: Item, from: string, to: string): Item => ({
  ...Object.fromEntries(
    Object.entries(item)
      .filter(([name]) => name !== 'outbox')
      .map(([name, value]) => [
        name,
        value.S === undefined ? value : { S: value.S.replaceAll(from, to) },
      ]),
  ),
  gsi1pk: { S: typePartition('demo', 'Individual', shardOf(to, shards)) },
});

const batchSize = 25;

const fill = async (client: DynamoDBClient, item: Item, id: string, from: number, to: number) => {
  const batches = Math.ceil((to - from) / batchSize);
  await timed(batches, 4, (batch) => {
    const start = from + batch * batchSize;
    const length = Math.min(batchSize, to - start);
    const requests = Array.from({ length }, (_, index) => ({
      PutRequest: { Item: copyOf(item, id, `${id}${String(start + index).padStart(7, '0')}`) },
    }));
    return client.send(new BatchWriteItemCommand({ RequestItems: { [tableName]: requests } }));
  });
};

const units = (delta: Readonly<Record<string, number>>, count: number): Row => ({
  'read units': Number(((delta['dynamodb.readUnits'] ?? 0) / count).toFixed(2)),
  'write units': Number(((delta['dynamodb.writeUnits'] ?? 0) / count).toFixed(2)),
});

/** Get, list and create of a type as it grows: what they take must stay as it was. */
export const rowsSection = async (subject: Subject): Promise<readonly Row[]> => {
  const { operations, runtime, quick } = subject;
  const client = tableClient(runtime.url);
  const make = () => operations.call('POST', people, { givenName: 'Ada', familyName: 'Byron' });
  const { id } = Created.parse(await expecting(201, make()));
  const key = { pk: { S: `demo#Individual#${id}` }, sk: { S: '@' } };
  const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key: key }));
  if (Item === undefined) throw new Error(`No item ${key.pk.S}`);
  const calls: Readonly<Record<string, () => Promise<unknown>>> = {
    get: () => expecting(200, operations.call('GET', `${people}/${id}`)),
    'list of 20': () => expecting(200, operations.call('GET', `${people}?limit=20`)),
    create: () => expecting(201, make()),
  };
  const rows: Row[] = [];
  const count = 20;
  let filled = 0;
  for (const size of quick ? [100, 10_000] : [100, 10_000, 100_000]) {
    await fill(client, Item, id, filled, size);
    filled = size;
    await runtime.idle();
    for (const [call, work] of Object.entries(calls)) {
      await work();
      let timing = { p50: 0, p95: 0 };
      const delta = await metered(subject, async () => {
        timing = await timed(count, 1, work);
      });
      const { p50, p95 } = timing;
      rows.push({ rows: size, call, p50, p95, ...units(delta, count) });
    }
  }
  client.destroy();
  return rows;
};
