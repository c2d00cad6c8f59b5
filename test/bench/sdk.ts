import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { forSeconds, type Row } from './measure.ts';
import type { Subject } from './subject.ts';

export const tableName = 'strowger-local';

export const tableClient = (url: string): DynamoDBClient =>
  new DynamoDBClient({
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'root', secretAccessKey: 'x' },
  });

const keyOf = (index: number) => ({ pk: { S: `bench#Sdk#${index % 500}` }, sk: { S: '@' } });

/** A kilobyte, as a deflated resource is. */
const body = { S: 'x'.repeat(1000) };

/** The unchanged SDK on the embedded table: the floor below every handler. */
export const sdkSection = async ({ runtime, quick }: Subject): Promise<readonly Row[]> => {
  const client = tableClient(runtime.url);
  const put = (index: number) =>
    client.send(new PutItemCommand({ TableName: tableName, Item: { ...keyOf(index), body } }));
  const get = (index: number) =>
    client.send(
      new GetItemCommand({ TableName: tableName, Key: keyOf(index), ConsistentRead: true }),
    );
  const rows: Row[] = [];
  for (const clients of [1, 16]) {
    const seconds = quick ? 1 : 4;
    rows.push({ call: 'PutItem', clients, ...(await forSeconds(seconds, clients, put)) });
    rows.push({ call: 'GetItem', clients, ...(await forSeconds(seconds, clients, get)) });
  }
  client.destroy();
  return rows;
};
