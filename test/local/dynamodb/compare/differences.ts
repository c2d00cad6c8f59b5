import { isDeepStrictEqual } from 'node:util';
import type { Outcome } from './reference.ts';
import type { Step } from './sequences.ts';

/** Where this engine is meant not to say what DynamoDB Local says: it says what the service in AWS does. */
interface Wording {
  readonly reason: string;
  readonly ours: RegExp;
  readonly theirs: RegExp;
}

const wordings: readonly Wording[] = [
  {
    reason: 'the service names the key that an item lacks',
    ours: /Missing the key \w+ in the item/,
    theirs: /One of the required keys was not given a value/,
  },
  {
    reason: 'the service says which ReturnValues there are',
    ours: /ReturnValues can only be ALL_OLD or NONE/,
    theirs: /Return values set to invalid value/,
  },
  {
    reason: 'the service names the key that a query lacks',
    ours: /Query condition missed key schema element: \w+/,
    theirs: /Query condition missed key schema element/,
  },
  {
    reason: 'the service words it so',
    ours: /Consistent reads are not supported on global secondary indexes/,
    theirs: /Consistent read cannot be true when querying a GSI/,
  },
  {
    reason: 'the service words it so',
    ours: /^Requested resource not found/,
    theirs: /^Cannot do operations on a non-existent table/,
  },
  {
    reason: 'the service words it so',
    ours: /The provided key element does not match the schema/,
    theirs: /The number of conditions on the keys is invalid/,
  },
  {
    reason: 'the service names the key whose type is wrong',
    ours: /Type mismatch for key \w+ expected: \w+ actual: \w+/,
    theirs: /Type mismatch for key/,
  },
  {
    reason: 'DynamoDB Local says nothing about a token that comes with another request',
    ours: /do not match the parameters of the original request/,
    theirs: /^$/,
  },
  {
    reason: 'the service names the number',
    ours: /The parameter cannot be converted to a numeric value: \w+/,
    theirs: /A value provided cannot be converted into a number/,
  },
  {
    reason: 'an update with two faults may be refused for either',
    ours: /refers to an attribute that does not exist in the item/,
    theirs: /The document path provided in the update expression is invalid/,
  },
  {
    reason: 'a request with two faults may be refused for either',
    ours: /Two document paths overlap with each other/,
    theirs: /Transaction request cannot include multiple operations on one item/,
  },
  {
    reason: 'the service counts the validation errors',
    ours: /1 validation error detected: Value at 'transactItems'/,
    theirs: /Value \[\] at 'transactItems'/,
  },
];

interface Difference {
  readonly reason: string;
  applies(step: Step, ours: Outcome, theirs: Outcome): boolean;
}

const sameBut = (name: string, ours: any, theirs: any): boolean =>
  ours !== undefined &&
  theirs !== undefined &&
  isDeepStrictEqual(ordered({ ...ours, [name]: '' }), ordered({ ...theirs, [name]: '' }));

const differences: readonly Difference[] = [
  {
    reason: 'the service takes one action an item in a transaction, condition checks too',
    applies: (_, ours) =>
      ours.error?.message === 'Transaction request cannot include multiple operations on one item',
  },
  {
    reason: 'the service cancels a transaction whose update cannot be made, and says which',
    applies: (_, ours, theirs) =>
      theirs.error?.code === 'ValidationException' &&
      ours.error?.body.CancellationReasons?.some(
        (reason: any) => reason.Code === 'ValidationError',
      ),
  },
  {
    reason:
      'the service gives a key wherever the limit was reached, DynamoDB Local only before the end of the range',
    applies: ({ input }, { answer: ours }, { answer: theirs }) =>
      ours?.ScannedCount === input.Limit && sameBut('LastEvaluatedKey', ours, theirs),
  },
  {
    reason: 'the service charges a query that finds nothing half a unit',
    applies: ({ operation }, { answer: ours }, { answer: theirs }) =>
      operation === 'Query' &&
      ours?.ScannedCount === 0 &&
      sameBut('ConsumedCapacity', ours, theirs),
  },
  {
    reason: 'DynamoDB Local charges an index that has the item neither before nor after',
    applies: ({ operation }, { answer: ours }, { answer: theirs }) =>
      /^(Put|Update)Item$/.test(operation) &&
      sameBut('ConsumedCapacity', ours, theirs) &&
      ours.ConsumedCapacity.GlobalSecondaryIndexes?.gsi1 === undefined &&
      theirs.ConsumedCapacity.GlobalSecondaryIndexes?.gsi1?.CapacityUnits === 1,
  },
  {
    reason: 'the service looks for keys in an update before it looks at the item',
    applies: (_, ours) =>
      ours.error?.message.includes('This attribute is part of the key') === true,
  },
  {
    reason: 'the service returns the updated parts of a map, DynamoDB Local the whole map',
    applies: ({ input }, ours, theirs) =>
      input.ReturnValues?.startsWith('UPDATED') &&
      /m\.|l\[/.test(input.UpdateExpression) &&
      ours.error === undefined &&
      theirs.error === undefined,
  },
  ...wordings.map(
    ({ reason, ours: mine, theirs: other }): Difference => ({
      reason,
      applies: (_, ours, theirs) =>
        ours.error !== undefined &&
        ours.error.code === theirs.error?.code &&
        mine.test(ours.error.message) &&
        other.test(theirs.error.message),
    }),
  ),
];

/** Why two outcomes may differ; undefined where they may not. */
export const meantDifference = (step: Step, ours: Outcome, theirs: Outcome): string | undefined =>
  differences.find((difference) => difference.applies(step, ours, theirs))?.reason;

const sorted = (list: readonly any[]): any[] =>
  [...list].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

const setTypes = ['SS', 'NS', 'BS'];

/** DynamoDB Local leaves a number inside of a map or list as it was written, and writes sums like 4.0. */
const plain = (number: unknown): unknown =>
  typeof number === 'string' && /e|\.0$/.test(number) ? String(Number(number)) : number;

/** The same for what is equal: names in order, sets in order, numbers plain. */
export const ordered = (value: any): any => {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((name) => [
        name,
        setTypes.includes(name)
          ? sorted(value[name])
          : name === 'N'
            ? plain(value.N)
            : ordered(value[name]),
      ]),
  );
};

/** DynamoDB Local ends a reason's message in a full stop, which the service does not. */
const reasonsOf = (reasons: any): any =>
  reasons?.map((reason: any) =>
    reason.Message ? { ...reason, Message: reason.Message.replace(/\.$/, '') } : reason,
  );

/**
 * An outcome without what DynamoDB leaves open (the order of sets, of a scan, of a batch's answers), and without the
 * ConsumedCapacity that DynamoDB Local gives unasked when there is nothing to delete.
 */
export const comparable = ({ operation }: Step, { answer, error }: Outcome): unknown => {
  if (error !== undefined) {
    const { code, message, body } = error;
    const item = body.Item && ordered(body.Item);
    const reasons = body.CancellationReasons && ordered(reasonsOf(body.CancellationReasons));
    return { code, message, item, reasons };
  }
  const known = ordered(answer);
  if (operation === 'DeleteItem') delete known.ConsumedCapacity;
  if (operation === 'Scan' && known.Items) known.Items = sorted(known.Items);
  if (operation === 'BatchGetItem') {
    for (const name in known.Responses) known.Responses[name] = sorted(known.Responses[name]);
  }
  return known;
};
