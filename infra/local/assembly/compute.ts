import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod';
import type {
  ArchiveModel,
  FunctionModel,
  MachineModel,
  PermissionModel,
  QueueMapping,
  RuleModel,
  StreamMapping,
} from './model.ts';
import type { ResolvedResource } from './resolve.ts';

type Assets = ReadonlyMap<string, string>;

const Destination = z
  .looseObject({ OnFailure: z.looseObject({ Destination: z.string() }).optional() })
  .optional();

const FunctionProperties = z.looseObject({
  Code: z.looseObject({ S3Key: z.string().optional(), ZipFile: z.string().optional() }),
  Handler: z.string().default('index.handler'),
  Runtime: z.string().default('nodejs24.x'),
  Environment: z
    .looseObject({ Variables: z.record(z.string(), z.coerce.string()).default({}) })
    .optional(),
  Timeout: z.coerce.number().default(3),
  MemorySize: z.coerce.number().default(128),
  Role: z.string(),
  ReservedConcurrentExecutions: z.coerce.number().optional(),
  DeadLetterConfig: z.looseObject({ TargetArn: z.string() }).optional(),
});

const InvokeConfigProperties = z.looseObject({
  FunctionName: z.string(),
  MaximumRetryAttempts: z.coerce.number().optional(),
  DestinationConfig: Destination,
});

/** `arn:aws:lambda:…:function:name` with or without a qualifier, or a bare name: the name. */
export const functionNameOf = (nameOrArn: string): string => {
  const parts = nameOrArn.split(':');
  return parts[0] === 'arn' ? (parts[6] ?? nameOrArn) : (parts[0] ?? nameOrArn);
};

export const assetPath = (key: string, assets: Assets, user: string): string => {
  const path = assets.get(key);
  if (path === undefined || !existsSync(path))
    throw new Error(`${user}: the asset ${key} is not in the assembly`);
  return path;
};

const isNode = (resource: ResolvedResource): boolean => {
  const { Runtime, Code } = FunctionProperties.parse(resource.properties);
  return Runtime.startsWith('nodejs') && Code.S3Key !== undefined;
};

/** The functions whose code is a bundle for Node; CDK's own helpers with inline code never run locally. */
export const functionsOf = (
  functions: readonly ResolvedResource[],
  configs: readonly ResolvedResource[],
  assets: Assets,
): FunctionModel[] => {
  const invokeConfigs = configs.map((one) => InvokeConfigProperties.parse(one.properties));
  return functions.filter(isNode).map((resource) => {
    const properties = FunctionProperties.parse(resource.properties);
    const name = resource.physical.ref;
    const config = invokeConfigs.find((one) => functionNameOf(one.FunctionName) === name);
    const onFailureArn = config?.DestinationConfig?.OnFailure?.Destination;
    const deadLetterArn = properties.DeadLetterConfig?.TargetArn;
    const reservedConcurrency = properties.ReservedConcurrentExecutions;
    return {
      name,
      arn: resource.physical.attributes['Arn'] ?? '',
      directory: assetPath(properties.Code.S3Key ?? '', assets, name),
      handler: properties.Handler,
      environment: properties.Environment?.Variables ?? {},
      timeoutSeconds: properties.Timeout,
      memoryMegabytes: properties.MemorySize,
      roleArn: properties.Role,
      retries: config?.MaximumRetryAttempts ?? 2,
      ...(onFailureArn === undefined ? {} : { onFailureArn }),
      ...(deadLetterArn === undefined ? {} : { deadLetterArn }),
      ...(reservedConcurrency === undefined ? {} : { reservedConcurrency }),
    };
  });
};

const MappingProperties = z.looseObject({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  Enabled: z.boolean().default(true),
  BatchSize: z.coerce.number().optional(),
  BisectBatchOnFunctionError: z.boolean().default(false),
  FunctionResponseTypes: z.array(z.string()).default([]),
  MaximumRetryAttempts: z.coerce.number().default(-1),
  DestinationConfig: Destination,
  FilterCriteria: z
    .looseObject({ Filters: z.array(z.looseObject({ Pattern: z.string() })).default([]) })
    .optional(),
});

type Mapping = z.infer<typeof MappingProperties>;

const commonOf = (properties: Mapping) => ({
  functionName: functionNameOf(properties.FunctionName),
  partial: properties.FunctionResponseTypes.includes('ReportBatchItemFailures'),
});

const streamMappingOf = (id: string, properties: Mapping): StreamMapping => {
  const onFailureArn = properties.DestinationConfig?.OnFailure?.Destination;
  const retries = properties.MaximumRetryAttempts;
  return {
    ...commonOf(properties),
    id,
    tableName: /:table\/([^/]+)/.exec(properties.EventSourceArn)?.[1] ?? '',
    batchSize: properties.BatchSize ?? 100,
    bisect: properties.BisectBatchOnFunctionError,
    filters: (properties.FilterCriteria?.Filters ?? []).map((filter) => filter.Pattern),
    ...(retries < 0 ? {} : { retries }),
    ...(onFailureArn === undefined ? {} : { onFailureArn }),
  };
};

