import { setTimeout as pause } from 'node:timers/promises';
import type { BackupDetails, TableDescription } from '@aws-sdk/client-dynamodb';
import {
  CreateBackupCommand,
  DescribeBackupCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListBackupsCommand,
  paginateScan,
  RestoreTableFromBackupCommand,
} from '@aws-sdk/client-dynamodb';
import { awsSettings } from '../cloud/aws.ts';
import type { Place } from '../cloud/endpoint.ts';
import { Refused } from '../cloud/refused.ts';
import { inParallel } from '../demo/client.ts';
import { nameOf } from '../names.ts';
import type { Row } from './rows.ts';
import { isSame, keyOf, textOf, withoutOutbox } from './rows.ts';

export interface BackupOptions {
  readonly dryRun: boolean;
  readonly nowMs: number;
  readonly tell: (line: string) => void;
}

const lookAgainMs = 2_000;

const tableOf = async (client: DynamoDBClient, TableName: string): Promise<TableDescription> => {
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  return Table ?? {};
};

const backupOf = async (client: DynamoDBClient, BackupArn: string) => {
  const { BackupDescription } = await client
    .send(new DescribeBackupCommand({ BackupArn }))
    .catch((error: unknown) => {
      throw new Refused(`There is no backup ${BackupArn}: ${String(error)}`);
    });
  return { details: BackupDescription?.BackupDetails, from: BackupDescription?.SourceTableDetails };
};

const untilAvailable = async (
  client: DynamoDBClient,
  made: BackupDetails | undefined,
  tell: BackupOptions['tell'],
): Promise<string> => {
  const arn = made?.BackupArn;
  if (arn === undefined) throw new Refused('DynamoDB has made no backup');
  for (let status = made?.BackupStatus; status !== 'AVAILABLE'; ) {
    if (status === 'DELETED') throw new Refused(`${arn} is deleted`);
    tell(`  ${status}`);
    await pause(lookAgainMs);
    status = (await backupOf(client, arn)).details?.BackupStatus;
  }
  return arn;
};

/** Has DynamoDB keep the whole table as it is at one moment, and answers where. A dry run tells which are kept. */
export const backupTable = async (
  place: Place,
  { dryRun, nowMs, tell }: BackupOptions,
): Promise<string | undefined> => {
  const client = new DynamoDBClient(awsSettings(place));
  const TableName = nameOf(place.stage.name);
  if (dryRun) {
    const { BackupSummaries } = await client.send(new ListBackupsCommand({ TableName }));
    for (const { BackupArn, BackupCreationDateTime } of BackupSummaries ?? [])
      tell(`  ${BackupCreationDateTime?.toISOString() ?? ''}  ${BackupArn ?? ''}`);
    return undefined;
  }
  const BackupName = `${TableName}-${nowMs}`;
  const made = await client.send(new CreateBackupCommand({ TableName, BackupName }));
  return untilAvailable(client, made.BackupDetails, tell);
};

/** How the rows of a restored table stand to those of the table in use. */
export interface Compared {
  readonly rows: number;
  readonly same: number;
  /** Changed or gone in the table in use since the backup. */
  readonly different: number;
  /** In the table in use alone: made since the backup. */
  readonly since: number;
}

const width = 16;
/** The first ones say where to look; a table that has been in use for a day differs in thousands. */
const mostNamed = 20;

/** Counts what a table holds; consistently, as the comparison reads. */
const countOf = async (client: DynamoDBClient, TableName: string): Promise<number> => {
  let count = 0;
  const pages = paginateScan({ client }, { TableName, Select: 'COUNT', ConsistentRead: true });
  for await (const { Count } of pages) count += Count ?? 0;
  return count;
};

/** Row by row, a page at a time: a table may be larger than memory. */
const compare = async (
  client: DynamoDBClient,
  restored: string,
  used: string,
  tell: BackupOptions['tell'],
): Promise<Compared> => {
  let [rows, same, gone, named] = [0, 0, 0, 0];
  const check = async (row: Row): Promise<void> => {
    const Key = keyOf(row);
    const { Item } = await client.send(
      new GetItemCommand({ TableName: used, Key, ConsistentRead: true }),
    );
    if (Item === undefined) gone += 1;
    if (isSame(Item, textOf(withoutOutbox(row)))) {
      same += 1;
      return;
    }
    named += 1;
    if (named <= mostNamed)
      tell(`  ${Key.pk.S} ${Key.sk.S}  ${Item === undefined ? 'is gone' : 'has changed'} since`);
  };
  for await (const { Items } of paginateScan(
    { client },
    { TableName: restored, ConsistentRead: true },
  )) {
    await inParallel(Items ?? [], width, check);
    rows += (Items ?? []).length;
    tell(`  ${rows} rows are compared`);
  }
  const since = (await countOf(client, used)) - (rows - gone);
  return { rows, same, different: rows - same, since };
};

/** Under the key that the table in use has: DynamoDB would take one of its own. */
const encrypted = ({ SSEDescription }: TableDescription) =>
  SSEDescription?.KMSMasterKeyArn === undefined
    ? {}
    : {
        SSESpecificationOverride: {
          Enabled: true,
          SSEType: 'KMS' as const,
          KMSMasterKeyId: SSEDescription.KMSMasterKeyArn,
        },
      };

const untilActive = async (
  client: DynamoDBClient,
  table: string,
  tell: BackupOptions['tell'],
): Promise<void> => {
  for (;;) {
    const { TableStatus } = await tableOf(client, table);
    if (TableStatus === 'ACTIVE') return;
    tell(`  ${table} is ${TableStatus}`);
    await pause(lookAgainMs);
  }
};

/**
 * Makes a new table of a backup, beside the one in use, and compares every row of it with that. Nothing that is in use
 * is touched. A dry run answers the new table's name alone.
 */
export const restoreTable = async (
  place: Place,
  BackupArn: string,
  { dryRun, nowMs, tell }: BackupOptions,
): Promise<{ readonly table: string; readonly compared?: Compared }> => {
  const client = new DynamoDBClient(awsSettings(place));
  const used = nameOf(place.stage.name);
  const { details, from } = await backupOf(client, BackupArn);
  if (from?.TableName !== used)
    throw new Refused(`${BackupArn} is of ${from?.TableName}, and not of ${used}`);
  if (details?.BackupStatus !== 'AVAILABLE')
    throw new Refused(`${BackupArn} is ${details?.BackupStatus}`);
  const table = nameOf(place.stage.name, `restored-${nowMs}`);
  if (dryRun) return { table };
  await client.send(
    new RestoreTableFromBackupCommand({
      TargetTableName: table,
      BackupArn,
      ...encrypted(await tableOf(client, used)),
    }),
  );
  await untilActive(client, table, tell);
  return { table, compared: await compare(client, table, used, tell) };
};
