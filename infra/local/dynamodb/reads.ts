import type * as z from 'zod';
import { type Caller, type JsonText, jsonText } from '../service.ts';
import { type ReadMode, readUnits, type Usage, usage } from './capacity.ts';
import { authorize, type Context, leadingKey } from './context.ts';
import { invalid } from './errors.ts';
import { type Compiled, compiled } from './expressions.ts';
import { readRequest } from './requests.ts';
import { positionOfKey, type Table } from './schema.ts';
import * as shapes from './shapes.ts';
import type { Item } from './values.ts';
import { findText } from './writing.ts';

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
  /** JSON. */
  readonly item: string | undefined;
  readonly bytes: number;
}

const read = (context: Context, one: Read, used: Usage): Found => {
  const found = findText(context, one.table, positionOfKey(one.table, one.key));
  const bytes = found?.size ?? 0;
  used.add(one.table, readUnits(bytes, one.mode));
  const { projection } = one.expressions;
  if (found === undefined || projection === undefined) return { item: found?.text, bytes };
  return { item: projection.of(found.text), bytes };
};

const listOf = (texts: readonly string[]): string => `[${texts.join(',')}]`;

export const getItem = (context: Context, input: unknown, caller: Caller): JsonText => {
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
  return jsonText({ Item: item, ConsumedCapacity: consumed && JSON.stringify(consumed) });
};

/** DynamoDB's limits on a batch. */
const mostKeys = 100;
const largestAnswerBytes = 16 * 1024 * 1024;

const checkDistinct = (table: Table, keys: readonly Item[]): void => {
  const seen = new Set(keys.map((key) => JSON.stringify(positionOfKey(table, key))));
  if (seen.size < keys.length) throw invalid('Provided list of item keys contains duplicates');
};

interface Part {
  readonly reads: readonly Read[];
  /** The name or ARN that the caller gave, and what it gave with it. */
  readonly given: string;
  readonly request: object;
}

type BatchRequest = z.infer<typeof shapes.BatchGetItem>;

const partsOf = (context: Context, { RequestItems }: BatchRequest): Part[] =>
  Object.entries(RequestItems).map(([given, { Keys, ConsistentRead, ...expression }]) => {
    const table = context.table(shapes.tableName.parse(given));
    checkDistinct(table, Keys);
    const expressions = compiled(expression, onlyProjection);
    const mode = modeOf(ConsistentRead);
    const reads = Keys.map((key) => ({ table, key, mode, expressions }));
    const request = { ...expression, ...(ConsistentRead !== undefined && { ConsistentRead }) };
    return { given, request, reads };
  });

const checkBatch = (context: Context, { RequestItems }: BatchRequest, caller: Caller): void => {
  const parts = Object.entries(RequestItems);
  for (const [given, { Keys }] of parts) {
    const name = shapes.tableName.parse(given);
    const known = context.findTable(name);
    const leading = Keys.map((key) => leadingKey(known, key));
    authorize(caller, 'BatchGetItem', name, leading);
  }
  if (parts.reduce((count, [, { Keys }]) => count + Keys.length, 0) > mostKeys) {
    throw invalid('Too many items requested for the BatchGetItem call');
  }
};

export const batchGetItem = (context: Context, input: unknown, caller: Caller): JsonText => {
  const request = readRequest('BatchGetItem', shapes.BatchGetItem, input);
  checkBatch(context, request, caller);
  const used = usage('read');
  const responses: Record<string, string> = {};
  const unprocessed: Record<string, unknown> = {};
  let bytes = 0;
  const readPart = ({ given, request: asked, reads }: Part): void => {
    const items: string[] = [];
    let done = 0;
    for (; done < reads.length && bytes < largestAnswerBytes; done += 1) {
      const one = reads[done];
      const found = one && read(context, one, used);
      bytes += found?.bytes ?? 0;
      if (found?.item !== undefined) items.push(found.item);
    }
    responses[given] = listOf(items);
    const left = reads.slice(done).map(({ key }) => key);
    if (left.length > 0) unprocessed[given] = { ...asked, Keys: left };
  };
  partsOf(context, request).forEach(readPart);
  used.count(context.meter, 'BatchGetItem');
  const consumed = used.report(request.ReturnConsumedCapacity);
  return jsonText({
    Responses: jsonText(responses).text,
    UnprocessedKeys: JSON.stringify(unprocessed),
    ConsumedCapacity: consumed.length > 0 ? JSON.stringify(consumed) : undefined,
  });
};

export const transactGetItems = (context: Context, input: unknown, caller: Caller): JsonText => {
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
    return jsonText({ Item: item }).text;
  });
  used.count(context.meter, 'TransactGetItems');
  const consumed = used.report(request.ReturnConsumedCapacity, true);
  return jsonText({
    Responses: listOf(responses),
    ConsumedCapacity: consumed.length > 0 ? JSON.stringify(consumed) : undefined,
  });
};
