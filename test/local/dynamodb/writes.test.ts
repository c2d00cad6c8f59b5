import { afterEach, describe, expect, it } from '@jest/globals';
import { closeTables, key, testTables } from './fixture.ts';

afterEach(closeTables);

const order = { ...key('t#Order#1'), state: { S: 'acknowledged' }, version: { N: '1' } };
const absent = 'attribute_not_exists(pk)';

describe('a conditional write', () => {
  it('refuses to create what is there', async () => {
    const { put, failure } = testTables();
    await put(order);
    expect(await failure('PutItem', { Item: order, ConditionExpression: absent })).toMatchObject({
      code: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
      extra: {},
    });
  });

  it('hands back the item found when it is asked to', async () => {
    const { put, failure } = testTables();
    await put(order);
    const refused = await failure('DeleteItem', {
      Key: key('t#Order#1'),
      ConditionExpression: 'version = :v',
      ExpressionAttributeValues: { ':v': { N: '2' } },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    expect(refused.extra).toEqual({ Item: order });
  });

  it('lets exactly one of two racing transitions win', async () => {
    const { put, call } = testTables();
    await put(order);
    const transition = (state: string) =>
      call('UpdateItem', {
        Key: key('t#Order#1'),
        UpdateExpression: 'SET #state = :state, version = version + :one',
        ConditionExpression: '#state IN (:from) AND version = :version',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: {
          ':state': { S: state },
          ':from': { S: 'acknowledged' },
          ':one': { N: '1' },
          ':version': { N: '1' },
        },
        ReturnValues: 'ALL_NEW',
      });
    const results = await Promise.allSettled([transition('inProgress'), transition('cancelled')]);
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected']);
    const { Item } = await call('GetItem', { Key: key('t#Order#1') });
    expect(Item).toMatchObject({ state: { S: 'inProgress' }, version: { N: '2' } });
  });
});

describe('an update', () => {
  const update = (UpdateExpression: string, values?: object) => ({
    Key: key('a'),
    UpdateExpression,
    ...(values && { ExpressionAttributeValues: values }),
    ReturnValues: 'ALL_NEW',
  });

  it('creates the item that is not there', async () => {
    const { call } = testTables();
    const answer = await call('UpdateItem', update('ADD n :n', { ':n': { N: '2.50' } }));
    expect(answer.Attributes).toEqual({ ...key('a'), n: { N: '2.5' } });
  });

  it('reads the item as it was before, in every action', async () => {
    const { put, call } = testTables();
    await put({ ...key('a'), x: { S: 'x' }, y: { S: 'y' } });
    const { Attributes } = await call('UpdateItem', update('SET x = y, y = x'));
    expect(Attributes).toMatchObject({ x: { S: 'y' }, y: { S: 'x' } });
  });

  it('removes list elements by the places they had', async () => {
    const { put, call } = testTables();
    const numbers = ['0', '1', '2', '3'].map((N) => ({ N }));
    await put({ ...key('a'), l: { L: numbers } });
    const { Attributes } = await call('UpdateItem', update('REMOVE l[0], l[2]'));
    expect(Attributes.l).toEqual({ L: [{ N: '1' }, { N: '3' }] });
  });

  it('appends what is set beyond the end of a list', async () => {
    const { put, call } = testTables();
    await put({ ...key('a'), l: { L: [{ N: '0' }] } });
    const { Attributes } = await call('UpdateItem', update('SET l[7] = :n', { ':n': { N: '7' } }));
    expect(Attributes.l).toEqual({ L: [{ N: '0' }, { N: '7' }] });
  });

  it('sets inside of maps and leaves the rest of them', async () => {
    const { put, call } = testTables();
    await put({ ...key('a'), m: { M: { a: { N: '1' }, b: { N: '2' } } } });
    const { Attributes } = await call(
      'UpdateItem',
      update('SET m.a = m.b + :n', { ':n': { N: '5' } }),
    );
    expect(Attributes.m).toEqual({ M: { a: { N: '7' }, b: { N: '2' } } });
  });

  it('drops a set with its last member', async () => {
    const { put, call } = testTables();
    await put({ ...key('a'), s: { SS: ['x'] } });
    const { Attributes } = await call('UpdateItem', update('DELETE s :s', { ':s': { SS: ['x'] } }));
    expect(Attributes).toEqual(key('a'));
  });

  it.each([
    [
      'SET m.a = :n',
      { ':n': { N: '1' } },
      'The document path provided in the update expression is invalid for update',
    ],
    [
      'SET a = b',
      undefined,
      'The provided expression refers to an attribute that does not exist in the item',
    ],
    [
      'SET pk = :n',
      { ':n': { S: '1' } },
      'One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key',
    ],
    [
      'SET gsi1pk = :n',
      { ':n': { N: '1' } },
      'One or more parameter values were invalid: Type mismatch for Index Key gsi1pk Expected: S Actual: N IndexName: gsi1',
    ],
    [
      'SET state = :n',
      { ':n': { N: '1' } },
      'Invalid UpdateExpression: Attribute name is a reserved keyword; reserved keyword: state',
    ],
    [
      'SET a = :n',
      { ':n': { N: '1' }, ':m': { N: '1' } },
      'Value provided in ExpressionAttributeValues unused in expressions: keys: {:m}',
    ],
  ])('refuses %s as AWS does', async (expression, values, message) => {
    const { failure } = testTables();
    const refused = await failure('UpdateItem', update(expression, values));
    expect(refused).toMatchObject({ code: 'ValidationException', message });
  });

  it('gives back the parts that it updated', async () => {
    const { put, call } = testTables();
    await put({ ...key('a'), n: { N: '1' }, other: { S: 'o' } });
    const request = update('SET n = n + :n', { ':n': { N: '1' } });
    const fresh = await call('UpdateItem', { ...request, ReturnValues: 'UPDATED_NEW' });
    const old = await call('UpdateItem', { ...request, ReturnValues: 'UPDATED_OLD' });
    expect([fresh.Attributes, old.Attributes]).toEqual([{ n: { N: '2' } }, { n: { N: '2' } }]);
  });
});

it('writes numbers plainly', async () => {
  const { put, call } = testTables();
  await put({ ...key('a'), n: { N: '1.50e3' }, m: { M: { x: { N: '-0' } } } });
  const { Item } = await call('GetItem', { Key: key('a') });
  expect(Item).toMatchObject({ n: { N: '1500' }, m: { M: { x: { N: '0' } } } });
});

it.each([
  [{}, "Value null at 'item' failed"],
  [{ Item: { pk: { S: 'a' } } }, 'Missing the key sk in the item'],
  [
    { Item: { ...key('a'), n: { N: 'x' } } },
    'The parameter cannot be converted to a numeric value: x',
  ],
  [{ Item: { ...key('a'), s: { SS: [] } } }, 'may not be empty'],
  [{ Item: { ...key(''), n: { N: '1' } } }, 'cannot contain an empty string value. Key: pk'],
  [{ Item: { ...key('a'), s: { S: 'x'.repeat(410_000) } } }, 'Item size has exceeded'],
])('refuses a put of %p', async (input, message) => {
  const { failure } = testTables();
  expect((await failure('PutItem', input)).message).toContain(message);
});

it('writes a batch, and refuses the same key twice in it', async () => {
  const { call, failure } = testTables();
  const puts = ['a', 'b'].map((pk) => ({ PutRequest: { Item: key(pk) } }));
  const answer = await call('BatchWriteItem', { RequestItems: { 'strowger-test': puts } });
  expect(answer).toEqual({ UnprocessedItems: {} });
  const twice = {
    RequestItems: { 'strowger-test': [...puts, { DeleteRequest: { Key: key('a') } }] },
  };
  expect((await failure('BatchWriteItem', twice)).message).toBe(
    'Provided list of item keys contains duplicates',
  );
  expect((await call('Scan', { Select: 'COUNT' })).Count).toBe(2);
});

it('asks for the permission of the operation on the table, with the partition keys', async () => {
  const { engine } = testTables();
  const asked: unknown[] = [];
  const caller = {
    principal: 'arn:aws:iam::000000000000:role/someone',
    authorize: (...question: unknown[]) => {
      asked.push(question);
    },
  };
  const arn = 'arn:aws:dynamodb:us-east-1:000000000000:table/strowger-test';
  await engine.handle('GetItem', { TableName: 'strowger-test', Key: key('a') }, caller);
  await engine.handle(
    'Query',
    {
      TableName: 'strowger-test',
      IndexName: 'gsi1',
      KeyConditionExpression: 'gsi1pk = :p',
      ExpressionAttributeValues: { ':p': { S: 'x' } },
    },
    caller,
  );
  expect(asked).toEqual([
    ['dynamodb:GetItem', arn, { 'dynamodb:LeadingKeys': ['a'] }],
    ['dynamodb:Query', `${arn}/index/gsi1`, { 'dynamodb:LeadingKeys': ['x'] }],
  ]);
});
