import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type HttpAnswer, startTestRuntime, type TestRuntime } from '../harness/runtime.ts';

const api = '/tmf-api/prepayBalanceManagement/v4';

let runtime: TestRuntime;

beforeAll(async () => {
  runtime = await startTestRuntime();
}, 400_000);

afterAll(() => runtime.stop());

const send = (method: string, path: string, body?: object): Promise<HttpAnswer> =>
  runtime.fetchJson('operations', method, `${api}/${path}`, body);

const openBucket = async (amount: number, more: object = {}): Promise<string> => {
  const { status, body } = await send('POST', 'bucket', {
    usageType: 'monetary',
    remainingValue: { amount, units: 'EUR' },
    relatedParty: [{ id: 'ind-prepaid', role: 'customer', '@referredType': 'Individual' }],
    partyAccount: { id: 'acc-prepaid' },
    ...more,
  });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body.id;
};

const onBucket = (bucket: string, amount: number, more: object = {}): object => ({
  usageType: 'monetary',
  bucket: { id: bucket },
  partyAccount: { id: 'acc-prepaid' },
  amount: { amount, units: 'EUR' },
  ...more,
});

const bucketNow = async (id: string): Promise<any> => (await send('GET', `bucket/${id}`)).body;

/** Every posting of a bucket's entries. */
const ledgerOf = async (bucket: string): Promise<{ account: string; amount: number }[]> => {
  const { body, status } = await runtime.fetchJson(
    'operations',
    'GET',
    `/prepay-ledger/v1/ledgerEntry?bucket=${bucket}&limit=100`,
  );
  expect(status).toBe(200);
  return body.flatMap(({ posting }: any) => posting);
};

const sumOf = (postings: { account: string; amount: number }[], account?: string): number =>
  postings
    .filter((one) => account === undefined || one.account === account)
    .reduce((total, { amount }) => total + amount, 0);

