import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from '@jest/globals';
import { openTables } from '../../../infra/local/dynamodb/engine.ts';
import { meter } from '../../../infra/local/meter.ts';
import {
  asRead,
  closeTables,
  definition,
  key,
  root,
  tableName,
  testClock,
  testTables,
} from './fixture.ts';

afterEach(closeTables);

const things = {
  TableName: 'things',
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'N' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  BillingMode: 'PAY_PER_REQUEST',
};

it('makes, lists, describes and deletes a table', async () => {
  const { call, failure } = testTables();
  await call('CreateTable', things);
  await call('PutItem', { TableName: 'things', Item: { id: { N: '1' } } });
  expect(await call('ListTables', {})).toEqual({ TableNames: [tableName, 'things'].sort() });
  expect((await call('DescribeTable', { TableName: 'things' })).Table).toMatchObject({
    TableArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/things',
    TableStatus: 'ACTIVE',
    KeySchema: things.KeySchema,
    ItemCount: 1,
  });
  expect((await failure('CreateTable', things)).code).toBe('ResourceInUseException');
  await call('DeleteTable', { TableName: 'things' });
  expect((await failure('DescribeTable', { TableName: 'things' })).message).toBe(
    'Requested resource not found: Table: things not found',
  );
});

it('describes the indexes and the stream of a table', async () => {
  const { call } = testTables();
  const { Table } = await call('DescribeTable', {});
  expect(Table.GlobalSecondaryIndexes.map((index: any) => index.IndexStatus)).toEqual([
    'ACTIVE',
    'ACTIVE',
  ]);
  expect(Table.LatestStreamArn).toBe(
    'arn:aws:dynamodb:us-east-1:000000000000:table/strowger-test/stream/2027-01-15T08:00:00.000',
  );
});

it('sorts number keys as numbers', async () => {
  const { call } = testTables();
  await call('CreateTable', {
    ...things,
    AttributeDefinitions: [
      { AttributeName: 'id', AttributeType: 'S' },
      { AttributeName: 'n', AttributeType: 'N' },
    ],
    KeySchema: [
      { AttributeName: 'id', KeyType: 'HASH' },
      { AttributeName: 'n', KeyType: 'RANGE' },
    ],
  });
  for (const n of ['10', '9', '-1', '-1.5', '0', '0.5']) {
    await call('PutItem', { TableName: 'things', Item: { id: { S: 'a' }, n: { N: n } } });
  }
  const { Items } = await call('Query', {
    TableName: 'things',
    KeyConditionExpression: 'id = :id AND n < :n',
    ExpressionAttributeValues: { ':id': { S: 'a' }, ':n': { N: '1e1' } },
  });
  expect(Items.map((item: any) => item.n.N)).toEqual(['-1.5', '-1', '0', '0.5', '9']);
});

it('takes the name of a table, or its ARN', async () => {
  const { put, call } = testTables();
  await put(key('a'));
  const TableName = `arn:aws:dynamodb:us-east-1:000000000000:table/${tableName}`;
  expect(await call('GetItem', { TableName, Key: key('a') })).toEqual({ Item: key('a') });
});

it('turns expiry on and off, for the items that are there too', async () => {
  const { engine, clock, put, call, failure } = testTables();
  const off = { TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: false } };
  await put({ ...key('a'), dies: { N: String(clock.now() / 1000 + 10) } });
  await call('UpdateTimeToLive', off);
  expect((await failure('UpdateTimeToLive', off)).message).toBe('TimeToLive is already disabled');
  const on = { AttributeName: 'dies', Enabled: true };
  await call('UpdateTimeToLive', { TimeToLiveSpecification: on });
  expect(await call('DescribeTimeToLive', {})).toEqual({
    TimeToLiveDescription: { AttributeName: 'dies', TimeToLiveStatus: 'ENABLED' },
  });
  expect(engine.expireItems()).toBe(0);
  clock.advance(10_000);
  expect((await call('Scan', {})).Count).toBe(0);
});

it('fills an index that is new in the definition', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tables-'));
  const file = join(folder, 'tables.sqlite');
  const open = (indexes: number) =>
    openTables({
      file,
      clock: testClock(),
      meter: meter(),
      createTables: [
        {
          ...definition,
          GlobalSecondaryIndexes: definition.GlobalSecondaryIndexes?.slice(0, indexes),
        },
      ],
    });
  const before = open(1);
  const Item = { ...key('a'), gsi2pk: { S: 'g' }, gsi2sk: { S: '1' } };
  await before.handle('PutItem', { TableName: tableName, Item }, root);
  before.close();
  const after = open(2);
  const scan = { TableName: tableName, IndexName: 'gsi2' };
  expect(asRead(await after.handle('Scan', scan, root))).toMatchObject({ Items: [Item] });
  after.close();
  rmSync(folder, { recursive: true });
});

it('says that it does not know an operation', async () => {
  const { failure } = testTables();
  expect((await failure('ExecuteStatement', {})).code).toBe('UnknownOperationException');
});
