import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mobileTariff } from '../../infra/demo/tariffs.ts';
import { startTestRuntime, type TestRuntime } from '../harness/runtime.ts';
import { type Account, billing as billApi, bills, clockAt, makeBilling } from './billing.ts';
import { get, ordered, post } from './operator.ts';
import {
  bringFile,
  collectFile,
  collectionApi,
  pricedBy,
  sendBatch,
  usageApi,
} from './usage-operator.ts';

const catalog = '/tmf-api/productCatalogManagement/v4';
const plan = {
  minutes: 120,
  messages: 100,
  gigabytes: 5,
  perMinuteEur: 0.2,
  perMessageEur: 0.1,
  perGigabyteEur: 2,
};

const columns = ['id', 'number', 'kind', 'at', 'amount', 'to'];
const mapping = {
  id: ['id'],
  subscriber: 'number',
  at: 'at',
  quantity: 'amount',
  type: { column: 'kind', values: { CALL: 'voice', DATA: 'data', SMS: 'sms' } },
  other: 'to',
};

const japan = '81312345678';
const national = '3221234567';
const micros = (amount: number): number => Math.round(amount * 1e6);
const sum = (amounts: readonly number[]): number => amounts.reduce((total, one) => total + one, 0);
const said = (usage: any, name: string): any =>
  usage.usageCharacteristic.find((one: any) => one.name === name)?.value;

