import batchGetItem from 'dynalite/validations/batchGetItem.js';
import batchWriteItem from 'dynalite/validations/batchWriteItem.js';
import createTable from 'dynalite/validations/createTable.js';
import deleteItem from 'dynalite/validations/deleteItem.js';
import getItem from 'dynalite/validations/getItem.js';
import validations from 'dynalite/validations/index.js';
import putItem from 'dynalite/validations/putItem.js';
import query from 'dynalite/validations/query.js';
import scan from 'dynalite/validations/scan.js';
import updateItem from 'dynalite/validations/updateItem.js';
import * as z from 'zod';
import { AwsError } from '../service.ts';
import { invalid } from './errors.ts';
import { isRecord } from './values.ts';

/** dynalite's description of each request that it knows, from which its error texts come. */
const described: Readonly<Record<string, { types: object }>> = {
  BatchGetItem: batchGetItem,
  BatchWriteItem: batchWriteItem,
  CreateTable: createTable,
  DeleteItem: deleteItem,
  GetItem: getItem,
  PutItem: putItem,
  Query: query,
  Scan: scan,
  UpdateItem: updateItem,
};

/** Parameters from before expressions. Nothing here uses them; a caller that does is told so. */
const legacy = [
  'AttributesToGet',
  'AttributeUpdates',
  'ConditionalOperator',
  'Expected',
  'KeyConditions',
  'QueryFilter',
  'ScanFilter',
];

const refuseLegacy = (input: Record<string, unknown>): void => {
  for (const parameter of legacy) {
    if (input[parameter] != null) {
      throw invalid(`${parameter} is a legacy parameter; use the expression parameters instead`);
    }
  }
};

const Thrown = z.object({
  body: z.object({
    __type: z.string(),
    message: z.string().optional(),
    Message: z.string().optional(),
  }),
});

const translated = (error: unknown): unknown => {
  const body = Thrown.safeParse(error).data?.body;
  if (body === undefined) return error;
  const code = body.__type.split('#').at(-1) ?? 'ValidationException';
  return new AwsError(code, body.message ?? body.Message ?? '');
};

const attributeMap = {
  Map: { type: 'Map<AttributeValue>', children: 'AttrStruct<ValueStruct>' },
};

const checkedMap = (raw: unknown): Record<string, unknown> => {
  const { Map: map } = validations.checkTypes({ Map: raw }, attributeMap);
  return isRecord(map) ? map : {};
};

const explained = (parameter: string, name: string, problem: string): string => {
  if (parameter === 'ExpressionAttributeValues') {
    return `ExpressionAttributeValues contains invalid value: ${problem} for key ${name}`;
  }
  return parameter === 'ExclusiveStartKey'
    ? `The provided starting key is invalid: ${problem}`
    : problem;
};

/** Checks a map of attribute values and writes its numbers plainly. */
const mendedMap = (parameter: string, raw: unknown): Record<string, unknown> => {
  const map = checkedMap(raw);
  for (const [name, value] of Object.entries(map)) {
    const problem = validations.validateAttributeValue(value);
    if (problem !== undefined) throw invalid(explained(parameter, name, problem));
  }
  return map;
};

const maps = ['Item', 'Key', 'ExclusiveStartKey', 'ExpressionAttributeValues'];

/** Finds the attribute maps wherever they are in a request. */
const mended = (raw: unknown): unknown => {
  if (Array.isArray(raw)) return raw.map(mended);
  if (!isRecord(raw)) return raw;
  return Object.fromEntries(
    Object.entries(raw)
      .filter(([, value]) => value != null)
      .map(([name, value]) => [name, mendedParameter(name, value)]),
  );
};

const mendedParameter = (name: string, value: unknown): unknown => {
  if (maps.includes(name)) return mendedMap(name, value);
  if (name === 'Keys' && Array.isArray(value)) return value.map((key) => mendedMap('Key', key));
  return mended(value);
};

const lowerFirst = (piece: PropertyKey): string => {
  const text = typeof piece === 'number' ? `${piece + 1}.member` : String(piece);
  return text.charAt(0).toLowerCase() + text.slice(1);
};

const constraint = (issue: z.core.$ZodIssue): string => {
  if (issue.code === 'invalid_type') return 'Member must not be null';
  if (issue.code === 'too_small') {
    return `Member must have length greater than or equal to ${issue.minimum}`;
  }
  return issue.code === 'too_big'
    ? `Member must have length less than or equal to ${issue.maximum}`
    : issue.message;
};

const issueText = (error: z.ZodError): string => {
  const texts = error.issues.map(
    (issue) =>
      `Value at '${issue.path.map(lowerFirst).join('.')}' failed to satisfy constraint: ${constraint(issue)}`,
  );
  return `${texts.length} validation error${texts.length > 1 ? 's' : ''} detected: ${texts.join('; ')}`;
};

/** The slow way: says what is wrong in AWS's words, or mends what is right but not written plainly. */
const readSlowly = <T>(operation: string, schema: z.ZodType<T>, input: unknown): T => {
  if (!isRecord(input)) throw new AwsError('SerializationException', '');
  try {
    const types = described[operation]?.types;
    const data =
      types === undefined
        ? structuredClone(input)
        : { ...input, ...validations.checkTypes(structuredClone(input), types) };
    if (types !== undefined) validations.checkValidations(data, types);
    const result = schema.safeParse(mended(data));
    if (!result.success) throw invalid(issueText(result.error));
    return result.data;
  } catch (error) {
    throw translated(error);
  }
};

/** A request in its operation's shape. Throws ValidationException or SerializationException. */
export const readRequest = <T>(operation: string, schema: z.ZodType<T>, input: unknown): T => {
  if (isRecord(input)) refuseLegacy(input);
  const result = schema.safeParse(input);
  return result.success ? result.data : readSlowly(operation, schema, input);
};
