import { afterEach, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { closeTables, key, type TestTables, tableName, testTables } from './fixture.ts';

afterEach(closeTables);

/** What the table should hold: a map of items. Everything else is derived from it. */
type Model = Map<string, any>;

interface Command {
  readonly kind: 'put' | 'create' | 'add' | 'list' | 'unlist' | 'remove' | 'pair';
  readonly pk: string;
  readonly other: string;
  readonly number: number;
}

const ids = ['a', 'b', 'c', 'd', 'e'];
const command: fc.Arbitrary<Command> = fc.record({
  kind: fc.constantFrom('put', 'create', 'add', 'list', 'unlist', 'remove', 'pair'),
  pk: fc.constantFrom(...ids),
  other: fc.constantFrom(...ids),
  number: fc.integer({ min: -5, max: 5 }),
});

const fresh = (pk: string, number: number) => ({
  ...key(pk),
  n: { N: String(number) },
  gsi1pk: { S: 'g' },
  gsi1sk: { S: `${Math.abs(number)}` },
});

const changed = (model: Model, pk: string, change: (item: any) => void): void => {
  const item = structuredClone(model.get(pk) ?? key(pk));
  change(item);
  model.set(pk, item);
};

/** Does a command to the model; answers whether the engine should accept it. */
const model: Record<Command['kind'], (items: Model, command: Command) => boolean> = {
  put: (items, { pk, number }) => Boolean(items.set(pk, fresh(pk, number))),
  create: (items, { pk, number }) => {
    if (items.has(pk)) return false;
    items.set(pk, fresh(pk, number));
    return true;
  },
  add: (items, { pk, number }) => {
    changed(items, pk, (item) => {
      item.n = { N: String(Number(item.n?.N ?? 0) + number) };
    });
    return true;
  },
  list: (items, { pk, number }) => {
    changed(items, pk, (item) => {
      item.gsi1pk = { S: 'g' };
      item.gsi1sk = { S: String(number + 5) };
    });
    return true;
  },
  unlist: (items, { pk }) => {
    changed(items, pk, (item) => {
      delete item.gsi1pk;
    });
    return true;
  },
  remove: (items, { pk }) => {
    items.delete(pk);
    return true;
  },
  pair: (items, { pk, other, number }) => {
    if (pk === other || items.has(pk) || !items.has(other)) return false;
    items.set(pk, fresh(pk, number));
    items.delete(other);
    return true;
  },
};

const update = (pk: string, UpdateExpression: string, values?: object) => ({
  Key: key(pk),
  UpdateExpression,
  ...(values && { ExpressionAttributeValues: values }),
});

const absent = { ConditionExpression: 'attribute_not_exists(pk)' };

const engine: Record<Command['kind'], (tables: TestTables, command: Command) => Promise<any>> = {
  put: ({ put }, { pk, number }) => put(fresh(pk, number)),
  create: ({ call }, { pk, number }) => call('PutItem', { Item: fresh(pk, number), ...absent }),
  add: ({ call }, { pk, number }) =>
    call('UpdateItem', update(pk, 'ADD n :n', { ':n': { N: String(number) } })),
  list: ({ call }, { pk, number }) =>
    call(
      'UpdateItem',
      update(pk, 'SET gsi1pk = :g, gsi1sk = :s', {
        ':g': { S: 'g' },
        ':s': { S: String(number + 5) },
      }),
    ),
  unlist: ({ call }, { pk }) => call('UpdateItem', update(pk, 'REMOVE gsi1pk')),
  remove: ({ call }, { pk }) => call('DeleteItem', { Key: key(pk) }),
  pair: ({ call }, { pk, other, number }) =>
    call('TransactWriteItems', {
      TransactItems: [
        { Put: { TableName: tableName, Item: fresh(pk, number), ...absent } },
        {
          Delete: {
            TableName: tableName,
            Key: key(other),
            ConditionExpression: 'attribute_exists(pk)',
          },
        },
      ],
    }),
};

const byPk = (items: readonly any[]): any[] =>
  [...items].sort((a, b) => (a.pk.S < b.pk.S ? -1 : 1));

const entriesOf = (items: Model): string[] =>
  [...items.values()]
    .filter((item) => item.gsi1pk && item.gsi1sk)
    .map((item) => `${item.gsi1sk.S} ${item.pk.S}`)
    .sort();

const replayed = ({ engine: tables }: TestTables): any[] => {
  const items: Model = new Map();
  for (const { eventName, dynamodb } of tables.readStream(tableName, undefined, 10_000)) {
    const pk = dynamodb.Keys['pk']?.S ?? '';
    expect(dynamodb.OldImage).toEqual(items.get(pk));
    if (eventName === 'REMOVE') items.delete(pk);
    else items.set(pk, dynamodb.NewImage);
  }
  return byPk([...items.values()]);
};

it('holds in items, index and stream what a map of items would', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { maxLength: 40 }), async (commands) => {
      const tables = testTables();
      const items: Model = new Map();
      for (const one of commands) {
        const accepted = await engine[one.kind](tables, one).then(
          () => true,
          () => false,
        );
        expect(accepted).toBe(model[one.kind](items, one));
      }
      const scanned = await tables.call('Scan', {});
      expect(byPk(scanned.Items)).toEqual(byPk([...items.values()]));
      const entries = await tables.call('Scan', { IndexName: 'gsi1' });
      expect(entries.Items.map((item: any) => `${item.gsi1sk.S} ${item.pk.S}`).sort()).toEqual(
        entriesOf(items),
      );
      expect(replayed(tables)).toEqual(byPk([...items.values()]));
      closeTables();
    }),
    { numRuns: 150 },
  );
});
