import { condition, type Part, projected, updates, withParts } from './expressions.ts';
import {
  type Chance,
  mainItem,
  mainKey,
  mainTable,
  type Step,
  typedItem,
  typedKey,
  typedTable,
} from './sequences.ts';

const onFailure = (random: Chance): any =>
  random.often(5) ? { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } : {};

const maybe = (random: Chance): Part | undefined =>
  random.often(4) ? condition(random) : undefined;

const put = (random: Chance): any => ({
  TableName: mainTable,
  Item: mainItem(random),
  ...withParts({ ConditionExpression: maybe(random) }),
  ...onFailure(random),
});
const remove = (random: Chance): any => ({
  TableName: mainTable,
  Key: mainKey(random),
  ...withParts({ ConditionExpression: maybe(random) }),
  ...onFailure(random),
});
/** An index never gets two entries of one key: their order would be open. */
const update = (random: Chance): any => {
  const Key = mainKey(random);
  return {
    TableName: mainTable,
    Key,
    ...withParts({ UpdateExpression: updates(random, Key), ConditionExpression: maybe(random) }),
    ...onFailure(random),
  };
};

const keyConditions = (random: Chance): { index?: string; part: Part } => {
  const p = { ':p': { S: `p${random.below(4)}` } };
  const g = { ':p': { S: `g${random.below(2)}` } };
  return random.pick([
    { part: { text: 'pk = :p', values: p } },
    { part: { text: 'pk = :p AND sk = :k', values: { ...p, ':k': { S: 'b' } } } },
    { part: { text: 'pk = :p AND sk > :k', values: { ...p, ':k': { S: 'ab' } } } },
    { part: { text: 'pk = :p AND sk <= :k', values: { ...p, ':k': { S: 'd1' } } } },
    { part: { text: 'pk = :p AND begins_with(sk, :k)', values: { ...p, ':k': { S: 'd' } } } },
    {
      part: {
        text: 'pk = :p AND sk BETWEEN :k AND :l',
        values: { ...p, ':k': { S: 'ab' }, ':l': { S: 'd1' } },
      },
    },
    { part: { text: 'sk = :p', values: p } },
    { part: { text: 'pk > :p', values: p } },
    { index: 'gsi1', part: { text: 'gsi1pk = :p', values: g } },
    {
      index: 'gsi1',
      part: { text: 'gsi1pk = :p AND gsi1sk < :k', values: { ...g, ':k': { S: '5' } } },
    },
    {
      index: 'gsi2',
      part: { text: 'gsi2pk = :p AND sk >= :k', values: { ...p, ':k': { S: 'b' } } },
    },
  ]);
};

const query = (random: Chance): Step => {
  const { index, part } = keyConditions(random);
  const filter = random.often(3) ? condition(random, 'f') : undefined;
  return {
    operation: 'Query',
    input: {
      TableName: mainTable,
      ...(index && { IndexName: index }),
      ...withParts({ KeyConditionExpression: part, FilterExpression: filter }),
      ...(random.often(4) && { Limit: 1 + random.below(4) }),
      ...(random.often(5) && { ScanIndexForward: random.often(3) }),
      ...(random.often(2) && { Select: 'COUNT' }),
      ...(random.often(1) && { ConsistentRead: true }),
    },
  };
};

const typedQuery = (random: Chance): Step => ({
  operation: 'Query',
  input: {
    TableName: typedTable,
    KeyConditionExpression: random.pick([
      'pk = :p',
      'pk = :p AND sk > :k',
      'pk = :p AND begins_with(sk, :k)',
    ]),
    ExpressionAttributeValues: { ':p': { N: random.pick(['1', '2.5']) }, ':k': { B: 'AA==' } },
    ScanIndexForward: random.often(5),
  },
});

const scan = (random: Chance): Step => ({
  operation: 'Scan',
  input: {
    TableName: random.pick([mainTable, typedTable]),
    ...withParts({ FilterExpression: random.often(6) ? condition(random, 'f') : undefined }),
  },
});

const transactWrite = (random: Chance): Step => {
  const action = (): any => {
    const kind = random.below(4);
    if (kind === 0) return { Put: put(random) };
    if (kind === 1) return { Update: update(random) };
    if (kind === 2) return { Delete: remove(random) };
    return {
      ConditionCheck: {
        TableName: mainTable,
        Key: mainKey(random),
        ...withParts({ ConditionExpression: condition(random) }),
        ...onFailure(random),
      },
    };
  };
  const TransactItems = Array.from({ length: 1 + random.below(3) }, action);
  const token = random.often(2) ? { ClientRequestToken: `token-${random.below(5)}` } : {};
  return { operation: 'TransactWriteItems', input: { TransactItems, ...token } };
};