/** DynamoDB takes 100 records a batch where the template says nothing, SQS takes 10 messages. */
export const mappingsOf = (
  resources: readonly ResolvedResource[],
): { streams: StreamMapping[]; pollers: QueueMapping[] } => {
  const streams: StreamMapping[] = [];
  const pollers: QueueMapping[] = [];
  for (const resource of resources) {
    const properties = MappingProperties.parse(resource.properties);
    if (!properties.Enabled) continue;
    const queueArn = properties.EventSourceArn;
    if (queueArn.includes(':dynamodb:'))
      streams.push(streamMappingOf(resource.physical.ref, properties));
    else if (queueArn.includes(':sqs:'))
      pollers.push({ ...commonOf(properties), queueArn, batchSize: properties.BatchSize ?? 10 });
    else
      throw new Error(
        `${resource.id}: the runtime maps streams and queues to functions, not ${queueArn}`,
      );
  }
  return { streams, pollers };
};

const RuleProperties = z.looseObject({
  EventBusName: z.string().default('default'),
  EventPattern: z.unknown().optional(),
  ScheduleExpression: z.string().optional(),
  State: z.string().default('ENABLED'),
  Targets: z.array(z.record(z.string(), z.unknown())).default([]),
});

export const ruleOf = (resource: ResolvedResource): RuleModel => {
  const properties = RuleProperties.parse(resource.properties);
  const bus = properties.EventBusName.split('/').at(-1) ?? properties.EventBusName;
  return {
    name: resource.physical.ref,
    arn: resource.physical.attributes['Arn'] ?? '',
    bus,
    enabled: properties.State !== 'DISABLED',
    targets: properties.Targets,
    ...(properties.EventPattern === undefined ? {} : { pattern: properties.EventPattern }),
    ...(properties.ScheduleExpression === undefined
      ? {}
      : { schedule: properties.ScheduleExpression }),
  };
};

const ArchiveProperties = z.looseObject({
  SourceArn: z.string(),
  EventPattern: z.unknown().optional(),
  RetentionDays: z.coerce.number().default(0),
});

export const archiveOf = (resource: ResolvedResource): ArchiveModel => {
  const { SourceArn, EventPattern, RetentionDays } = ArchiveProperties.parse(resource.properties);
  return {
    name: resource.physical.ref,
    arn: resource.physical.attributes['Arn'] ?? '',
    busArn: SourceArn,
    retentionDays: RetentionDays,
    ...(EventPattern === undefined ? {} : { pattern: EventPattern }),
  };
};

const MachineProperties = z.looseObject({
  DefinitionString: z.string().optional(),
  Definition: z.unknown().optional(),
  DefinitionS3Location: z.looseObject({ Key: z.string() }).optional(),
  DefinitionSubstitutions: z.record(z.string(), z.unknown()).default({}),
  RoleArn: z.string(),
  StateMachineType: z.enum(['STANDARD', 'EXPRESS']).default('STANDARD'),
});

export const machineOf = (resource: ResolvedResource, assets: Assets): MachineModel => {
  const properties = MachineProperties.parse(resource.properties);
  const name = resource.physical.attributes['Name'] ?? resource.id;
  const location = properties.DefinitionS3Location;
  const text =
    location === undefined
      ? (properties.DefinitionString ?? JSON.stringify(properties.Definition))
      : readFileSync(assetPath(location.Key, assets, name), 'utf8');
  const definition = Object.entries(properties.DefinitionSubstitutions).reduce(
    (changed, [key, value]) => changed.replaceAll(`\${${key}}`, String(value)),
    text,
  );
  const left = /\$\{[A-Za-z0-9:_-]+\}/.exec(definition);
  if (left !== null)
    throw new Error(`State machine ${name}: nothing is substituted for ${left[0]}`);
  return {
    name,
    arn: resource.physical.ref,
    definition,
    roleArn: properties.RoleArn,
    type: properties.StateMachineType,
  };
};

const PermissionProperties = z.looseObject({
  FunctionName: z.string(),
  Principal: z.string(),
  SourceArn: z.string().optional(),
});

export const permissionOf = (resource: ResolvedResource): PermissionModel => {
  const { FunctionName, Principal, SourceArn } = PermissionProperties.parse(resource.properties);
  return {
    functionName: functionNameOf(FunctionName),
    principal: Principal,
    ...(SourceArn === undefined ? {} : { sourceArn: SourceArn }),
  };
};
