import { afterEach, expect, it } from '@jest/globals';
import { closeTables, key, type TestTables, tableName, testTables } from './fixture.ts';

afterEach(closeTables);

const byType = {
  IndexName: 'gsi1',
  KeyConditionExpression: 'gsi1pk = :p',
  ExpressionAttributeValues: { ':p': { S: 'orders' } },
};

const ids = (answer: any): string[] => answer.Items.map((item: any) => item.pk.S);

const allPages = async ({ call }: TestTables, operation: string, request: object) => {
  const pages: string[][] = [];
  let ExclusiveStartKey: object | undefined;
  do {
    const page = await call(operation, {
      ...request,
      ...(ExclusiveStartKey && { ExclusiveStartKey }),
    });
    pages.push(ids(page));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return pages;
};

const withOrders = async (count: number): Promise<TestTables> => {
  const tables = testTables();
  for (let at = 0; at < count; at += 1) {
    await tables.put({
      ...key(`o${at}`),
      gsi1pk: { S: 'orders' },
      gsi1sk: { S: String(Math.floor(at / 2)) },
      n: { N: String(at) },
    });
  }
  return tables;
};

it('pages through an index in the order of its keys, each entry once, either way', async () => {
  const tables = await withOrders(5);
  const forward = await allPages(tables, 'Query', { ...byType, Limit: 2 });
  expect(forward).toEqual([['o0', 'o1'], ['o2', 'o3'], ['o4']]);
  const backward = await allPages(tables, 'Query', {
    ...byType,
    Limit: 2,
    ScanIndexForward: false,
  });
  expect(backward).toEqual([['o4', 'o3'], ['o2', 'o1'], ['o0']]);
});

it('holds only items that have both keys of an index, and only keys of them', async () => {
  const tables = await withOrders(1);
  await tables.put({ ...key('half'), gsi1pk: { S: 'orders' } });
  const { Items } = await tables.call('Query', byType);
  expect(Items).toEqual([{ ...key('o0'), gsi1pk: { S: 'orders' }, gsi1sk: { S: '0' } }]);
});

it('moves an entry with its keys, and drops it with its item', async () => {
  const tables = await withOrders(2);
  await tables.call('UpdateItem', {
    Key: key('o0'),
    UpdateExpression: 'SET gsi1sk = :last',
    ExpressionAttributeValues: { ':last': { S: '9' } },
  });
  expect(ids(await tables.call('Query', byType))).toEqual(['o1', 'o0']);
  await tables.call('DeleteItem', { Key: key('o1') });
  expect(ids(await tables.call('Query', byType))).toEqual(['o0']);
});

it.each([
  ['sk = :a', ['b']],
  ['sk < :a', ['B', 'a']],
  ['sk >= :a', ['b', 'b1', 'c', 'é']],
  ['sk BETWEEN :a AND :z', ['b', 'b1', 'c']],
  ['begins_with(sk, :a)', ['b', 'b1']],
])('reads the part of a partition where %s', async (condition, expected) => {
  const tables = testTables();
  for (const sk of ['é', 'c', 'b1', 'b', 'a', 'B']) await tables.put(key('p', sk));
  const values = { ':p': { S: 'p' }, ':a': { S: 'b' }, ':z': { S: 'c' } };
  const used = Object.entries(values).filter(([name]) => `pk = :p ${condition}`.includes(name));
  const { Items } = await tables.call('Query', {
    KeyConditionExpression: `pk = :p AND ${condition}`,
    ExpressionAttributeValues: Object.fromEntries(used),
  });
  expect(Items.map((item: any) => item.sk.S)).toEqual(expected);
});

it('counts a limit before the filter, and both counts', async () => {
  const tables = await withOrders(4);
  const page = await tables.call('Scan', {
    Limit: 3,
    FilterExpression: 'n > :n',
    ExpressionAttributeValues: { ':n': { N: '1' } },
    Select: 'COUNT',
  });
  expect(page).toMatchObject({ Count: 1, ScannedCount: 3, LastEvaluatedKey: key('o2') });
});

it('ends a page at one megabyte', async () => {
  const tables = testTables();
  const text = { S: 'x'.repeat(300 * 1024) };
  for (const sk of ['1', '2', '3', '4', '5']) await tables.put({ ...key('p', sk), text });
  const request = {
    KeyConditionExpression: 'pk = :p',
    ExpressionAttributeValues: { ':p': { S: 'p' } },
  };
  expect((await allPages(tables, 'Query', request)).map((page) => page.length)).toEqual([4, 1]);
});

it('refuses consistent reads of an index', async () => {
  const { failure } = testTables();
  expect((await failure('Query', { ...byType, ConsistentRead: true })).message).toBe(
    'Consistent reads are not supported on global secondary indexes',
  );
});

it('refuses a starting key of another partition', async () => {
  const { failure } = testTables();
  const start = { ...key('x'), gsi1pk: { S: 'others' }, gsi1sk: { S: '1' } };
  expect((await failure('Query', { ...byType, ExclusiveStartKey: start })).message).toBe(
    'The provided starting key is outside query boundaries based on provided conditions',
  );
});

it('scans in segments that together are the table', async () => {
  const tables = await withOrders(20);
  const segments = await Promise.all(
    [0, 1, 2].map((Segment) => allPages(tables, 'Scan', { Segment, TotalSegments: 3, Limit: 4 })),
  );
  expect(segments.flat(2).sort()).toEqual(Array.from({ length: 20 }, (_, at) => `o${at}`).sort());
});

it('reads a hundred items in a batch, and leaves what is beyond 16 MB', async () => {
  const tables = testTables();
  const text = { S: 'x'.repeat(390 * 1024) };
  const keys = Array.from({ length: 50 }, (_, at) => key(`b${at}`));
  for (const one of keys) await tables.put({ ...one, text });
  const answer = await tables.call('BatchGetItem', {
    RequestItems: { [tableName]: { Keys: keys } },
  });
  const read = answer.Responses[tableName].length;
  const left = answer.UnprocessedKeys[tableName].Keys.length;
  expect([read + left, read]).toEqual([50, 43]);
});
