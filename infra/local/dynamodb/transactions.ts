import { createHash } from 'node:crypto';
import type * as z from 'zod';
import { AwsError, type Caller } from '../service.ts';
import { usage } from './capacity.ts';
import { authorize, type Context, leadingKey } from './context.ts';
import { invalid } from './errors.ts';
import { readRequest } from './requests.ts';
import * as shapes from './shapes.ts';
import type { Item } from './values.ts';
import { checkOf, deleteOf, putOf, updateOf } from './writes.ts';
import {
  addUsage,
  commit,
  type Decided,
  decide,
  isRefused,
  type Refused,
  type Write,
} from './writing.ts';

type Action = z.infer<typeof shapes.TransactWriteItems>['TransactItems'][number];

/** DynamoDB's limits: 4 MB in one transaction; a token is remembered for ten minutes. */
const largestBytes = 4 * 1024 * 1024;
const tokenMs = 10 * 60 * 1000;

interface Target {
  readonly operation: string;
  readonly tableName: string;
  readonly key: Item;
}

const targetOf = ({ Put, Update, Delete, ConditionCheck }: Action): Target => {
  if (Put) return { operation: 'PutItem', tableName: Put.TableName, key: Put.Item };
  if (Update) return { operation: 'UpdateItem', tableName: Update.TableName, key: Update.Key };
  if (Delete) return { operation: 'DeleteItem', tableName: Delete.TableName, key: Delete.Key };
  if (ConditionCheck) {
    const { TableName, Key } = ConditionCheck;
    return { operation: 'ConditionCheckItem', tableName: TableName, key: Key };
  }
  throw invalid(
    'Supplied TransactItem is empty, must contain exactly one of the supported actions',
  );
};

const writeOf = (context: Context, { Put, Update, Delete, ConditionCheck }: Action): Write => {
  if (Put) return putOf(context.table(Put.TableName), Put);
  if (Update) return updateOf(context.table(Update.TableName), Update);
  if (Delete) return deleteOf(context.table(Delete.TableName), Delete);
  if (ConditionCheck) return checkOf(context.table(ConditionCheck.TableName), ConditionCheck);
  throw invalid(
    'Supplied TransactItem is empty, must contain exactly one of the supported actions',
  );
};

const checkActions = (actions: readonly Action[]): void => {
  for (const [at, action] of actions.entries()) {
    const given = Object.values(action).filter((part) => part !== undefined);
    if (given.length > 1) {
      throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
    }
    if (action.ConditionCheck && action.ConditionCheck.ConditionExpression === undefined) {
      throw invalid(
        `1 validation error detected: Value null at 'transactItems.${at + 1}.member.conditionCheck.conditionExpression' failed to satisfy constraint: Member must not be null`,
      );
    }
  }
};

const checkDistinct = (writes: readonly Write[]): void => {
  const places = new Set(
    writes.map(({ table, position }) => JSON.stringify([table.name, position])),
  );
  if (places.size < writes.length) {
    throw invalid('Transaction request cannot include multiple operations on one item');
  }
};

interface Reason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: Item;
}

interface Unsound {
  readonly problem: AwsError;
}

type Outcome = Decided | Refused | Unsound;

/** An update that cannot be made cancels the transaction and is one of its reasons. */
const attempt = (context: Context, write: Write): Outcome => {
  try {
    return decide(context, write);
  } catch (error) {
    if (error instanceof AwsError && error.code === 'ValidationException')
      return { problem: error };
    throw error;
  }
};

const isUnsound = (outcome: Outcome): outcome is Unsound => 'problem' in outcome;

const reasonOf = (outcome: Outcome): Reason => {
  if (isUnsound(outcome)) return { Code: 'ValidationError', Message: outcome.problem.message };
  if (!isRefused(outcome)) return { Code: 'None' };
  const found = outcome.write.returnsFound ? outcome.before?.item : undefined;
  return {
    Code: 'ConditionalCheckFailed',
    Message: 'The conditional request failed',
    ...(found && { Item: found }),
  };
};

const cancelled = (reasons: readonly Reason[]): AwsError =>
  new AwsError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map((reason) => reason.Code).join(', ')}]`,
    400,
    { CancellationReasons: reasons },
  );

const isDecided = (outcome: Outcome): outcome is Decided =>
  !isUnsound(outcome) && !isRefused(outcome);

const checkBytes = (decided: readonly Decided[]): void => {
  const bytes = decided.reduce((sum, { after }) => sum + (after?.size ?? 0), 0);
  if (bytes > largestBytes) {
    throw invalid('Collection size exceeded maximum allowed size: transaction items exceed 4 MB');
  }
};

/** Whether a request with this token was done before. Throws when the token came with another request. */
const isRepeated = (context: Context, token: string, request: string): boolean => {
  const row = context.storage
    .statement('SELECT request FROM tokens WHERE token = ? AND until > ?')
    .get(token, context.clock.now());
  if (row === undefined) return false;
  if (row['request'] === request) return true;
  throw new AwsError(
    'IdempotentParameterMismatchException',
    'Request parameters do not match the parameters of the original request with the same client token',
  );
};

const rememberToken = (context: Context, token: string, request: string): void => {
  const now = context.clock.now();
  context.storage.statement('DELETE FROM tokens WHERE until <= ?').run(now);
  context.storage
    .statement('INSERT INTO tokens (token, request, until) VALUES (?, ?, ?)')
    .run(token, request, now + tokenMs);
};

export const transactWriteItems = (context: Context, input: unknown, caller: Caller): unknown => {
  const request = readRequest('TransactWriteItems', shapes.TransactWriteItems, input);
  const { TransactItems: actions, ClientRequestToken: token } = request;
  checkActions(actions);
  for (const { operation, tableName, key } of actions.map(targetOf)) {
    authorize(caller, operation, tableName, [leadingKey(context.findTable(tableName), key)]);
  }
  const writes = actions.map((action) => writeOf(context, action));
  checkDistinct(writes);
  const digest =
    token === undefined ? '' : createHash('sha256').update(JSON.stringify(actions)).digest('hex');
  const isRepeat = token !== undefined && isRepeated(context, token, digest);
  const outcomes = isRepeat ? [] : writes.map((write) => attempt(context, write));
  const decided = outcomes.filter(isDecided);
  checkBytes(decided);
  const used = usage('write');
  for (const outcome of outcomes) if (!isUnsound(outcome)) addUsage(used, outcome, 2);
  used.count(context.meter, 'TransactWriteItems');
  if (decided.length < outcomes.length) throw cancelled(outcomes.map(reasonOf));
  if (!isRepeat) {
    commit(context, decided, {
      also: () => {
        if (token !== undefined) rememberToken(context, token, digest);
      },
    });
  }
  const consumed = used.report(request.ReturnConsumedCapacity, true);
  return consumed.length > 0 ? { ConsumedCapacity: consumed } : {};
};
