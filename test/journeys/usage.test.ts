import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestRuntime, type TestRuntime } from '../harness/runtime.ts';
import { post } from './operator.ts';
import {
  collectionApi,
  inventory,
  lineOf,
  offeringOf,
  pricedBy,
  pricePath,
  sendBatch,
  summaryOf,
  usageApi,
} from './usage-operator.ts';

const tariff = {
  timeZone: 'Europe/Brussels',
  zones: [{ name: 'national', prefixes: ['32'] }],
  rates: [{ usageType: 'voice', zone: 'national', price: 0.2, per: 60 }],
  allowances: [{ name: 'minutes', usageType: 'voice', quantity: 60, weight: 1 }],
};

const call = (id: string, subscriber: string, more: object = {}): object => ({
  id,
  subscriber,
  type: 'voice',
  at: '2026-11-24T10:00:00.000Z',
  quantity: 60,
  other: '32470000099',
  ...more,
});

let runtime: TestRuntime;
let offering: string;
let price: string;

beforeAll(async () => {
  runtime = await startTestRuntime();
  ({ offering, price } = await offeringOf(runtime, 'Mobile test', tariff));
  await runtime.idle();
}, 120_000);

afterAll(() => runtime.stop());

const aLine = async (number: string, more: object = {}): Promise<string> => {
  const id = await post(runtime, inventory, lineOf(offering, number, more));
  await runtime.idle();
  return id;
};

const listUsage = async (query: string): Promise<any[]> =>
  (await runtime.fetchJson('operations', 'GET', `${usageApi}/usage?${query}`)).body;

describe('collecting', () => {
  it('rates a batch, finds what it had before, and adds up', async () => {
    const product = await aLine('32470000001');
    const batch = [
      call('a1', '32470000001'),
      call('a2', '32470000001', { at: '2026-11-24T11:00:00.000Z' }),
    ];
    expect(await sendBatch(runtime, batch)).toMatchObject({
      received: 2,
      rated: 2,
      duplicate: 0,
      rejected: 0,
    });
    expect(await sendBatch(runtime, [...batch, call('a3', '32470000001')])).toMatchObject({
      received: 3,
      rated: 1,
      duplicate: 2,
      rejected: 0,
    });
    const { line, records } = await summaryOf(runtime, product, '2026-11');
    expect(records).toBe(3);
    expect(line[0]).toMatchObject({
      version: 2,
      allowances: [{ name: 'minutes', given: 60, used: 60, left: 0 }],
    });
    expect(line[0].charges).toMatchObject([
      { name: 'Calls to national', quantity: 180, records: 3, amountMicros: 400_000 },
    ]);
  });

  it('explains each record, and its parts add up to its amount', async () => {
    const product = await aLine('32470000002');
    await sendBatch(runtime, [call('b1', '32470000002', { quantity: 90 })]);
    const [one] = await listUsage(`subscription=${product}`);
    expect(one).toMatchObject({
      status: 'rated',
      usageType: 'voice',
      relatedParty: [{ id: 'ind-test' }],
      ratedProductUsage: [
        {
          productRef: { id: product },
          usageRatingTag: 'non included usage',
          taxExcludedRatingAmount: { unit: 'EUR', value: 0.1 },
        },
      ],
    });
    const { value } = one.usageCharacteristic.find(({ name }: any) => name === 'explanation');
    expect(value).toMatchObject({
      zone: 'national',
      amount: 0.1,
      steps: [
        {
          band: 'standard',
          billed: 90,
          paidBy: [{ allowance: 'minutes', units: 60 }],
          charged: 30,
          amount: 0.1,
          priceId: price,
        },
      ],
    });
    const answer = await runtime.fetchJson('operations', 'GET', one.href.replace(runtime.url, ''));
    expect(answer.body).toEqual(one);
  });

  it('parks what is unknown by its cause, and takes it by itself when it appears', async () => {
    const report = await sendBatch(runtime, [
      call('c1', '+32470000003'),
      call('c2', '32470000003'),
      call('c3', '32470000004'),
    ]);
    expect(report).toMatchObject({
      rated: 0,
      rejected: 3,
      cause: [
        { cause: 'unknownSubscriber:32470000003', records: 2 },
        { cause: 'unknownSubscriber:32470000004', records: 1 },
      ],
    });
    expect(await sendBatch(runtime, [call('c1', '+32470000003')])).toMatchObject({
      duplicate: 1,
      rejected: 0,
    });
    expect((await listUsage('status=rejected&limit=100')).length).toBeGreaterThanOrEqual(3);
    const product = await aLine('32470000003');
    expect((await summaryOf(runtime, product, '2026-11')).records).toBe(2);
    const rejects = (
      await runtime.fetchJson('operations', 'GET', `${collectionApi}/usageReject?limit=100`)
    ).body;
    const left = rejects.filter(({ records }: any) => records > 0).map(({ cause }: any) => cause);
    expect(left).toEqual(['unknownSubscriber:32470000004']);
  });

  it('says by row what cannot be read, and counts it', async () => {
    const report = await sendBatch(runtime, [
      { id: 'x' },
      call('d1', '32470000001', { quantity: -1 }),
    ]);
    expect(report).toMatchObject({
      received: 2,
      rejected: 2,
      cause: [{ cause: 'unreadable', records: 2 }],
    });
    expect(report.fault.map(({ row }: any) => row)).toEqual([1, 2]);
  });

  it('takes a record after its month, and tells the difference', async () => {
    const product = await aLine('32470000005');
    await sendBatch(runtime, [
      call('e1', '32470000005', { at: '2026-09-10T10:00:00Z', quantity: 120 }),
    ]);
    const before = await summaryOf(runtime, product, '2026-09');
    await sendBatch(runtime, [
      call('e2', '32470000005', { at: '2026-09-09T10:00:00Z', quantity: 60 }),
    ]);
    const after = await summaryOf(runtime, product, '2026-09');
    expect([before.line[0].charges[0].amountMicros, after.line[0].charges[0].amountMicros]).toEqual(
      [200_000, 400_000],
    );
    expect(after.line[0].version).toBe(before.line[0].version + 1);
    const first = (await listUsage(`subscription=${product}&sort=usageDate`))[0];
    expect(first).toMatchObject({
      ratedProductUsage: [
        { usageRatingTag: 'included usage', taxExcludedRatingAmount: { value: 0 } },
      ],
    });
  });
});

