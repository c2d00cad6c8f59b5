import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DeleteBackupCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from '@jest/globals';
import { Transient } from '../../functions/kernel/problem.ts';
import { awsSettings } from '../../infra/cloud/aws.ts';
import { deploymentAt } from '../../infra/cloud/deployment.ts';
import type { Place } from '../../infra/cloud/endpoint.ts';
import { placeOf } from '../../infra/cloud/endpoint.ts';
import { ensureTenant } from '../../infra/cloud/tenants.ts';
import { nameOf } from '../../infra/names.ts';
import { backupTable, restoreTable } from '../../infra/operate/backups.ts';
import { verifyBooks } from '../../infra/operate/books.ts';
import { redriveLetters } from '../../infra/operate/dead-letters.ts';
import { waitingOrders } from '../../infra/operate/held.ts';
import { replay } from '../../infra/operate/replay.ts';
import { exportRows, importRows, rowOf } from '../../infra/operate/rows.ts';
import { staffOf } from '../../infra/operate/staff.ts';
import { deployedSystem } from '../../infra/operate/system.ts';

const place = (): Place => {
  const found = placeOf(process.env);
  if (found === undefined) throw new Error('No cloud is there: run npm run test:cloud');
  return found;
};

describe('operations on what is deployed', () => {
  it('a dead letter is listed, then redriven', async () => {
    const at = place();
    const sqs = new SQSClient(awsSettings(at));
    const QueueName = nameOf(at.stage.name, 'hub-delivery', 'dead-letters');
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
    const { Configuration } = await new LambdaClient(awsSettings(at)).send(
      new GetFunctionCommand({ FunctionName: nameOf(at.stage.name, 'hub-delivery') }),
    );
    const detail = { eventId: 'evt-1', eventType: 'NobodyHearsEvent', correlationId: 'letter-1' };
    await sqs.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: JSON.stringify({ 'detail-type': 'NobodyHearsEvent', detail }),
        MessageAttributes: {
          TARGET_ARN: { DataType: 'String', StringValue: Configuration?.FunctionArn ?? '' },
          ERROR_CODE: { DataType: 'String', StringValue: 'THROTTLED' },
        },
      }),
    );
    const run = async (dryRun: boolean) => {
      const seen: string[] = [];
      const counted = await redriveLetters(at, {
        dryRun,
        queue: 'hub-delivery',
        tell: ({ correlationId, error }, became) =>
          seen.push(`${correlationId} ${error} ${became}`),
      });
      return { seen, counted };
    };
    expect((await run(true)).seen).toContain('letter-1 THROTTLED left');
    expect((await run(false)).seen).toContain('letter-1 THROTTLED redriven');
    expect((await run(true)).seen).not.toContain('letter-1 THROTTLED left');
  });

  it('a tenant is exported, and what is lost of it comes back, compared row by row', async () => {
    const at = place();
    const tenant = `ops-${Date.now().toString(36)}`;
    await ensureTenant(at, await deploymentAt(at), tenant);
    const client = await staffOf(deployedSystem(at, 1, Date.now()), tenant);
    for (const givenName of ['Ada', 'Bob'])
      await client.post('/tmf-api/party/v4/individual', { givenName, familyName: 'Byron' });
    const file = join(mkdtempSync(join(tmpdir(), 'strowger-cloud-')), 'tenant.rows');
    const options = { file, dryRun: false, tell: () => undefined };
    const rows = await exportRows(at, `${tenant}#`, options);
    expect(rows).toBe(2);
    expect(await importRows(at, options)).toEqual({ written: 0, same: 2, different: 0 });
    const [, line = ''] = readFileSync(file, 'utf8').split('\n');
    const { pk = { S: '' }, sk = { S: '' } } = rowOf(line);
    await new DynamoDBClient(awsSettings(at)).send(
      new DeleteItemCommand({ TableName: nameOf(at.stage.name), Key: { pk, sk } }),
    );
    expect(await importRows(at, options)).toEqual({ written: 1, same: 1, different: 0 });
  });

  it('the table is kept, made anew beside the one in use, and compared with it row by row', async () => {
    const at = place();
    const client = new DynamoDBClient(awsSettings(at));
    const TableName = nameOf(at.stage.name);
    const prefix = `ops-${Date.now().toString(36)}#Kept`;
    const keyOf = (name: string) => ({ pk: { S: `${prefix}#${name}` }, sk: { S: 'A' } });
    const put = (name: string, note: string) =>
      client.send(new PutItemCommand({ TableName, Item: { ...keyOf(name), note: { S: note } } }));
    for (const name of ['stays', 'changes', 'goes']) await put(name, 'before');
    const told: string[] = [];
    const options = { dryRun: false, nowMs: Date.now(), tell: (line: string) => told.push(line) };
    const arn = await backupTable(at, options);
    if (arn === undefined) throw new Error('There is no backup');
    await put('changes', 'after');
    await client.send(new DeleteItemCommand({ TableName, Key: keyOf('goes') }));
    await put('comes', 'after');

    expect(await backupTable(at, { ...options, dryRun: true })).toBeUndefined();
    expect(told.join('\n')).toContain(arn);
    const { table } = await restoreTable(at, arn, { ...options, dryRun: true });
    const tables = async () => (await client.send(new ListTablesCommand({}))).TableNames;
    expect(await tables()).not.toContain(table);
    try {
      const { compared } = await restoreTable(at, arn, options);
      expect(await tables()).toContain(table);
      const own = await client.send(
        new ScanCommand({
          TableName: table,
          FilterExpression: 'begins_with(pk, :own)',
          ExpressionAttributeValues: { ':own': { S: prefix } },
        }),
      );
      expect(own.Items?.map(({ note }) => note?.S)).toEqual(['before', 'before', 'before']);
      expect(told).toContain(`  ${prefix}#changes A  has changed since`);
      expect(told).toContain(`  ${prefix}#goes A  is gone since`);
      expect(told.join('\n')).not.toContain('#stays');
      expect(compared?.rows).toBe((compared?.same ?? 0) + (compared?.different ?? 0));
      expect(compared?.same).toBeGreaterThanOrEqual(1);
      expect(compared?.different).toBeGreaterThanOrEqual(2);
      expect(compared?.since).toBeGreaterThanOrEqual(1);
    } finally {
      await client.send(new DeleteTableCommand({ TableName: table }));
      for (const name of ['stays', 'changes', 'comes'])
        await client.send(new DeleteItemCommand({ TableName, Key: keyOf(name) }));
      await client.send(new DeleteBackupCommand({ BackupArn: arn }));
    }
    await expect(restoreTable(at, arn, options)).rejects.toThrow('There is no backup');
  });

  it('the books of a tenant are gone through, and nobody waits for an answer', async () => {
    const at = place();
    const tenant = `ops-${Date.now().toString(36)}-books`;
    const system = deployedSystem(at, 1, Date.now());
    await expect(staffOf(system, tenant)).rejects.toThrow('There is no tenant');
    await ensureTenant(at, await deploymentAt(at), tenant);
    const client = await staffOf(system, tenant);
    const told: string[] = [];
    const tell = (line: string) => told.push(line);
    expect(await verifyBooks(client, { dryRun: false, tell })).toBe(true);
    expect(told.join('\n')).toContain('balanced');
    expect(await waitingOrders(client)).toEqual([]);
  });

  it('a replay is refused where there is no archive', async () => {
    const options = { from: new Date(0), to: new Date(), dryRun: true, nowMs: 1, tell: () => 0 };
    await expect(replay(place(), { ...options, capability: 'usage' })).rejects.toThrow('archive');
  });

  it('a call that Lambda refuses is no Transient: there is no such function', async () => {
    for (const [name, value] of Object.entries(place().environment)) process.env[name] = value;
    const { invoke } = await import('../../functions/kernel/http/invoke.ts');
    const failure = invoke(nameOf(place().stage.name, 'nobody'), '{}');
    await expect(failure).rejects.toThrow('could not be called');
    await expect(failure).rejects.not.toBeInstanceOf(Transient);
  });
});
