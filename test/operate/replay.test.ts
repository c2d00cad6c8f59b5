import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DescribeArchiveCommand,
  EventBridgeClient,
  StartReplayCommand,
} from '@aws-sdk/client-eventbridge';
import { ListExecutionsCommand, ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bodyOf } from '../../functions/kernel/table/item.ts';
import { partitionOf, selfRow } from '../../functions/kernel/table/keys.ts';
import { capabilities } from '../../functions/registry.ts';
import { hearsEvents } from '../../infra/bundle/entries.ts';
import { awsSettings } from '../../infra/cloud/aws.ts';
import { nameOf } from '../../infra/names.ts';
import { verifyBooks } from '../../infra/operate/books.ts';
import { rebuild } from '../../infra/operate/rebuild.ts';
import { replay } from '../../infra/operate/replay.ts';
import { exportRows, rowOf } from '../../infra/operate/rows.ts';
import { staffOf } from '../../infra/operate/staff.ts';
import { embeddedSystem } from '../../infra/operate/system.ts';
import type { TestRuntime } from '../harness/runtime.ts';
import { startTestRuntime } from '../harness/runtime.ts';
import { type Billing, bills, clockAt, makeBilling, runBills } from '../journeys/billing.ts';
import { copyBill } from '../journeys/forge.ts';
import { get, ordered, post } from '../journeys/operator.ts';
import { inventory, lineOf, offeringOf, sendBatch } from '../journeys/usage-operator.ts';

const silent = (): void => undefined;
const always = { from: new Date(0), to: new Date('9999-12-31') };
/** The one that answers. */
const element = 'network-simulator';
const tariff = {
  zones: [{ name: 'national', prefixes: ['32'] }],
  rates: [{ usageType: 'voice', zone: 'national', price: 0.2, per: 60 }],
};

