import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestRuntime, type TestRuntime } from '../harness/runtime.ts';
import { get, post } from './operator.ts';
import { collectionApi, inventory, lineOf, offeringOf, summaryOf } from './usage-operator.ts';

const mapping = {
  id: ['id'],
  subscriber: 'number',
  at: 'at',
  quantity: 'seconds',
  type: { always: 'voice' },
};
const head = 'id,number,at,seconds\n';
const row = (id: string, seconds = 60): string =>
  `${id},32470000001,2026-11-24T10:00:00Z,${seconds}\n`;

/** Files of the network's own systems, which know no API of ours: they are put into the bucket. */
describe('a file that is put into the bucket', () => {
  let runtime: TestRuntime;
  let s3: S3Client;
  let product: string;

  const put = async (name: string, content: string): Promise<void> => {
    await s3.send(
      new PutObjectCommand({
        Bucket: 'strowger-local-files-000000000000-us-east-1',
        Key: `demo/usage/${name}`,
        Body: content,
      }),
    );
    await runtime.idle();
  };
  const reports = async (name: string): Promise<any[]> =>
    (await get(runtime, `${collectionApi}/usageCollection?name=${name}&sort=startDate`)) as any[];
  const declare = (source: string, more: object = {}): Promise<string> =>
    post(runtime, `${collectionApi}/usageFeed`, { source, format: 'csv', mapping, ...more });

  beforeAll(async () => {
    runtime = await startTestRuntime();
    s3 = new S3Client({
      endpoint: runtime.url,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'root', secretAccessKey: 'x' },
    });
    const { offering } = await offeringOf(runtime, 'Mobile test', {
      rates: [{ usageType: 'voice', price: 0.1, per: 60 }],
    });
    product = await post(runtime, inventory, lineOf(offering, '32470000001'));
    await declare('msc-1');
    await runtime.idle();
  }, 400_000);
  afterAll(async () => {
    s3.destroy();
    await runtime.stop();
  });

  it('is collected by what was declared for its source, with the report of any other file', async () => {
    await put('msc-1.first.csv', head + row('a1') + row('a2') + row('a1'));
    expect(await reports('msc-1.first.csv')).toMatchObject([
      { status: 'completed', source: 'msc-1', received: 3, rated: 2, duplicate: 1, rejected: 0 },
    ]);
    expect((await summaryOf(runtime, product, '2026-11')).records).toBe(2);
  });

  it('a notification that comes twice collects it once', async () => {
    await runtime.control('PUT', 'faults', { kind: 'duplicate', times: 20 });
    await put('msc-1.twice.csv', head + row('b1') + row('b2'));
    await runtime.control('PUT', 'faults', { kind: 'duplicate', times: 0 });
    const [report, ...more] = await reports('msc-1.twice.csv');
    expect(more).toEqual([]);
    expect(report).toMatchObject({ status: 'completed', received: 2 });
    expect(report.rated + report.duplicate).toBe(2);
    expect((await summaryOf(runtime, product, '2026-11')).records).toBe(4);
  });

  it('half a file brings what is whole; put whole, it brings the rest', async () => {
    const whole = head + row('c1') + row('c2', 600);
    await put('msc-1.half.csv', whole.slice(0, -2));
    const [half] = await reports('msc-1.half.csv');
    expect(half).toMatchObject({
      status: 'completed',
      received: 2,
      rated: 1,
      rejected: 1,
      fault: [{ row: 2, reason: 'the file ends within this line; put it whole' }],
    });
    await put('msc-1.half.csv', whole);
    const both = await reports('msc-1.half.csv');
    expect(both.find(({ id }) => id !== half.id)).toMatchObject({
      received: 2,
      rated: 1,
      duplicate: 1,
      rejected: 0,
    });
    const { line } = await summaryOf(runtime, product, '2026-11');
    expect(line[0].charges).toMatchObject([{ records: 6, quantity: 5 * 60 + 600 }]);
  });

  it('of a source that nobody declared it waits, and is taken up by the declaration', async () => {
    await put('msc-2.early.csv', head + row('d1'));
    expect(await reports('msc-2.early.csv')).toMatchObject([
      { status: 'waiting', reason: 'No feed is declared for source msc-2', received: 0 },
    ]);
    await declare('msc-2');
    await runtime.idle();
    const [report, ...more] = await reports('msc-2.early.csv');
    expect(report).toMatchObject({ status: 'completed', received: 1, rated: 1 });
    expect(report.reason).toBeUndefined();
    expect(more).toEqual([]);
  });

  it('a mapping that does not fit says so, and the corrected one takes the file up', async () => {
    const feed = await declare('msc-3', { mapping: { ...mapping, quantity: 'duration' } });
    await put('msc-3.one.csv', head + row('e1'));
    expect(await reports('msc-3.one.csv')).toMatchObject([
      { status: 'failed', reason: 'mapping: the file has no column duration' },
    ]);
    await runtime.fetchJson('operations', 'PATCH', `${collectionApi}/usageFeed/${feed}`, {
      mapping,
    });
    await runtime.idle();
    expect(await reports('msc-3.one.csv')).toMatchObject([
      { status: 'completed', received: 1, rated: 1 },
    ]);
  });

  it.each(['crash', 'timeout', 'throttle', 'error'] as const)(
    'ends with the same counts, whatever a %s leaves half done',
    async (kind) => {
      const fault = { function: 'strowger-local-usage-events', kind };
      const before = (await summaryOf(runtime, product, '2026-11')).records;
      await runtime.control('PUT', 'faults', { ...fault, times: 2 });
      await runtime.control('PUT', 'faults', { kind: 'duplicate', times: 20 });
      const rows = Array.from({ length: 300 }, (_, index) => row(`${kind}-${index}`));
      const unknown = row(`${kind}-x`).replace('32470000001', '32999');
      await put(`msc-1.${kind}.csv`, head + rows.join('') + unknown + row(`${kind}-0`));
      await runtime.control('PUT', 'faults', { ...fault, times: 0 });
      await runtime.control('PUT', 'faults', { kind: 'duplicate', times: 0 });
      const [report, ...more] = await reports(`msc-1.${kind}.csv`);
      expect(more).toEqual([]);
      expect(report).toMatchObject({
        status: 'completed',
        received: 302,
        rated: 300,
        duplicate: 1,
        rejected: 1,
      });
      expect((await summaryOf(runtime, product, '2026-11')).records).toBe(before + 300);
    },
    200_000,
  );

  it('a feed of CSV needs a mapping', async () => {
    const answer = await runtime.fetchJson('operations', 'POST', `${collectionApi}/usageFeed`, {
      source: 'msc-4',
      format: 'csv',
    });
    expect(answer.status).toBe(400);
  });

  it('leaves no dead letter behind', async () => {
    expect((await runtime.control('GET', 'dead-letters')).body).toEqual([]);
  });
});
