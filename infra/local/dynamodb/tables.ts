import * as z from 'zod';
import { AwsError, type Caller } from '../service.ts';
import type { Catalogue } from './catalogue.ts';
import { authorize, type Context } from './context.ts';
import { invalid } from './errors.ts';
import { noteExpiries } from './expiry.ts';
import { readRequest } from './requests.ts';
import { type Index, type Table, TableDefinition } from './schema.ts';
import { tableName } from './shapes.ts';
import { streamArn, streamLabel } from './streams.ts';

const Named = z.object({ TableName: tableName });
const Listed = z.object({
  ExclusiveStartTableName: z.string().optional(),
  Limit: z.int().min(1).max(100).optional(),
});
const TimeToLive = Named.extend({
  TimeToLiveSpecification: z.object({ AttributeName: z.string().min(1), Enabled: z.boolean() }),
});

const noThroughput = { NumberOfDecreasesToday: 0, ReadCapacityUnits: 0, WriteCapacityUnits: 0 };

const totals = (context: Context, from: string): { count: number; bytes: number } => {
  const row = context.storage
    .statement(`SELECT count(*) AS count, coalesce(sum(size), 0) AS bytes FROM ${from}`)
    .get();
  return { count: Number(row?.['count']), bytes: Number(row?.['bytes']) };
};

const describeIndex = (context: Context, table: Table, index: Index): unknown => {
  const { count, bytes } = totals(
    context,
    `entries_${table.id} WHERE position = ${index.position}`,
  );
  return {
    ...table.definition.GlobalSecondaryIndexes?.[index.position],
    IndexArn: index.arn,
    IndexStatus: 'ACTIVE',
    IndexSizeBytes: bytes,
    ItemCount: count,
    ProvisionedThroughput: noThroughput,
  };
};

const describe = (context: Context, table: Table, status: string): unknown => {
  const { count, bytes } = totals(context, `items_${table.id}`);
  const { AttributeDefinitions, KeySchema, StreamSpecification } = table.definition;
  return {
    TableName: table.name,
    TableArn: table.arn,
    TableId: `00000000-0000-4000-8000-${String(table.id).padStart(12, '0')}`,
    TableStatus: status,
    CreationDateTime: table.createdMs / 1000,
    AttributeDefinitions,
    KeySchema,
    BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    ProvisionedThroughput: noThroughput,
    ItemCount: count,
    TableSizeBytes: bytes,
    DeletionProtectionEnabled: false,
    ...(table.indexes.length > 0 && {
      GlobalSecondaryIndexes: table.indexes.map((index) => describeIndex(context, table, index)),
    }),
    ...(table.viewType !== undefined && {
      StreamSpecification: { ...StreamSpecification, StreamEnabled: true },
      LatestStreamArn: streamArn(table),
      LatestStreamLabel: streamLabel(table),
    }),
  };
};

const notFound = (name: string): AwsError =>
  new AwsError(
    'ResourceNotFoundException',
    `Requested resource not found: Table: ${name} not found`,
  );

const named = (context: Context, operation: string, input: unknown, caller: Caller): Table => {
  const { TableName } = readRequest(operation, Named, input);
  authorize(caller, operation, TableName, []);
  const table = context.findTable(TableName);
  if (table === undefined) throw notFound(TableName);
  return table;
};

export const createTable = (
  context: Context,
  catalogue: Catalogue,
  input: unknown,
  caller: Caller,
): unknown => {
  const definition = readRequest('CreateTable', TableDefinition, input);
  authorize(caller, 'CreateTable', definition.TableName, []);
  const table = catalogue.create(definition, context.clock.now());
  return { TableDescription: describe(context, table, 'ACTIVE') };
};

export const describeTable = (context: Context, input: unknown, caller: Caller): unknown => ({
  Table: describe(context, named(context, 'DescribeTable', input, caller), 'ACTIVE'),
});

export const deleteTable = (
  context: Context,
  catalogue: Catalogue,
  input: unknown,
  caller: Caller,
): unknown => {
  const table = named(context, 'DeleteTable', input, caller);
  const description = describe(context, table, 'DELETING');
  catalogue.drop(table);
  return { TableDescription: description };
};

export const listTables = (catalogue: Catalogue, input: unknown, caller: Caller): unknown => {
  const { ExclusiveStartTableName: start = '', Limit = 100 } = readRequest(
    'ListTables',
    Listed,
    input,
  );
  authorize(caller, 'ListTables', '*', []);
  const names = catalogue.names().filter((name) => name > start);
  const page = names.slice(0, Limit);
  return {
    TableNames: page,
    ...(names.length > page.length && { LastEvaluatedTableName: page.at(-1) }),
  };
};

export const updateTimeToLive = (
  context: Context,
  catalogue: Catalogue,
  input: unknown,
  caller: Caller,
): unknown => {
  const table = named(context, 'UpdateTimeToLive', input, caller);
  const request = readRequest('UpdateTimeToLive', TimeToLive, input);
  const { AttributeName, Enabled } = request.TimeToLiveSpecification;
  const isEnabled = table.expiryAttribute !== undefined;
  if (Enabled && isEnabled) throw invalid('TimeToLive is already enabled');
  if (!Enabled && !isEnabled) throw invalid('TimeToLive is already disabled');
  if (!Enabled && table.expiryAttribute !== AttributeName) {
    throw invalid(
      'TimeToLive is active on a different AttributeName: current AttributeName is ' +
        `${table.expiryAttribute}`,
    );
  }
  const specification = request.TimeToLiveSpecification;
  const fresh = catalogue.redefine(table, {
    ...table.definition,
    TimeToLiveSpecification: specification,
  });
  context.storage.atomically(() => noteExpiries(context, fresh));
  return { TimeToLiveSpecification: specification };
};

export const describeTimeToLive = (context: Context, input: unknown, caller: Caller): unknown => {
  const { expiryAttribute } = named(context, 'DescribeTimeToLive', input, caller);
  return {
    TimeToLiveDescription:
      expiryAttribute === undefined
        ? { TimeToLiveStatus: 'DISABLED' }
        : { TimeToLiveStatus: 'ENABLED', AttributeName: expiryAttribute },
  };
};
