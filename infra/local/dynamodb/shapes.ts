import * as z from 'zod';
import type { Values } from './conditions.ts';
import { type Item, isItem } from './values.ts';

const arnPrefix = /^arn:aws:dynamodb:[^:]*:[^:]*:table\//;

/** A table's name, or its ARN. */
export const tableName = z
  .string()
  .transform((text) => text.replace(arnPrefix, ''))
  .pipe(z.string().regex(/^[a-zA-Z0-9_.-]{3,255}$/));

const item = z.custom<Item>((raw) => isItem(raw));
const values = z.custom<Values>((raw) => isItem(raw)).optional();
const names = z.record(z.string(), z.string()).optional();
const expression = z.string().optional();
const capacity = z.enum(['INDEXES', 'TOTAL', 'NONE']).optional();
const onFailure = z.enum(['ALL_OLD', 'NONE']).optional();
const returned = z.enum(['NONE', 'ALL_OLD', 'UPDATED_OLD', 'ALL_NEW', 'UPDATED_NEW']).optional();

const conditional = {
  TableName: tableName,
  ConditionExpression: expression,
  ExpressionAttributeNames: names,
  ExpressionAttributeValues: values,
  ReturnValuesOnConditionCheckFailure: onFailure,
};
const answered = { ReturnValues: returned, ReturnConsumedCapacity: capacity };

export const Put = z.object({ ...conditional, Item: item });
export const Delete = z.object({ ...conditional, Key: item });
export const Update = z.object({ ...conditional, Key: item, UpdateExpression: expression });

export const PutItem = Put.extend(answered);
export const DeleteItem = Delete.extend(answered);
export const UpdateItem = Update.extend(answered);

const projected = { ProjectionExpression: expression, ExpressionAttributeNames: names };

export const GetItem = z.object({
  TableName: tableName,
  Key: item,
  ConsistentRead: z.boolean().optional(),
  ReturnConsumedCapacity: capacity,
  ...projected,
});

const paged = {
  TableName: tableName,
  IndexName: z
    .string()
    .regex(/^[a-zA-Z0-9_.-]{3,255}$/)
    .optional(),
  Select: z
    .enum(['ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES', 'SPECIFIC_ATTRIBUTES', 'COUNT'])
    .optional(),
  Limit: z.int().min(1).optional(),
  ConsistentRead: z.boolean().optional(),
  ExclusiveStartKey: item.optional(),
  FilterExpression: expression,
  ExpressionAttributeValues: values,
  ReturnConsumedCapacity: capacity,
  ...projected,
};

export const Query = z.object({
  ...paged,
  KeyConditionExpression: expression,
  ScanIndexForward: z.boolean().optional(),
});
export const Scan = z.object({
  ...paged,
  Segment: z.int().min(0).max(999999).optional(),
  TotalSegments: z.int().min(1).max(1000000).optional(),
});
export type Query = z.infer<typeof Query>;
export type Scan = z.infer<typeof Scan>;

export const BatchGetItem = z.object({
  RequestItems: z.record(
    z.string(),
    z.object({
      Keys: z.array(item).min(1).max(100),
      ConsistentRead: z.boolean().optional(),
      ...projected,
    }),
  ),
  ReturnConsumedCapacity: capacity,
});

export const BatchWriteItem = z.object({
  RequestItems: z.record(
    z.string(),
    z
      .array(
        z.object({
          PutRequest: z.object({ Item: item }).optional(),
          DeleteRequest: z.object({ Key: item }).optional(),
        }),
      )
      .min(1)
      .max(25),
  ),
  ReturnConsumedCapacity: capacity,
});

export const TransactWriteItems = z.object({
  TransactItems: z
    .array(
      z.object({
        Put: Put.optional(),
        Update: Update.optional(),
        Delete: Delete.optional(),
        ConditionCheck: Delete.optional(),
      }),
    )
    .min(1)
    .max(100),
  ClientRequestToken: z.string().min(1).max(36).optional(),
  ReturnConsumedCapacity: capacity,
});

export const TransactGetItems = z.object({
  TransactItems: z
    .array(z.object({ Get: z.object({ TableName: tableName, Key: item, ...projected }) }))
    .min(1)
    .max(100),
  ReturnConsumedCapacity: capacity,
});