describe('one record over TMF635', () => {
  const body = (number: string, more: object = {}): object => ({
    usageType: 'voice',
    usageDate: '2026-11-24T12:00:00.000Z',
    usageCharacteristic: [
      { name: 'recordId', value: 'one' },
      { name: 'subscriber', value: number },
      { name: 'quantity', value: 120 },
      { name: 'destination', value: '32470000099' },
    ],
    ...more,
  });
  const send = (method: string, path: string, sent?: object) =>
    runtime.fetchJson('operations', method, `${usageApi}/${path}`, sent);

  it('is rated when it is created, corrected by a patch, and taken out by a delete', async () => {
    const product = await aLine('32470000006');
    const created = await send('POST', 'usage', body('32470000006'));
    expect(created).toMatchObject({
      status: 201,
      body: { status: 'rated', ratedProductUsage: [{ taxExcludedRatingAmount: { value: 0.2 } }] },
    });
    const again = await send('POST', 'usage', body('32470000006'));
    expect(again.body.id).toBe(created.body.id);
    const patched = await send('PATCH', `usage/${created.body.id}`, {
      usageCharacteristic: [
        { name: 'subscriber', value: '32470000006' },
        { name: 'quantity', value: 180 },
        { name: 'destination', value: '32470000099' },
      ],
    });
    expect(patched).toMatchObject({
      status: 200,
      body: { ratedProductUsage: [{ taxExcludedRatingAmount: { value: 0.4 } }] },
    });
    expect((await send('DELETE', `usage/${patched.body.id}`)).status).toBe(204);
    expect((await send('GET', `usage/${patched.body.id}`)).status).toBe(404);
    const { line, records } = await summaryOf(runtime, product, '2026-11');
    expect({ records, charges: line[0].charges }).toEqual({ records: 0, charges: [] });
  });

  it('names what it cannot read', async () => {
    const answer = await send('POST', 'usage', { usageType: 'voice' });
    expect(answer).toMatchObject({
      status: 400,
      body: { reason: expect.stringContaining('subscriber') },
    });
  });

  it('waits for a rate, is rated when the price brings it, and again when the price is corrected', async () => {
    const product = await aLine('32470000007');
    const abroad = {
      ...call('f1', '32470000007', { other: '33123456', quantity: 60, at: '2026-11-24T09:00:00Z' }),
    };
    expect(await sendBatch(runtime, [abroad])).toMatchObject({
      rejected: 1,
      cause: [{ cause: 'noRate:voice:home:elsewhere:standard' }],
    });
    const world = { usageType: 'voice', price: 1, per: 60 };
    const terms = (rate: object) => ({ ...tariff, allowances: [], rates: [...tariff.rates, rate] });
    const setTerms = async (rate: object) => {
      const { prodSpecCharValueUse } = pricedBy('Mobile test', terms(rate)) as any;
      expect(
        (await runtime.fetchJson('operations', 'PATCH', pricePath(price), { prodSpecCharValueUse }))
          .status,
      ).toBe(200);
      await runtime.idle();
    };
    await setTerms(world);
    expect((await summaryOf(runtime, product, '2026-11')).line[0].charges).toMatchObject([
      { amountMicros: 1_000_000 },
    ]);
    await setTerms({ ...world, price: 0.5 });
    const [one] = await listUsage(`subscription=${product}`);
    const rerated = await send('PATCH', `usage/${one.id}`, { status: 'rerated' });
    expect(rerated).toMatchObject({
      status: 200,
      body: { status: 'rated', ratedProductUsage: [{ taxExcludedRatingAmount: { value: 0.5 } }] },
    });
    const { line } = await summaryOf(runtime, product, '2026-11');
    expect(line[0]).toMatchObject({ version: 2, charges: [{ amountMicros: 500_000, records: 1 }] });
  });

  it('shows a customer their own usage alone', async () => {
    const client = (
      await runtime.control('POST', 'clients', { tenant: 'demo', partyId: 'ind-test' })
    ).body;
    const own = await runtime.fetchJson(client, 'GET', `${usageApi}/usage?limit=100`);
    expect(own.status).toBe(200);
    expect(own.body.length).toBeGreaterThan(0);
    const other = (
      await runtime.control('POST', 'clients', { tenant: 'demo', partyId: 'ind-other' })
    ).body;
    expect((await runtime.fetchJson(other, 'GET', `${usageApi}/usage?limit=100`)).body).toEqual([]);
    expect(
      (await runtime.fetchJson(other, 'GET', `${usageApi}/usage/${own.body[0].id}`)).status,
    ).toBe(404);
  });
});

