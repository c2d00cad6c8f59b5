import * as z from 'zod';
import { invalid } from './errors.ts';
import { sortableNumber } from './numbers.ts';
import { type AttributeValue, type Item, typeOf, type ValueType } from './values.ts';

const name = z.string().regex(/^[a-zA-Z0-9_.-]{3,255}$/);
const keySchema = z
  .array(z.object({ AttributeName: z.string().min(1), KeyType: z.enum(['HASH', 'RANGE']) }))
  .min(1)
  .max(2);

/** A table as CreateTable and the AWS::DynamoDB::Table resource describe it. */
export const TableDefinition = z.object({
  TableName: name,
  AttributeDefinitions: z.array(
    z.object({ AttributeName: z.string().min(1), AttributeType: z.enum(['S', 'N', 'B']) }),
  ),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: z
    .array(
      z.object({
        IndexName: name,
        KeySchema: keySchema,
        Projection: z.object({
          ProjectionType: z.enum(['ALL', 'INCLUDE', 'KEYS_ONLY']),
          NonKeyAttributes: z.array(z.string()).optional(),
        }),
      }),
    )
    .max(20)
    .optional(),
  BillingMode: z.enum(['PAY_PER_REQUEST', 'PROVISIONED']).optional(),
  StreamSpecification: z
    .object({
      StreamEnabled: z.boolean().optional(),
      StreamViewType: z
        .enum(['NEW_AND_OLD_IMAGES', 'NEW_IMAGE', 'OLD_IMAGE', 'KEYS_ONLY'])
        .optional(),
    })
    .optional(),
  TimeToLiveSpecification: z.object({ AttributeName: z.string(), Enabled: z.boolean() }).optional(),
});
export type TableDefinition = z.infer<typeof TableDefinition>;

export interface KeyAttribute {
  readonly name: string;
  readonly type: 'S' | 'N' | 'B';
}

export interface Keys {
  readonly hash: KeyAttribute;
  readonly range: KeyAttribute | undefined;
}

export interface Index extends Keys {
  readonly name: string;
  readonly arn: string;
  /** Its number in the table of entries. */
  readonly position: number;
  /** The attributes of an entry; undefined where it holds the whole item. */
  readonly attributes: readonly string[] | undefined;
}

export interface Table extends Keys {
  readonly id: number;
  readonly name: string;
  readonly arn: string;
  readonly createdMs: number;
  readonly definition: TableDefinition;
  readonly indexes: readonly Index[];
  readonly viewType: string | undefined;
  readonly expiryAttribute: string | undefined;
}

/** Where an item lies: its key values as text that sorts as they do. */
export interface Position {
  readonly pk: string;
  readonly sk: string;
}

const keysOf = (definition: TableDefinition, schema: z.infer<typeof keySchema>): Keys => {
  const attribute = (keyType: string): KeyAttribute | undefined => {
    const element = schema.find((one) => one.KeyType === keyType);
    const found = definition.AttributeDefinitions.find(
      (one) => one.AttributeName === element?.AttributeName,
    );
    if (element !== undefined && found === undefined) {
      throw invalid(
        `One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [${schema.map((one) => one.AttributeName).join(', ')}], AttributeDefinitions: [${definition.AttributeDefinitions.map((one) => one.AttributeName).join(', ')}]`,
      );
    }
    return found && { name: found.AttributeName, type: found.AttributeType };
  };
  const hash = attribute('HASH');
  if (hash === undefined) {
    throw invalid('Invalid KeySchema: The first KeySchemaElement is not a HASH key type');
  }
  return { hash, range: attribute('RANGE') };
};

const namesOf = (keys: Keys): string[] =>
  keys.range === undefined ? [keys.hash.name] : [keys.hash.name, keys.range.name];

export const tableArn = (tableName: string): string =>
  `arn:aws:dynamodb:us-east-1:000000000000:table/${tableName}`;

const viewTypeOf = ({ StreamSpecification: stream }: TableDefinition): string | undefined =>
  stream?.StreamEnabled === false ? undefined : stream?.StreamViewType;

/** Reads a definition once, so that writes and reads need not. Throws ValidationException. */
export const tableOf = (id: number, createdMs: number, definition: TableDefinition): Table => {
  const arn = tableArn(definition.TableName);
  const keys = keysOf(definition, definition.KeySchema);
  const expiry = definition.TimeToLiveSpecification;
  const indexes = (definition.GlobalSecondaryIndexes ?? []).map((index, position): Index => {
    const own = keysOf(definition, index.KeySchema);
    const { ProjectionType, NonKeyAttributes = [] } = index.Projection;
    const attributes = new Set([...namesOf(own), ...namesOf(keys), ...NonKeyAttributes]);
    return {
      ...own,
      name: index.IndexName,
      arn: `${arn}/index/${index.IndexName}`,
      position,
      attributes: ProjectionType === 'ALL' ? undefined : [...attributes],
    };
  });
  return {
    ...keys,
    id,
    name: definition.TableName,
    arn,
    createdMs,
    definition,
    indexes,
    viewType: viewTypeOf(definition),
    expiryAttribute: expiry?.Enabled === true ? expiry.AttributeName : undefined,
  };
};