/** A mobile of the demonstration's kind, from its order over its records to the records behind a line of its bill. */
describe('a record of usage, from the network to the bill and back', () => {
  let runtime: TestRuntime;
  let ada: Account;
  let product: string;
  let number: string;
  let usagePrice: string;

  const listed = (query: string): Promise<any[]> => get(runtime, `${usageApi}/usage?${query}`);
  const ownUsage = (): Promise<any[]> => listed(`subscription=${product}&limit=100`);
  const file = (rows: readonly string[][]): string =>
    [columns, ...rows].map((row) => row.join(',')).join('\n');

  beforeAll(async () => {
    runtime = await startTestRuntime();
    await clockAt(runtime, '2027-04-28T10:00:00Z');
    const billing = await makeBilling(runtime);
    const priced = pricedBy('Mobile, calls and data', mobileTariff(plan));
    usagePrice = await post(runtime, `${catalog}/productOfferingPrice`, priced);
    await runtime.fetchJson('operations', 'PATCH', `${catalog}/productOffering/${billing.mobile}`, {
      productOfferingPrice: [{ id: billing.month }, { id: usagePrice }],
    });
    await runtime.idle();
    ada = await billing.account('Ada', { billingDateShift: 1, timeZone: 'Europe/Brussels' });
    const order = await ordered(runtime, billing.mobileFor(ada));
    product = order.productOrderItem[0].product.id;
    const { realizingResource } = await get(
      runtime,
      `/tmf-api/productInventory/v4/product/${product}`,
    );
    number = realizingResource
      .map(({ name }: any) => name)
      .find((name: string) => name.startsWith('+32'));
  }, 500_000);
  afterAll(() => runtime.stop());

  it('a file of the network is rated, and what is twice, unknown or unreadable is counted apart', async () => {
    await clockAt(runtime, '2027-04-30T10:00:00Z');
    const at = '2027-04-29T09:00:00Z';
    const report = await collectFile(runtime, {
      source: 'msc-1',
      format: 'csv',
      mapping,
      url: await bringFile(
        runtime,
        file([
          ['c1', number, 'CALL', at, '60', japan],
          ['c2', number, 'CALL', '2027-04-29T11:00:00Z', '90', japan],
          ['c1', number, 'CALL', at, '60', japan],
          ['c3', number, 'CALL', at, '0', japan],
          ['c4', number, 'CALL', at, '600', national],
          ['d1', number, 'DATA', at, '1500000000', ''],
          ['s1', number, 'SMS', at, '1', national],
          ['x1', '+3299', 'CALL', at, '60', national],
          ['y1', number, 'FAX', at, '1', national],
        ]),
      ),
    });
    expect(report).toMatchObject({
      status: 'completed',
      received: 9,
      rated: 6,
      duplicate: 1,
      rejected: 2,
      fault: [{ row: 9, reason: 'FAX is no kind of usage' }],
    });
    expect((await ownUsage()).map(({ status }) => status)).toEqual(Array(6).fill('rated'));
  });

  it('a bill run by the clock bills it, and its line opens down to record, price version and rule', async () => {
    await clockAt(runtime, '2027-05-01T12:05:00Z');
    await runtime.idle();
    const [bill] = await bills(runtime, ada.id);
    expect(bill).toMatchObject({ state: 'sent', billNo: '000000001' });
    const opened = await get(runtime, `${billApi}/customerBill/${bill.id}/explanation`);
    const lines = opened.line.filter(({ rule }: any) => rule.rule === 'usage');
    const abroad = lines.find(({ name }: any) => name === 'Calls');
    // 0.10 a call that was answered, and 0.80 a minute: the first one whole, then by the second.
    expect(abroad).toMatchObject({ exactAmount: 0.9 + 1.3, rule: { records: 3, quantity: 150 } });
    for (const kind of ['voice', 'data', 'sms']) {
      const ofKind = lines.filter(({ rule }: any) => rule.usageType === kind);
      const records = await listed(ofKind[0].usage.split('?')[1]);
      expect(records.length).toBe(sum(ofKind.map(({ rule }: any) => rule.records)));
      expect(sum(records.map((one) => micros(said(one, 'explanation').amount)))).toBe(
        sum(ofKind.map(({ exactAmount }: any) => micros(exactAmount))),
      );
    }
    const records = await listed(abroad.usage.split('?')[1]);
    const one = records.find((record) => said(record, 'recordId') === 'c2');
    expect(said(one, 'explanation')).toMatchObject({
      zone: 'elsewhere',
      connectFee: 0.1,
      steps: [
        {
          billed: 90,
          charged: 90,
          amount: 1.2,
          priceId: usagePrice,
          priceVersion: abroad.rule.version,
        },
      ],
    });
  });

  it('then the record is billed, with the number of its bill', async () => {
    const all = await ownUsage();
    expect(all.map(({ status }) => status)).toEqual(Array(6).fill('billed'));
    expect(all.map((one) => said(one, 'bill'))).toEqual(Array(6).fill('000000001'));
    expect(all.every(({ ratedProductUsage: [rated] }) => rated.isBilled)).toBe(true);
    expect(await listed('status=billed&limit=100')).toHaveLength(6);
    expect(await listed('status=rejected&limit=100')).toHaveLength(1);
    const [first] = all;
    const again = await get(runtime, `${usageApi}/usage/${first.id}`);
    expect(again).toEqual(first);
    const answer = await runtime.fetchJson('operations', 'PATCH', `${usageApi}/usage/${first.id}`, {
      status: 'rerated',
    });
    expect(answer.status).toBe(409);
  });

  it('what comes late waits for the next bill alone, and is billed by it', async () => {
    await clockAt(runtime, '2027-05-03T10:00:00Z');
    const record = {
      id: 'late',
      subscriber: number,
      type: 'voice',
      at: '2027-04-29T15:00:00Z',
      quantity: 60,
      other: japan,
    };
    expect(await sendBatch(runtime, [record])).toMatchObject({ rated: 1 });
    await runtime.idle();
    const open = await listed(`subscription=${product}&status=rated`);
    expect(open.map((one) => said(one, 'recordId'))).toEqual(['late']);
    await clockAt(runtime, '2027-06-01T12:05:00Z');
    await runtime.idle();
    const [, bill] = await bills(runtime, ada.id);
    const opened = await get(runtime, `${billApi}/customerBill/${bill.id}/explanation`);
    expect(opened.line.filter(({ rule }: any) => rule.rule === 'usage')).toMatchObject([
      { name: 'Calls', exactAmount: 0.9, rule: { records: 1, quantity: 60 } },
    ]);
    const late = (await ownUsage()).find((one) => said(one, 'recordId') === 'late');
    expect(late).toMatchObject({ status: 'billed' });
    expect(said(late, 'bill')).toBe(bill.billNo);
    expect((await ownUsage()).filter((one) => said(one, 'bill') === '000000001')).toHaveLength(6);
  });

  it('a corrected tariff is put right for all of a month, and the next bill posts the difference', async () => {
    const terms: any = mobileTariff(plan);
    const rates = terms.rates.map((rate: any) =>
      rate.connectFee === 0.1 && rate.price === 0.8 ? { ...rate, price: 0.6 } : rate,
    );
    const { prodSpecCharValueUse }: any = pricedBy('Mobile', { ...terms, rates });
    const path = `${catalog}/productOfferingPrice/${usagePrice}`;
    const patched = await runtime.fetchJson('operations', 'PATCH', path, { prodSpecCharValueUse });
    expect(patched.status).toBe(200);
    await runtime.idle();
    const rerate = async (): Promise<any> => {
      const id = await post(runtime, `${collectionApi}/usageRerating`, {
        priceId: usagePrice,
        fromMonth: '2027-04',
        toMonth: '2027-04',
      });
      await runtime.idle();
      return get(runtime, `${collectionApi}/usageRerating/${id}`);
    };
    // 0.20 less a minute: two calls of a minute, one of a minute and a half.
    expect(await rerate()).toMatchObject({
      status: 'completed',
      rerated: 1,
      changed: 1,
      differenceMicros: -700_000,
    });
    expect(await rerate()).toMatchObject({
      status: 'completed',
      rerated: 1,
      changed: 0,
      differenceMicros: 0,
    });
    await clockAt(runtime, '2027-07-01T12:05:00Z');
    await runtime.idle();
    const bill = (await bills(runtime, ada.id)).at(-1);
    const opened = await get(runtime, `${billApi}/customerBill/${bill.id}/explanation`);
    const usage = opened.line.filter(({ rule }: any) => rule.rule === 'usage');
    expect(sum(usage.map(({ exactAmount }: any) => micros(exactAmount)))).toBe(-700_000);
    expect((await ownUsage()).every(({ status }) => status === 'billed')).toBe(true);
  }, 200_000);

  it('leaves no dead letter behind', async () => {
    expect((await runtime.control('GET', 'dead-letters')).body).toEqual([]);
  });
});