describe('a bucket', () => {
  it('is topped up, and the ledger knows both sides', async () => {
    const bucket = await openBucket(5);
    const topped = await send('POST', 'topupBalance', onBucket(bucket, 10.5));
    expect(topped).toMatchObject({
      status: 201,
      body: { status: 'completed', relatedParty: [{ id: 'ind-prepaid' }] },
    });
    expect(await bucketNow(bucket)).toMatchObject({
      remainingValue: { amount: 15.5, units: 'EUR' },
      reservedValue: { amount: 0 },
    });
    const ledger = await ledgerOf(bucket);
    expect([sumOf(ledger), sumOf(ledger, `bucket:${bucket}:available`)]).toEqual([0, 15_500_000]);
  });

  it('tops up once for one Idempotency-Key', async () => {
    const bucket = await openBucket(0);
    const headers = { 'idempotency-key': 'one-topup' };
    const once = () =>
      runtime.fetchJson('operations', 'POST', `${api}/topupBalance`, onBucket(bucket, 10), headers);
    const [first, second] = [await once(), await once()];
    expect(second.body.id).toBe(first.body.id);
    expect((await bucketNow(bucket)).remainingValue.amount).toBe(10);
  });

  it('holds value for a session, debits what was used and gives the rest free', async () => {
    const bucket = await openBucket(10);
    const { body: held } = await send('POST', 'reserveBalance', onBucket(bucket, 4));
    expect(held.status).toBe('created');
    expect(await bucketNow(bucket)).toMatchObject({
      remainingValue: { amount: 6 },
      reservedValue: { amount: 4 },
    });
    const used = await send('PATCH', `reserveBalance/${held.id}`, {
      status: 'completed',
      amount: { amount: 1.25, units: 'EUR' },
    });
    expect(used).toMatchObject({ status: 200, body: { status: 'completed' } });
    expect(await bucketNow(bucket)).toMatchObject({
      remainingValue: { amount: 8.75 },
      reservedValue: { amount: 0 },
    });
    expect((await send('PATCH', `reserveBalance/${held.id}`, { status: 'cancelled' })).status).toBe(
      409,
    );
    const ledger = await ledgerOf(bucket);
    expect([sumOf(ledger), sumOf(ledger, 'usage')]).toEqual([0, 1_250_000]);
  });

  it('gives all of a reservation free that is cancelled or deleted', async () => {
    const bucket = await openBucket(10);
    const reserveOne = async () =>
      (await send('POST', 'reserveBalance', onBucket(bucket, 3))).body.id;
    const [cancelled, deleted] = [await reserveOne(), await reserveOne()];
    expect(
      (await send('PATCH', `reserveBalance/${cancelled}`, { status: 'cancelled' })).status,
    ).toBe(200);
    expect((await send('DELETE', `reserveBalance/${deleted}`)).status).toBe(204);
    expect(await bucketNow(bucket)).toMatchObject({
      remainingValue: { amount: 10 },
      reservedValue: { amount: 0 },
    });
  });

  it('never goes below zero, however many sessions ask at once', async () => {
    const bucket = await openBucket(10);
    const answers = await Promise.all(
      Array.from({ length: 24 }, () => send('POST', 'reserveBalance', onBucket(bucket, 1))),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    const held = answers.filter(({ body }) => body.status === 'created').map(({ body }) => body.id);
    const failed = answers.filter(({ body }) => body.status === 'failed');
    expect([held.length, failed.length]).toEqual([10, 14]);
    expect(failed[0]?.body.reason).toContain('not enough');
    await Promise.all(
      held.map((id, index) =>
        send('PATCH', `reserveBalance/${id}`, {
          status: index % 2 === 0 ? 'completed' : 'cancelled',
        }),
      ),
    );
    expect(await bucketNow(bucket)).toMatchObject({
      remainingValue: { amount: 5 },
      reservedValue: { amount: 0 },
    });
    const ledger = await ledgerOf(bucket);
    expect([
      sumOf(ledger),
      sumOf(ledger, `bucket:${bucket}:available`),
      sumOf(ledger, `bucket:${bucket}:reserved`),
    ]).toEqual([0, 5_000_000, 0]);
  }, 120_000);

  it('gives to another and pays the cost, or says why not', async () => {
    const [from, to] = [await openBucket(10), await openBucket(0)];
    const transfer = (amount: number): object =>
      onBucket(from, amount, {
        partyAccount: undefined,
        reason: 'a gift',
        channel: { id: 'web' },
        logicalResource: [{ id: '32470000001' }],
        receiverLogicalResource: { id: '32470000002' },
        receiverBucket: { id: to },
        receiverBucketUsageType: 'monetary',
        costOwner: 'originator',
        transferCost: { unit: 'EUR', value: 0.5 },
      });
    expect((await send('POST', 'transferBalance', transfer(4))).body).toMatchObject({
      status: 'completed',
    });
    expect([
      (await bucketNow(from)).remainingValue.amount,
      (await bucketNow(to)).remainingValue.amount,
    ]).toEqual([5.5, 4]);
    expect((await send('POST', 'transferBalance', transfer(5.1))).body).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('not enough'),
    });
    const both = [...(await ledgerOf(from)), ...(await ledgerOf(to))];
    expect([sumOf(both), sumOf(both, 'transfer'), sumOf(both, 'transferCost')]).toEqual([
      0, 0, 500_000,
    ]);
  });

  it('cannot be used after its end, nor while it is suspended, nor in another unit', async () => {
    const over = await openBucket(10, { validFor: { endDateTime: '2020-01-01T00:00:00.000Z' } });
    expect((await send('POST', 'reserveBalance', onBucket(over, 1))).body).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('valid until'),
    });
    const bucket = await openBucket(10);
    expect((await send('PATCH', `bucket/${bucket}`, { status: 'suspended' })).status).toBe(200);
    expect((await send('POST', 'reserveBalance', onBucket(bucket, 1))).body).toMatchObject({
      status: 'failed',
    });
    expect(
      (
        await send(
          'POST',
          'topupBalance',
          onBucket(await openBucket(1), 1, { amount: { amount: 1, units: 'USD' } }),
        )
      ).status,
    ).toBe(400);
    expect(
      (await send('POST', 'adjustBalance', onBucket('bkt-none', 1, { partyAccount: undefined })))
        .status,
    ).toBe(400);
  });

  it('is corrected up and down, and seen with the others of its account', async () => {
    const account = { partyAccount: { id: 'acc-sum' } };
    const [one, other] = [await openBucket(10, account), await openBucket(2.5, account)];
    const adjust = (amount: number) =>
      send('POST', 'adjustBalance', onBucket(one, amount, { partyAccount: undefined }));
    expect((await adjust(-3)).body.status).toBe('completed');
    expect((await adjust(-8)).body.status).toBe('failed');
    const { body: sums } = await send('GET', 'accumulatedBalance?partyAccount.id=acc-sum');
    expect(sums).toMatchObject([
      { totalBalance: { amount: 9.5, units: 'EUR' }, partyAccount: { id: 'acc-sum' } },
    ]);
    expect(sums[0].bucket.map(({ id }: any) => id).sort()).toEqual([one, other].sort());
    expect((await send('GET', `accumulatedBalance/${sums[0].id}`)).body).toEqual(sums[0]);
    const { body: history } = await send('GET', `balanceActionHistory?bucket.id=${one}`);
    expect(history.map(({ status }: any) => status)).toEqual(['failed', 'completed']);
    expect((await send('GET', `balanceActionHistory/${history[0].id}`)).body).toMatchObject({
      id: history[0].id,
      status: 'failed',
    });
  });

  it('expires at its end by the clock: what was left is in the ledger, what was held for a session ends first', async () => {
    const { body: clock } = await runtime.control('GET', 'clock');
    const endDateTime = new Date(Date.parse(new Date(clock.now).toISOString()) + 3_600_000);
    const bucket = await openBucket(7, { validFor: { endDateTime: endDateTime.toISOString() } });
    const held = await send('POST', 'reserveBalance', onBucket(bucket, 2));
    await runtime.control('PUT', 'clock', { advance: 'PT90M' });
    await runtime.idle();
    expect(await bucketNow(bucket)).toMatchObject({ status: 'active' });
    await send('PATCH', `reserveBalance/${held.body.id}`, {
      status: 'completed',
      amount: { amount: 1, units: 'EUR' },
    });
    await runtime.control('PUT', 'clock', { advance: 'PT2H' });
    await runtime.idle();
    expect(await bucketNow(bucket)).toMatchObject({
      status: 'expired',
      remainingValue: { amount: 0 },
    });
    const postings = await ledgerOf(bucket);
    expect(sumOf(postings, 'expired')).toBe(6_000_000);
    expect(sumOf(postings)).toBe(0);
  }, 100_000);

  it('is topped up again each period, as often as was asked for', async () => {
    const bucket = await openBucket(0);
    const { status } = await send(
      'POST',
      'topupBalance',
      onBucket(bucket, 10, { isAutoTopup: true, recurringPeriod: 'weekly', numberOfPeriods: 3 }),
    );
    expect(status).toBe(201);
    const amounts: number[] = [];
    for (let week = 0; week < 4; week += 1) {
      await runtime.control('PUT', 'clock', { advance: 'P7DT1H' });
      await runtime.idle();
      amounts.push((await bucketNow(bucket)).remainingValue.amount);
    }
    expect(amounts).toEqual([20, 30, 30, 30]);
  }, 120_000);
});
