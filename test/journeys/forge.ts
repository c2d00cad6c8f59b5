import { deflateRawSync, inflateRawSync } from 'node:zlib';
import {
  type AttributeValue,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { tableClient, tableName } from '../bench/sdk.ts';

const keyOf = (id: string) => ({ pk: { S: `demo#CustomerBill#${id}` }, sk: { S: '@' } });

const renamed = (value: AttributeValue, from: string, to: string): AttributeValue => {
  if (value.S !== undefined) return { S: value.S.replaceAll(from, to) };
  if (value.B === undefined) return value;
  const text = inflateRawSync(value.B).toString('utf8').replaceAll(from, to);
  return { B: deflateRawSync(text) };
};

/** Puts a bill into the table again under another id, past everything that forbids it. */
export const copyBill = async (url: string, id: string, other: string): Promise<void> => {
  const client = tableClient(url);
  const { Item } = await client.send(
    new GetItemCommand({ TableName: tableName, Key: keyOf(id), ConsistentRead: true }),
  );
  if (Item === undefined) throw new Error(`no bill ${id}`);
  const copy = Object.fromEntries(
    Object.entries(Item)
      .filter(([name]) => name !== 'outbox')
      .map(([name, value]) => [name, renamed(value, id, other)]),
  );
  await client.send(new PutItemCommand({ TableName: tableName, Item: copy }));
  client.destroy();
};

/** Takes it out again. */
export const removeBill = async (url: string, id: string): Promise<void> => {
  const client = tableClient(url);
  await client.send(new DeleteItemCommand({ TableName: tableName, Key: keyOf(id) }));
  client.destroy();
};
