import type { Caller } from '../service.ts';
import { usage } from './capacity.ts';
import { authorize, type Context, leadingKey } from './context.ts';
import { invalid } from './errors.ts';
import { readRequest } from './requests.ts';
import * as shapes from './shapes.ts';
import type { Item } from './values.ts';
import { deleteOf, putOf } from './writes.ts';
import { addUsage, commit, type Decided, decide, isRefused, type Write } from './writing.ts';

/** DynamoDB's limit on a batch. */
const mostWrites = 25;

interface Part {
  readonly name: string;
  readonly requests: readonly Request[];
}
interface Request {
  readonly PutRequest?: { readonly Item: Item } | undefined;
  readonly DeleteRequest?: { readonly Key: Item } | undefined;
}

const checkShape = (parts: readonly Part[]): void => {
  const requests = parts.flatMap((part) => part.requests);
  if (requests.length > mostWrites) {
    throw invalid('Too many items requested for the BatchWriteItem call');
  }
  for (const { PutRequest, DeleteRequest } of requests) {
    if ((PutRequest === undefined) === (DeleteRequest === undefined)) {
      throw invalid(
        'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
      );
    }
  }
};

const writesOf = (context: Context, { name, requests }: Part): Write[] => {
  const table = context.table(name);
  const writes = requests.flatMap(({ PutRequest, DeleteRequest }) => [
    ...(PutRequest ? [putOf(table, { TableName: name, Item: PutRequest.Item })] : []),
    ...(DeleteRequest ? [deleteOf(table, { TableName: name, Key: DeleteRequest.Key })] : []),
  ]);
  const places = new Set(writes.map((write) => JSON.stringify(write.position)));
  if (places.size < writes.length) {
    throw invalid('Provided list of item keys contains duplicates');
  }
  return writes;
};

/** AWS may write a part of a batch; here it is all in one transaction, and UnprocessedItems is always empty. */
export const batchWriteItem = (context: Context, input: unknown, caller: Caller): unknown => {
  const request = readRequest('BatchWriteItem', shapes.BatchWriteItem, input);
  const parts = Object.entries(request.RequestItems).map(([given, requests]) => ({
    name: shapes.tableName.parse(given),
    requests,
  }));
  for (const { name, requests } of parts) {
    const table = context.findTable(name);
    const keys = requests.map((one) =>
      leadingKey(table, one.PutRequest?.Item ?? one.DeleteRequest?.Key ?? {}),
    );
    authorize(caller, 'BatchWriteItem', name, keys);
  }
  checkShape(parts);
  const writes = parts.flatMap((part) => writesOf(context, part));
  const decided = writes
    .map((write) => decide(context, write))
    .filter((outcome): outcome is Decided => !isRefused(outcome));
  const used = usage('write');
  for (const outcome of decided) addUsage(used, outcome, 1);
  used.count(context.meter, 'BatchWriteItem');
  commit(context, decided);
  const consumed = used.report(request.ReturnConsumedCapacity);
  return { UnprocessedItems: {}, ...(consumed.length > 0 && { ConsumedCapacity: consumed }) };
};
