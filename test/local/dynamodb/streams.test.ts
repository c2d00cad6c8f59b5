import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from '@jest/globals';
import { closeTables, key, tableName, testTables } from './fixture.ts';

afterEach(closeTables);

it('records each change with both images, in order', async () => {
  const { engine, put, call } = testTables();
  await put({ ...key('a'), n: { N: '1' } });
  await put({ ...key('a'), n: { N: '2' } });
  await call('DeleteItem', { Key: key('a') });
  const records = engine.readStream(tableName, undefined, 10);
  expect(records.map((record) => record.eventName)).toEqual(['INSERT', 'MODIFY', 'REMOVE']);
  expect(records[1]).toMatchObject({
    eventSource: 'aws:dynamodb',
    eventSourceARN: expect.stringMatching(
      /^arn:aws:dynamodb:us-east-1:000000000000:table\/strowger-test\/stream\/2027-01-15T08:00:00.000$/,
    ),
    dynamodb: {
      ApproximateCreationDateTime: 1_800_000_000,
      Keys: key('a'),
      NewImage: { ...key('a'), n: { N: '2' } },
      OldImage: { ...key('a'), n: { N: '1' } },
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
  });
});

it('records nothing where nothing changes', async () => {
  const { engine, put } = testTables();
  await put({ n: { N: '1' }, ...key('a') });
  await put({ ...key('a'), n: { N: '1.0' } });
  expect(engine.readStream(tableName, undefined, 10)).toHaveLength(1);
});

it('goes on after a sequence number, and forgets up to one', async () => {
  const { engine, put } = testTables();
  for (const pk of ['a', 'b', 'c']) await put(key(pk));
  const [first] = engine.readStream(tableName, undefined, 1);
  const sequence = first?.dynamodb.SequenceNumber ?? '';
  const pks = (after: string | undefined) =>
    engine.readStream(tableName, after, 10).map((record) => record.dynamodb.Keys['pk']?.S);
  expect(pks(sequence)).toEqual(['b', 'c']);
  engine.trimStream(tableName, sequence);
  expect(pks(undefined)).toEqual(['b', 'c']);
});

it('tells its listeners after the commit, once a transaction', async () => {
  const { engine, call } = testTables();
  const seen: number[] = [];
  engine.onWrite(() => seen.push(engine.readStream(tableName, undefined, 10).length));
  const put = (pk: string) => ({ Put: { TableName: tableName, Item: key(pk) } });
  await call('TransactWriteItems', { TransactItems: [put('a'), put('b')] });
  expect(seen).toEqual([2]);
});

it('keeps items, entries and stream over a restart, with the same event ids', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tables-'));
  const file = join(folder, 'tables.sqlite');
  const before = testTables(file);
  await before.put({ ...key('a'), gsi1pk: { S: 'g' }, gsi1sk: { S: '1' } });
  const records = before.engine.readStream(tableName, undefined, 10);
  closeTables();
  const after = testTables(file, before.clock);
  expect(after.engine.readStream(tableName, undefined, 10)).toEqual(records);
  await after.put(key('b'));
  expect(after.engine.readStream(tableName, records[0]?.dynamodb.SequenceNumber, 10)).toHaveLength(
    1,
  );
  expect((await after.call('Scan', { IndexName: 'gsi1' })).Count).toBe(1);
  closeTables();
  rmSync(folder, { recursive: true });
});

it('deletes what has expired, and says that the service did it', async () => {
  const { engine, clock, put, call } = testTables();
  const nowSeconds = clock.now() / 1000;
  await put({ ...key('soon'), expiresAt: { N: String(nowSeconds + 60) } });
  await put({ ...key('late'), expiresAt: { N: String(nowSeconds + 600) } });
  await put({ ...key('odd'), expiresAt: { S: String(nowSeconds) } });
  clock.advance(61_000);
  expect((await call('Scan', {})).Items.map((item: any) => item.pk.S)).toEqual(['late', 'odd']);
  expect(engine.readStream(tableName, undefined, 10).at(-1)).toMatchObject({
    eventName: 'REMOVE',
    userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' },
  });
  clock.advance(600_000);
  expect((await call('Scan', {})).Count).toBe(1);
});