const batchWrite = (random: Chance): Step => {
  const write = (isTyped: boolean): any =>
    random.often(7)
      ? { PutRequest: { Item: isTyped ? typedItem(random) : mainItem(random) } }
      : { DeleteRequest: { Key: isTyped ? typedKey(random) : mainKey(random) } };
  const main = Array.from({ length: 1 + random.below(3) }, () => write(false));
  return {
    operation: 'BatchWriteItem',
    input: { RequestItems: { [mainTable]: main, [typedTable]: [write(true)] } },
  };
};

const batchGet = (random: Chance): Step => ({
  operation: 'BatchGetItem',
  input: {
    RequestItems: {
      [mainTable]: {
        Keys: Array.from({ length: 1 + random.below(3) }, () => mainKey(random)),
        ...projected(random),
      },
      [typedTable]: { Keys: [typedKey(random)], ConsistentRead: true },
    },
  },
});

const transactGet = (random: Chance): Step => ({
  operation: 'TransactGetItems',
  input: {
    TransactItems: Array.from({ length: 1 + random.below(3) }, () => ({
      Get: { TableName: mainTable, Key: mainKey(random), ...projected(random) },
    })),
  },
});

const returned = ['NONE', 'ALL_OLD', 'UPDATED_OLD', 'ALL_NEW', 'UPDATED_NEW'];
const old = ['NONE', 'ALL_OLD', 'ALL_NEW'];

const broken: Step[] = [
  { operation: 'GetItem', input: { TableName: 'compare-none', Key: { pk: { S: 'a' } } } },
  { operation: 'GetItem', input: { TableName: mainTable, Key: { pk: { S: 'a' } } } },
  { operation: 'GetItem', input: { TableName: mainTable, Key: { pk: { S: '' }, sk: { S: 'a' } } } },
  { operation: 'PutItem', input: { TableName: mainTable, Item: { pk: { S: 'a' } } } },
  {
    operation: 'PutItem',
    input: { TableName: mainTable, Item: { pk: { N: '1' }, sk: { S: 'a' } } },
  },
  {
    operation: 'PutItem',
    input: { TableName: mainTable, Item: { pk: { S: 'a' }, sk: { S: 'a' }, n: { N: 'no' } } },
  },
  {
    operation: 'PutItem',
    input: { TableName: mainTable, Item: { pk: { S: 'a' }, sk: { S: 'a' }, s: { SS: [] } } },
  },
  {
    operation: 'PutItem',
    input: { TableName: mainTable, Item: { pk: { S: 'a' }, sk: { S: 'a' }, gsi1pk: { S: '' } } },
  },
  {
    operation: 'Query',
    input: {
      TableName: mainTable,
      IndexName: 'none',
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': { S: 'a' } },
    },
  },
  { operation: 'TransactWriteItems', input: { TransactItems: [] } },
  { operation: 'DescribeTimeToLive', input: { TableName: mainTable } },
  { operation: 'DeleteTable', input: { TableName: 'compare-none' } },
  { operation: 'ListTables', input: {} },
];

/** The next request. */
export const step = (random: Chance): Step => {
  const kind = random.below(100);
  if (kind < 22)
    return { operation: 'PutItem', input: { ...put(random), ReturnValues: random.pick(old) } };
  if (kind < 24)
    return { operation: 'PutItem', input: { TableName: typedTable, Item: typedItem(random) } };
  if (kind < 46) {
    return {
      operation: 'UpdateItem',
      input: { ...update(random), ReturnValues: random.pick(returned) },
    };
  }
  if (kind < 54)
    return {
      operation: 'DeleteItem',
      input: { ...remove(random), ReturnValues: random.pick(old) },
    };
  if (kind < 60) {
    return {
      operation: 'GetItem',
      input: { TableName: mainTable, Key: mainKey(random), ...projected(random) },
    };
  }
  if (kind < 72) return query(random);
  if (kind < 74) return typedQuery(random);
  if (kind < 78) return scan(random);
  if (kind < 88) return transactWrite(random);
  if (kind < 91) return batchWrite(random);
  if (kind < 94) return batchGet(random);
  if (kind < 97) return transactGet(random);
  return random.pick(broken);
};