/** Text that sorts in SQLite, byte by byte, as the key sorts in DynamoDB. */
export const sortable = (value: AttributeValue): string => {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return sortableNumber(value.N);
  return Buffer.from(value.B ?? '', 'base64').toString('hex');
};

const keyBytes = (value: AttributeValue): number =>
  value.S === undefined ? Buffer.byteLength(value.B ?? '', 'base64') : Buffer.byteLength(value.S);

const checkSize = (value: AttributeValue, isHash: boolean): void => {
  if (value.N !== undefined) return;
  const bytes = keyBytes(value);
  if (isHash && bytes > 2048) {
    throw invalid(
      'One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes',
    );
  }
  if (!isHash && bytes > 1024) {
    throw invalid(
      'One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of 1024 bytes',
    );
  }
};

const isEmpty = (value: AttributeValue): boolean => value.S === '' || value.B === '';
const kindOf = (type: ValueType): string => (type === 'B' ? 'binary' : 'string');

const keyPart = (key: Item, { name, type }: KeyAttribute, isHash: boolean): string => {
  const value = key[name];
  if (value?.[type] === undefined) {
    throw invalid('The provided key element does not match the schema');
  }
  if (isEmpty(value)) {
    throw invalid(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${kindOf(type)} value. Key: ${name}`,
    );
  }
  checkSize(value, isHash);
  return sortable(value);
};

/** Where the item of a `Key` parameter lies. Throws ValidationException where the key is not the table's. */
export const positionOfKey = (table: Table, key: Item): Position => {
  const expected = table.range === undefined ? 1 : 2;
  if (Object.keys(key).length !== expected) {
    throw invalid('The provided key element does not match the schema');
  }
  const pk = keyPart(key, table.hash, true);
  return { pk, sk: table.range === undefined ? '' : keyPart(key, table.range, false) };
};

const itemPart = (item: Item, { name, type }: KeyAttribute, isHash: boolean): string => {
  const value = item[name];
  if (value === undefined) {
    throw invalid(`One or more parameter values were invalid: Missing the key ${name} in the item`);
  }
  if (value[type] === undefined) {
    throw invalid(
      `One or more parameter values were invalid: Type mismatch for key ${name} expected: ${type} actual: ${typeOf(value)}`,
    );
  }
  return keyPart({ [name]: value }, { name, type }, isHash);
};

/** Where a whole item lies. Throws ValidationException where it lacks the table's key. */
export const positionOfItem = (table: Table, item: Item): Position => ({
  pk: itemPart(item, table.hash, true),
  sk: table.range === undefined ? '' : itemPart(item, table.range, false),
});

const checkIndexKey = (index: Index, item: Item, { name, type }: KeyAttribute): void => {
  const value = item[name];
  if (value === undefined) return;
  if (value[type] === undefined) {
    throw invalid(
      `One or more parameter values were invalid: Type mismatch for Index Key ${name} Expected: ${type} Actual: ${typeOf(value)} IndexName: ${index.name}`,
    );
  }
  if (isEmpty(value)) {
    throw invalid(
      `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty ${kindOf(type)} value. IndexName: ${index.name}, IndexKey: ${name}`,
    );
  }
  checkSize(value, name === index.hash.name);
};

/** Throws ValidationException where an attribute cannot be the key of an index. */
export const checkIndexKeys = (table: Table, item: Item): void => {
  for (const index of table.indexes) {
    checkIndexKey(index, item, index.hash);
    if (index.range !== undefined) checkIndexKey(index, item, index.range);
  }
};

/** The item's key attributes and nothing else. */
export const keyOf = (table: Table, item: Item): Item => pick(item, namesOf(table));

export const pick = (item: Item, names: readonly string[]): Item => {
  const picked: Record<string, AttributeValue> = {};
  for (const one of names) {
    const value = item[one];
    if (value !== undefined) picked[one] = value;
  }
  return picked;
};

/** The attributes of LastEvaluatedKey: the table's key, and the index's where one is read. */
export const cursorNames = (table: Table, index: Index | undefined): string[] => [
  ...new Set([...namesOf(table), ...(index === undefined ? [] : namesOf(index))]),
];