describe('what the archive tells again', () => {
  let runtime: TestRuntime;
  let billing: Billing;
  let account: string;
  let product: string;
  let runs = 0;
  const system = () => embeddedSystem(runtime.url, runtime.dataDir);
  const hearAgain = async (capability: string) => {
    runs += 1;
    await replay(system().place, {
      ...always,
      capability,
      dryRun: false,
      nowMs: runs,
      tell: silent,
    });
    await runtime.idle();
  };
  const rebuilt = (capability: string, more: object = {}) => {
    runs += 1;
    return rebuild(system().place, {
      ...always,
      tenant: 'demo',
      capability,
      dryRun: false,
      nowMs: runs,
      quietMs: 5_000,
      tell: silent,
      ...more,
    });
  };
  /** What every row of the tenant says, by its key: not how often it was written. */
  const rows = async (): Promise<Readonly<Record<string, unknown>>> => {
    const file = join(mkdtempSync(join(tmpdir(), 'strowger-replay-')), 'rows');
    await exportRows(system().place, 'demo#', { file, dryRun: false, tell: silent });
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n').slice(1, -1);
    return Object.fromEntries(lines.map(rowOf).map((row) => [row['pk']?.S, bodyOf(row).value]));
  };
  const published = async () => (await runtime.control('GET', 'meter')).body['events.published'];

  beforeAll(async () => {
    runtime = await startTestRuntime();
    await clockAt(runtime, '2027-04-28T10:00:00Z');
    billing = await makeBilling(runtime);
    const ada = await billing.account('Ada', { billingDateShift: 1 });
    account = ada.id;
    const order = await ordered(runtime, billing.mobileFor(ada));
    product = order.productOrderItem[0].product.id;
    const { offering } = await offeringOf(runtime, 'Calls', tariff);
    await runtime.idle();
    const line = lineOf(offering, '32470000001', { billingAccount: { id: account } });
    await post(runtime, inventory, line);
    await runtime.idle();
    const call = { type: 'voice', quantity: 60, other: '32470000099' };
    const at = '2027-04-28T09:00:00.000Z';
    await sendBatch(runtime, [{ ...call, id: 'one', subscriber: '32470000001', at }]);
    await clockAt(runtime, '2027-05-01T11:00:00Z');
    await runBills(runtime, '2027-05-01');
  }, 240_000);
  afterAll(() => runtime.stop());

  it('changes no row and is followed by no event, whoever hears it', async () => {
    const [before, told] = [await rows(), await published()];
    const hearing = capabilities.filter(hearsEvents).map(({ name }) => name);
    expect(hearing.length).toBeGreaterThan(10);
    for (const name of hearing.filter((one) => one !== element)) await hearAgain(name);
    expect(await published()).toBe(told);
    // An element that hears its command again does nothing, and says once more that it is done.
    await hearAgain(element);
    expect(await rows()).toEqual(before);
  }, 240_000);

  it('starts no machine that does not end, even where every rule hears all of it at once', async () => {
    const before = await rows();
    const settings = awsSettings(system().place);
    const events = new EventBridgeClient(settings);
    const { ArchiveArn, EventSourceArn } = await events.send(
      new DescribeArchiveCommand({ ArchiveName: nameOf('local', 'archive') }),
    );
    await events.send(
      new StartReplayCommand({
        ReplayName: 'everybody',
        EventSourceArn: ArchiveArn,
        EventStartTime: always.from,
        EventEndTime: always.to,
        Destination: { Arn: EventSourceArn },
      }),
    );
    await runtime.idle();
    const machines = new SFNClient(settings);
    const { stateMachines = [] } = await machines.send(new ListStateMachinesCommand({}));
    expect(stateMachines.length).toBeGreaterThan(2);
    for (const { stateMachineArn } of stateMachines) {
      const { executions } = await machines.send(
        new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING' }),
      );
      expect(executions).toEqual([]);
    }
    expect(await rows()).toEqual(before);
    expect((await runtime.control('GET', 'dead-letters')).body).toEqual([]);
  }, 60_000);

  it('makes up for what was lost', async () => {
    const pk = { S: partitionOf('demo', 'Product', product) };
    await new DynamoDBClient(awsSettings(system().place)).send(
      new DeleteItemCommand({
        TableName: nameOf('local'),
        Key: { pk, sk: { S: selfRow } },
      }),
    );
    expect((await runtime.fetchJson('agent', 'GET', `${inventory}/${product}`)).status).toBe(404);
    await hearAgain('product-inventory');
    expect(await get(runtime, `${inventory}/${product}`)).toMatchObject({ status: 'active' });
  }, 60_000);

  it('tells nobody who hears nothing, and says so', async () => {
    await expect(hearAgain('party')).rejects.toThrow('hears no events');
  });

  it.each(['usage', 'customer-bill'])(
    'makes the projections of %s anew, and they are equal',
    async (capability) => {
      const before = await rows();
      expect(await rebuilt(capability, { dryRun: true })).toMatchObject({ different: 0 });
      expect(await rows()).toEqual(before);
      const { equal, different, found } = await rebuilt(capability);
      expect({ different, found }).toEqual({ different: 0, found: 0 });
      expect(equal).toBeGreaterThan(2);
    },
    60_000,
  );

  it('is too short at times: then all is put back as it was', async () => {
    const before = await rows();
    const { equal, different } = await rebuilt('usage', {
      from: new Date('2027-05-02'),
      quietMs: 1_000,
    });
    expect(equal).toBe(0);
    expect(different).toBeGreaterThan(2);
    expect(await rows()).toEqual(before);
  }, 60_000);

  it('is refused for what events alone do not tell', async () => {
    await expect(rebuilt('party')).rejects.toThrow('there are those of usage and customer-bill');
  });

  it('leaves books that balance; a bill that is there twice is named', async () => {
    const client = await staffOf(system(), 'demo');
    const told: string[] = [];
    const options = { dryRun: false, tell: (line: string) => told.push(line) };
    // The schedule's own, as the clock passed its hour.
    expect(await verifyBooks(client, { ...options, dryRun: true })).toBe(true);
    expect(await verifyBooks(client, options)).toBe(true);
    expect(told.join('\n')).toContain('balanced  billed = paid + open + credited');
    const [bill] = await bills(runtime, account);
    await copyBill(runtime.url, bill.id, 'bill-twice');
    expect(await verifyBooks(client, options)).toBe(false);
    expect(told.join('\n')).toContain('doubleBill');
    expect(await verifyBooks(client, { ...options, dryRun: true })).toBe(false);
  }, 60_000);

  it('is of tenants that there are', async () => {
    await expect(staffOf(system(), 'nobody')).rejects.toThrow('There is no tenant nobody');
  });
});
