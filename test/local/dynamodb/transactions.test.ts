import { afterEach, expect, it } from '@jest/globals';
import { closeTables, key, tableName, testTables } from './fixture.ts';

afterEach(closeTables);

const put = (pk: string, more: object = {}, condition: object = {}) => ({
  Put: { TableName: tableName, Item: { ...key(pk), ...more }, ...condition },
});
const absent = { ConditionExpression: 'attribute_not_exists(pk)' };

it('writes all of a transaction, or nothing', async () => {
  const tables = testTables();
  await tables.put(key('b'));
  const refused = await tables.failure('TransactWriteItems', {
    TransactItems: [put('a', {}, absent), put('b', {}, absent), put('c')],
  });
  expect(refused.code).toBe('TransactionCanceledException');
  expect(await tables.call('Scan', {})).toMatchObject({ Items: [key('b')] });
});

it('gives a reason for each action, in order, with the item where it is asked for', async () => {
  const tables = testTables();
  const found = { ...key('b'), n: { S: 'text' } };
  await tables.put(found);
  const refused = await tables.failure('TransactWriteItems', {
    TransactItems: [
      put('a'),
      put('b', {}, { ...absent, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
      {
        Update: {
          TableName: tableName,
          Key: key('c'),
          UpdateExpression: 'SET n = m',
        },
      },
      {
        ConditionCheck: {
          TableName: tableName,
          Key: key('d'),
          ConditionExpression: 'attribute_exists(pk)',
        },
      },
    ],
  });
  expect(refused.message).toBe(
    'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, ValidationError, ConditionalCheckFailed]',
  );
  expect(refused.extra).toEqual({
    CancellationReasons: [
      { Code: 'None' },
      { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed', Item: found },
      {
        Code: 'ValidationError',
        Message: 'The provided expression refers to an attribute that does not exist in the item',
      },
      { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' },
    ],
  });
});

const counting = (token: string, by = '1') => ({
  ClientRequestToken: token,
  TransactItems: [
    {
      Update: {
        TableName: tableName,
        Key: key('n'),
        UpdateExpression: 'ADD n :by',
        ExpressionAttributeValues: { ':by': { N: by } },
      },
    },
  ],
});

it('does a transaction once, however often its token comes, for ten minutes', async () => {
  const { call, clock } = testTables();
  const count = async () => (await call('GetItem', { Key: key('n') })).Item.n.N;
  await call('TransactWriteItems', counting('token'));
  await call('TransactWriteItems', counting('token'));
  expect(await count()).toBe('1');
  clock.advance(10 * 60 * 1000);
  await call('TransactWriteItems', counting('token'));
  expect(await count()).toBe('2');
});

it('refuses a token that comes with another request', async () => {
  const { call, failure } = testTables();
  await call('TransactWriteItems', counting('token'));
  expect((await failure('TransactWriteItems', counting('token', '2'))).code).toBe(
    'IdempotentParameterMismatchException',
  );
});

it('may use the token of a transaction that was cancelled again', async () => {
  const tables = testTables();
  await tables.put(key('a'));
  const request = { ClientRequestToken: 'token', TransactItems: [put('a', {}, absent)] };
  await tables.failure('TransactWriteItems', request);
  await tables.call('DeleteItem', { Key: key('a') });
  await tables.call('TransactWriteItems', request);
  expect((await tables.call('Scan', {})).Count).toBe(1);
});

it('refuses two actions on one item, and more than a hundred actions', async () => {
  const { failure } = testTables();
  const twice = await failure('TransactWriteItems', { TransactItems: [put('a'), put('a')] });
  expect(twice.message).toBe('Transaction request cannot include multiple operations on one item');
  const many = Array.from({ length: 101 }, (_, at) => put(String(at)));
  expect((await failure('TransactWriteItems', { TransactItems: many })).code).toBe(
    'ValidationException',
  );
});

it('reads several items as one', async () => {
  const tables = testTables();
  await tables.put({ ...key('a'), n: { N: '1' } });
  const get = (pk: string) => ({ Get: { TableName: tableName, Key: key(pk) } });
  const answer = await tables.call('TransactGetItems', { TransactItems: [get('a'), get('b')] });
  expect(answer).toEqual({ Responses: [{ Item: { ...key('a'), n: { N: '1' } } }, {}] });
});