describe('asking what is left, over TMF677', () => {
  const ask = (searchCriteria: object, as: any = 'operations') =>
    runtime.fetchJson(as, 'POST', '/tmf-api/usageConsumption/v4/queryUsageConsumption', {
      searchCriteria,
    });

  it('says by number what was used in the month, what it costs and what is left', async () => {
    const { offering: roomy } = await offeringOf(runtime, 'Roomy', {
      ...tariff,
      allowances: [{ name: 'minutes', usageType: 'voice', quantity: 600, weight: 1 }],
    });
    const product = await post(runtime, inventory, lineOf(roomy, '32470000008'));
    await runtime.idle();
    await sendBatch(runtime, [call('g1', '32470000008', { quantity: 90 })]);
    const answer = await ask({
      logicalResource: [{ id: '32470000008' }],
      validPeriod: { startDateTime: '2026-11-01T00:00:00Z' },
    });
    expect(answer).toMatchObject({ status: 201 });
    expect(answer.body.usageConsumption).toMatchObject([
      {
        state: 'done',
        product: [
          {
            id: product,
            consumptionSummary: [
              { valueName: 'voice', value: { amount: 90, units: 's' } },
              { valueName: 'cost', value: { amount: 0, units: 'EUR' } },
            ],
          },
        ],
        bucketRefOrValue: [{ name: 'minutes', remainingValue: { amount: 510, units: 's' } }],
      },
    ]);
  });

  it('answers a customer about their own lines alone, and asks for something to look for', async () => {
    const other = (
      await runtime.control('POST', 'clients', { tenant: 'demo', partyId: 'ind-nosy' })
    ).body;
    const nosy = await ask({ logicalResource: [{ id: '32470000008' }] }, other);
    expect(nosy.body.usageConsumption).toEqual([]);
    expect((await ask({})).status).toBe(400);
  });
});
