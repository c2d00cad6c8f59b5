import { afterEach, expect, it } from '@jest/globals';
import { closeTables, key, tableName, testTables } from './fixture.ts';

afterEach(closeTables);

const indexes = { ReturnConsumedCapacity: 'INDEXES' };
const kilobytes = (count: number) => ({ S: 'x'.repeat(count * 1024 - 100) });
const listed = { gsi1pk: { S: 'g' }, gsi1sk: { S: '1' } };

const units = ({ ConsumedCapacity: consumed }: any) => ({
  all: consumed.CapacityUnits,
  table: consumed.Table.CapacityUnits,
  gsi1: consumed.GlobalSecondaryIndexes?.gsi1.CapacityUnits,
});

it('reads 4 KB a unit, half when eventually consistent', async () => {
  const { put, call } = testTables();
  await put({ ...key('a'), text: kilobytes(9) });
  const read = { Key: key('a'), ReturnConsumedCapacity: 'TOTAL' };
  const eventual = await call('GetItem', read);
  const consistent = await call('GetItem', { ...read, ConsistentRead: true });
  expect([eventual, consistent].map((answer) => answer.ConsumedCapacity)).toEqual([
    { TableName: tableName, CapacityUnits: 1.5 },
    { TableName: tableName, CapacityUnits: 3 },
  ]);
});

it('writes 1 KB a unit, and an index entry one', async () => {
  const { call } = testTables();
  const Item = { ...key('a'), ...listed, text: kilobytes(3) };
  expect(units(await call('PutItem', { Item, ...indexes }))).toEqual({ all: 4, table: 3, gsi1: 1 });
});

it('writes nothing to an index whose entry stays, one where it goes, two where it moves', async () => {
  const { put, call } = testTables();
  await put({ ...key('a'), ...listed });
  const update = async (UpdateExpression: string, value?: string) =>
    units(
      await call('UpdateItem', {
        Key: key('a'),
        UpdateExpression,
        ...(value && { ExpressionAttributeValues: { ':v': { S: value } } }),
        ...indexes,
      }),
    ).gsi1;
  expect(await update('SET note = :v', 'x')).toBeUndefined();
  expect(await update('SET gsi1sk = :v', '2')).toBe(2);
  expect(await update('REMOVE gsi1sk')).toBe(1);
});

it('charges transactions double', async () => {
  const { call } = testTables();
  const write = await call('TransactWriteItems', {
    TransactItems: [{ Put: { TableName: tableName, Item: { ...key('a'), text: kilobytes(2) } } }],
    ReturnConsumedCapacity: 'TOTAL',
  });
  const read = await call('TransactGetItems', {
    TransactItems: [{ Get: { TableName: tableName, Key: key('a') } }],
    ReturnConsumedCapacity: 'TOTAL',
  });
  expect([write, read].map((answer) => answer.ConsumedCapacity[0].CapacityUnits)).toEqual([4, 2]);
});

it('reads a page by the sum of its bytes', async () => {
  const { put, call } = testTables();
  for (const sk of ['1', '2', '3', '4', '5']) await put({ ...key('p', sk), text: kilobytes(1) });
  const answer = await call('Query', {
    KeyConditionExpression: 'pk = :p',
    ExpressionAttributeValues: { ':p': { S: 'p' } },
    ReturnConsumedCapacity: 'TOTAL',
  });
  expect(answer.ConsumedCapacity.CapacityUnits).toBe(1);
});

it('meters every operation, by operation and by who asks, a refused write too', async () => {
  const { put, call, failure, metered } = testTables();
  await put({ ...key('a'), text: kilobytes(2) });
  await failure('PutItem', { Item: key('a'), ConditionExpression: 'attribute_not_exists(pk)' });
  await call('GetItem', { Key: key('a') });
  expect(metered()).toEqual({
    'dynamodb.writeUnits': 4,
    'dynamodb.writeUnits|PutItem': 4,
    'dynamodb.writeUnitsOf': 4,
    'dynamodb.writeUnitsOf|root': 4,
    'dynamodb.readUnits': 0.5,
    'dynamodb.readUnits|GetItem': 0.5,
    'dynamodb.readUnitsOf': 0.5,
    'dynamodb.readUnitsOf|root': 0.5,
  });
});
