import * as z from 'zod';
import type { BucketModel, QueueModel, TableModel } from './model.ts';
import type { ResolvedResource } from './resolve.ts';

const TableProperties = z.looseObject({
  TimeToLiveSpecification: z
    .looseObject({ AttributeName: z.string().optional(), Enabled: z.boolean().optional() })
    .optional(),
  BillingMode: z.string().optional(),
  AttributeDefinitions: z.array(z.unknown()),
  KeySchema: z.array(z.unknown()),
  GlobalSecondaryIndexes: z.array(z.record(z.string(), z.unknown())).optional(),
  LocalSecondaryIndexes: z.array(z.record(z.string(), z.unknown())).optional(),
  StreamSpecification: z.looseObject({ StreamViewType: z.string() }).optional(),
  ProvisionedThroughput: z.unknown().optional(),
});

const indexParts = ['IndexName', 'KeySchema', 'Projection'];

/** CreateTable knows fewer attributes of an index than a template does. */
const indexOf = (index: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(index).filter(([key]) => indexParts.includes(key)));

export const tableOf = (resource: ResolvedResource): TableModel => {
  const properties = TableProperties.parse(resource.properties);
  const { GlobalSecondaryIndexes: global, LocalSecondaryIndexes: local } = properties;
  const ttl = properties.TimeToLiveSpecification;
  return {
    name: resource.physical.ref,
    arn: resource.physical.attributes['Arn'] ?? '',
    definition: {
      TableName: resource.physical.ref,
      AttributeDefinitions: properties.AttributeDefinitions,
      KeySchema: properties.KeySchema,
      BillingMode: 'PAY_PER_REQUEST',
      ...(global === undefined ? {} : { GlobalSecondaryIndexes: global.map(indexOf) }),
      ...(local === undefined ? {} : { LocalSecondaryIndexes: local.map(indexOf) }),
      ...(properties.StreamSpecification === undefined
        ? {}
        : {
            StreamSpecification: {
              StreamEnabled: true,
              StreamViewType: properties.StreamSpecification.StreamViewType,
            },
          }),
      ...(ttl?.AttributeName === undefined
        ? {}
        : {
            TimeToLiveSpecification: {
              AttributeName: ttl.AttributeName,
              Enabled: ttl.Enabled ?? true,
            },
          }),
    },
  };
};

const QueueProperties = z.looseObject({
  FifoQueue: z.boolean().default(false),
  VisibilityTimeout: z.coerce.number().default(30),
  RedrivePolicy: z
    .looseObject({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number() })
    .optional(),
});

export const queueOf = (resource: ResolvedResource): QueueModel => {
  const properties = QueueProperties.parse(resource.properties);
  return {
    name: resource.physical.attributes['QueueName'] ?? '',
    arn: resource.physical.attributes['Arn'] ?? '',
    fifo: properties.FifoQueue,
    visibilityTimeoutSeconds: properties.VisibilityTimeout,
    ...(properties.RedrivePolicy === undefined ? {} : { redrive: properties.RedrivePolicy }),
  };
};

const BucketProperties = z.looseObject({
  NotificationConfiguration: z
    .looseObject({ EventBridgeConfiguration: z.looseObject({}).optional() })
    .optional(),
});

export const bucketOf = (resource: ResolvedResource): BucketModel => ({
  name: resource.physical.ref,
  arn: resource.physical.attributes['Arn'] ?? '',
  eventBridge:
    BucketProperties.parse(resource.properties).NotificationConfiguration
      ?.EventBridgeConfiguration !== undefined,
});
