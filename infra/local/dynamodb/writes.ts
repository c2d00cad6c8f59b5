import type * as z from 'zod';
import type { Caller } from '../service.ts';
import { usage } from './capacity.ts';
import { authorize, type Context, leadingKey } from './context.ts';
import { conditionFailed, invalid } from './errors.ts';
import { type Compiled, compiled, type Expressions } from './expressions.ts';
import { type Path, projection } from './paths.ts';
import { readRequest } from './requests.ts';
import { positionOfItem, positionOfKey, type Table } from './schema.ts';
import type { Delete, Put, Update } from './shapes.ts';
import * as shapes from './shapes.ts';
import { type Item, itemSize } from './values.ts';
import { addUsage, commit, type Decided, decide, isRefused, type Write } from './writing.ts';

/** DynamoDB's limit on an item. */
const largestItemBytes = 400 * 1024;

type Conditional = Expressions & {
  readonly ReturnValuesOnConditionCheckFailure?: string | undefined;
};

const checkNested = (table: Table, { nested }: Compiled): void => {
  const isKey = (name: string): boolean => name === table.hash.name || name === table.range?.name;
  const key = nested.find(isKey);
  if (key !== undefined) {
    throw invalid(
      `Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: ${key}`,
    );
  }
};

const common = (table: Table, request: Conditional, expressions: Compiled) => {
  checkNested(table, expressions);
  return {
    table,
    condition: expressions.condition,
    values: request.ExpressionAttributeValues ?? {},
    returnsFound: request.ReturnValuesOnConditionCheckFailure === 'ALL_OLD',
  };
};

const onlyCondition = ['ConditionExpression'] as const;

export const putOf = (table: Table, request: z.infer<typeof Put>): Write => {
  const write = common(table, request, compiled(request, onlyCondition));
  const position = positionOfItem(table, request.Item);
  if (itemSize(request.Item) > largestItemBytes) {
    throw invalid('Item size has exceeded the maximum allowed size');
  }
  return { ...write, position, next: () => request.Item };
};

export const deleteOf = (table: Table, request: z.infer<typeof Delete>): Write => ({
  ...common(table, request, compiled(request, onlyCondition)),
  position: positionOfKey(table, request.Key),
  next: () => undefined,
});

/** A ConditionCheck has the shape of a delete, and changes nothing. */
export const checkOf = (table: Table, request: z.infer<typeof Delete>): Write => ({
  ...deleteOf(table, request),
  next: (found) => found,
});

const checkKeysKept = (table: Table, paths: readonly Path[]): void => {
  for (const key of [table.hash, table.range]) {
    if (key !== undefined && paths.some(([head]) => head === key.name)) {
      throw invalid(
        `One or more parameter values were invalid: Cannot update attribute ${key.name}. This attribute is part of the key`,
      );
    }
  }
};

export const updateOf = (table: Table, request: z.infer<typeof Update>): Write => {
  const expressions = compiled(request, ['UpdateExpression', 'ConditionExpression']);
  const { update } = expressions;
  const write = common(table, request, expressions);
  const position = positionOfKey(table, request.Key);
  checkKeysKept(table, update?.paths ?? []);
  const next = (found: Item | undefined): Item => {
    const from = found ?? request.Key;
    const item = update === undefined ? from : update.apply(from, write.values);
    if (update !== undefined && itemSize(item) > largestItemBytes) {
      throw invalid('Item size to update has exceeded the maximum allowed size');
    }
    return item;
  };
  return { ...write, position, next };
};

interface Answer {
  readonly Attributes?: Item;
  readonly ConsumedCapacity?: unknown;
}

/** Runs one write by itself. Throws ConditionalCheckFailedException. */
const run = (
  context: Context,
  operation: string,
  write: Write,
  asked: string | undefined,
  attributes: (decided: Decided) => Item | undefined,
): Answer => {
  const used = usage('write');
  const outcome = decide(context, write);
  addUsage(used, outcome, 1);
  used.count(context.meter, operation);
  if (isRefused(outcome))
    throw conditionFailed(write.returnsFound ? outcome.before?.item : undefined);
  commit(context, [outcome]);
  const returned = attributes(outcome);
  const [consumed] = used.report(asked);
  return {
    ...(returned && { Attributes: returned }),
    ...(consumed && { ConsumedCapacity: consumed }),
  };
};

const onlyOld = (returned: string | undefined): boolean => {
  if (returned !== undefined && returned !== 'ALL_OLD' && returned !== 'NONE') {
    throw invalid('ReturnValues can only be ALL_OLD or NONE');
  }
  return returned === 'ALL_OLD';
};

export const putItem = (context: Context, input: unknown, caller: Caller): Answer => {
  const request = readRequest('PutItem', shapes.PutItem, input);
  const known = context.findTable(request.TableName);
  authorize(caller, 'PutItem', request.TableName, [leadingKey(known, request.Item)]);
  const returnsOld = onlyOld(request.ReturnValues);
  const write = putOf(context.table(request.TableName), request);
  return run(context, 'PutItem', write, request.ReturnConsumedCapacity, ({ before }) =>
    returnsOld ? before?.item : undefined,
  );
};

export const deleteItem = (context: Context, input: unknown, caller: Caller): Answer => {
  const request = readRequest('DeleteItem', shapes.DeleteItem, input);
  const known = context.findTable(request.TableName);
  authorize(caller, 'DeleteItem', request.TableName, [leadingKey(known, request.Key)]);
  const returnsOld = onlyOld(request.ReturnValues);
  const write = deleteOf(context.table(request.TableName), request);
  return run(context, 'DeleteItem', write, request.ReturnConsumedCapacity, ({ before }) =>
    returnsOld ? before?.item : undefined,
  );
};

const updated = (
  { before, after }: Decided,
  returned: string | undefined,
  paths: readonly Path[],
): Item | undefined => {
  const whole = returned?.endsWith('NEW') ? after?.item : before?.item;
  if (returned === undefined || returned === 'NONE' || whole === undefined) return undefined;
  if (returned.startsWith('ALL')) return whole;
  const part = projection(paths)(whole);
  return Object.keys(part).length === 0 ? undefined : part;
};

export const updateItem = (context: Context, input: unknown, caller: Caller): Answer => {
  const request = readRequest('UpdateItem', shapes.UpdateItem, input);
  const known = context.findTable(request.TableName);
  authorize(caller, 'UpdateItem', request.TableName, [leadingKey(known, request.Key)]);
  const table = context.table(request.TableName);
  const write = updateOf(table, request);
  const paths = compiled(request, ['UpdateExpression', 'ConditionExpression']).update?.paths ?? [];
  return run(context, 'UpdateItem', write, request.ReturnConsumedCapacity, (decided) =>
    updated(decided, request.ReturnValues, paths),
  );
};
