import type { Caller } from '../service.ts';
import { type ReadMode, readUnits, type Usage, usage } from './capacity.ts';
import { authorize, type Context, leadingKey } from './context.ts';
import { invalid } from './errors.ts';
import { type Compiled, compiled } from './expressions.ts';
import { readRequest } from './requests.ts';
import { positionOfKey, type Table } from './schema.ts';
import * as shapes from './shapes.ts';
import type { Item } from './values.ts';
import { find } from './writing.ts';

const onlyProjection = ['ProjectionExpression'] as const;
const modeOf = (isConsistent: boolean | undefined): ReadMode =>
  isConsistent === true ? 'consistent' : 'eventual';

interface Read {
  readonly table: Table;
  readonly key: Item;
  readonly mode: ReadMode;
  readonly expressions: Compiled;
}

interface Found {
  readonly item: Item | undefined;
  readonly bytes: number;
}

const read = (context: Context, one: Read, used: Usage): Found => {
  const found = find(context, one.table, positionOfKey(one.table, one.key));
  used.add(one.table, readUnits(found?.size ?? 0, one.mode));
  const { projection } = one.expressions;
  return {
    item: found && projection !== undefined ? projection.of(found.item) : found?.item,
    bytes: found?.size ?? 0,
  };
};

export const getItem = (context: Context, input: unknown, caller: Caller): unknown => {
  const request = readRequest('GetItem', shapes.GetItem, input);
  const known = context.findTable(request.TableName);
  authorize(caller, 'GetItem', request.TableName, [leadingKey(known, request.Key)]);
  const table = context.table(request.TableName);
  const used = usage('read');
  const expressions = compiled(request, onlyProjection);
  const mode = modeOf(request.ConsistentRead);
  const { item } = read(context, { table, key: request.Key, mode, expressions }, used);
  used.count(context.meter, 'GetItem');
  const [consumed] = used.report(request.ReturnConsumedCapacity);
  return { ...(item && { Item: item }), ...(consumed && { ConsumedCapacity: consumed }) };
};

/** DynamoDB's limits on a batch. */
const mostKeys = 100;
const largestAnswerBytes = 16 * 1024 * 1024;

const checkDistinct = (table: Table, keys: readonly Item[]): void => {
  const seen = new Set(keys.map((key) => JSON.stringify(positionOfKey(table, key))));
  if (seen.size < keys.length) throw invalid('Provided list of item keys contains duplicates');
};

export const batchGetItem = (context: Context, input: unknown, caller: Caller): unknown => {
  const request = readRequest('BatchGetItem', shapes.BatchGetItem, input);
  const parts = Object.entries(request.RequestItems).map(([given, part]) => ({
    ...part,
    given,
    name: shapes.tableName.parse(given),
  }));
  for (const { name, Keys } of parts) {
    const known = context.findTable(name);
    authorize(
      caller,
      'BatchGetItem',
      name,
      Keys.map((key) => leadingKey(known, key)),
    );
  }
  if (parts.reduce((count, { Keys }) => count + Keys.length, 0) > mostKeys) {
    throw invalid('Too many items requested for the BatchGetItem call');
  }
  const used = usage('read');
  const responses: Record<string, Item[]> = {};
  const unprocessed: Record<string, unknown> = {};
  let bytes = 0;
  for (const { given, name, Keys, ConsistentRead, ...expression } of parts) {
    const table = context.table(name);
    checkDistinct(table, Keys);
    const expressions = compiled(expression, onlyProjection);
    const left: Item[] = [];
    const items: Item[] = [];
    for (const key of Keys) {
      if (bytes >= largestAnswerBytes) {
        left.push(key);
        continue;
      }
      const found = read(context, { table, key, mode: modeOf(ConsistentRead), expressions }, used);
      bytes += found.bytes;
      if (found.item !== undefined) items.push(found.item);
    }
    responses[given] = items;
    if (left.length > 0) unprocessed[given] = { ...request.RequestItems[given], Keys: left };
  }
  used.count(context.meter, 'BatchGetItem');
  const consumed = used.report(request.ReturnConsumedCapacity);
  return {
    Responses: responses,
    UnprocessedKeys: unprocessed,
    ...(consumed.length > 0 && { ConsumedCapacity: consumed }),
  };
};

export const transactGetItems = (context: Context, input: unknown, caller: Caller): unknown => {
  const request = readRequest('TransactGetItems', shapes.TransactGetItems, input);
  for (const { Get } of request.TransactItems) {
    const known = context.findTable(Get.TableName);
    authorize(caller, 'GetItem', Get.TableName, [leadingKey(known, Get.Key)]);
  }
  const reads = request.TransactItems.map(
    ({ Get }): Read => ({
      table: context.table(Get.TableName),
      key: Get.Key,
      mode: 'transactional',
      expressions: compiled(Get, onlyProjection),
    }),
  );
  const places = reads.map(({ table, key }) =>
    JSON.stringify([table.name, positionOfKey(table, key)]),
  );
  if (new Set(places).size < places.length) {
    throw invalid('Transaction request cannot include multiple operations on one item');
  }
  const used = usage('read');
  const responses = reads.map((one) => {
    const { item } = read(context, one, used);
    return item === undefined ? {} : { Item: item };
  });
  used.count(context.meter, 'TransactGetItems');
  const consumed = used.report(request.ReturnConsumedCapacity, true);
  return { Responses: responses, ...(consumed.length > 0 && { ConsumedCapacity: consumed }) };
};
