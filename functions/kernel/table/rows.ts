import {
  BatchGetItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { client, tableName } from './client.ts';
import type { Item } from './item.ts';
import { rowBody, rowOf } from './item.ts';
import { partitionOf, selfRow } from './keys.ts';

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

/** BatchGetItem takes at most 100 keys. */
const batchSize = 100;

/** Reads many by their keys; what is not there is left out. */
export const readKeys = async (
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
