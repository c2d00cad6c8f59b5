import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { traceOf } from '../../infra/operate/trace.ts';
import type { HttpAnswer, TestRuntime } from '../harness/runtime.ts';
import { startTestRuntime } from '../harness/runtime.ts';
import { systemUnder } from '../harness/system.ts';
import { accountOf, billing, bills, runBills } from './billing.ts';
import { get, post } from './operator.ts';
import { inventory, lineOf, offeringOf, sendBatch, summaryOf } from './usage-operator.ts';

const tariff = {
  zones: [{ name: 'national', prefixes: ['32'] }],
  rates: [{ usageType: 'voice', zone: 'national', price: 0.2, per: 60 }],
};

/** The month that is over, seen from now: nobody has to move a clock for it to be billed. */
const lastMonth = () => {
  const now = new Date();
  const first = (months: number): string =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 1)).toISOString();
  return { start: first(-1), end: first(0), name: first(-1).slice(0, 7) };
};

describe('from usage to a bill', () => {
  const month = lastMonth();
  let runtime: TestRuntime;
  let account: string;
  let product: string;
  let batch: readonly object[];
  let bill: HttpAnswer['body'];

  beforeAll(async () => {
    runtime = await startTestRuntime();
    const { offering } = await offeringOf(runtime, 'Calls', tariff);
    const party = await post(runtime, '/tmf-api/party/v4/individual', {
      givenName: 'Ada',
      familyName: 'Byron',
    });
    account = await accountOf(runtime, party, 'Ada');
    await runtime.idle();
    const number = `3247${String(Date.now()).slice(-7)}`;
    product = await post(
      runtime,
      inventory,
      lineOf(offering, number, {
        startDate: month.start,
        billingAccount: { id: account },
        relatedParty: [{ id: party, role: 'customer', '@referredType': 'Individual' }],
      }),
    );
    await runtime.idle();
    const call = (id: string, day: number): object => ({
      id: `${number}-${id}`,
      subscriber: number,
      type: 'voice',
      at: `${month.name}-${String(day).padStart(2, '0')}T10:00:00.000Z`,
      quantity: 60,
      other: '32470000099',
    });
    batch = [call('one', 2), call('two', 9), call('three', 27)];
  });
  afterAll(() => runtime.stop());

  it('rates each record once, however often it is sent', async () => {
    expect(await sendBatch(runtime, batch)).toMatchObject({ received: 3, rated: 3, rejected: 0 });
    expect(await sendBatch(runtime, batch)).toMatchObject({ received: 3, rated: 0, duplicate: 3 });
    const { line } = await summaryOf(runtime, product, month.name);
    expect(line[0].charges).toMatchObject([{ records: 3, quantity: 180, amountMicros: 600_000 }]);
  });

  it('bills the month that is over, numbered and sent, and explains it to the cent', async () => {
    const run = await runBills(runtime, month.end.slice(0, 10), {
      billingAccount: [{ id: account }],
    });
    expect(run).toMatchObject({
      state: 'done',
      progress: { accounts: 1, done: 1, billed: 1, held: 0, failed: 0 },
    });
    [bill] = await bills(runtime, account);
    expect(bill).toMatchObject({
      state: 'sent',
      billNo: expect.stringMatching(/^\d+$/),
      billingAccount: { id: account },
      taxExcludedAmount: { unit: 'EUR', value: 0.6 },
    });
    const { line } = await get(runtime, `${billing}/customerBill/${bill.id}/explanation`);
    expect(line).toMatchObject([{ exactAmount: 0.6 }]);
  });

  it('bills nothing twice when the run is made again', async () => {
    const again = await runBills(runtime, month.end.slice(0, 10), {
      billingAccount: [{ id: account }],
    });
    expect(again).toMatchObject({ state: 'done', progress: { billed: 1, failed: 0 } });
    expect(await bills(runtime, account)).toEqual([bill]);
  });

  it('goes through the books, which balance', async () => {
    const { body } = await runtime.fetchJson(
      'operations',
      'POST',
      `${billing}/booksCertificate`,
      {},
    );
    expect(body).toMatchObject({ balanced: true, accounts: 1, bills: 1, finding: [] });
  });

  it('can be followed by the id of the bill: the request, the run, its machine and the bill', async () => {
    const steps = await traceOf(systemUnder(runtime), bill.id);
    expect(steps[0]).toMatchObject({ kind: 'request', where: 'bss.customer-bill' });
    const told = steps.map(({ where, what }) => `${where} ${what}`);
    for (const part of [
      /^bss\.customer-bill BillRunCreateEvent {2}\S+ {2}waiting/,
      /^bss\.customer-bill BillRunStateChangeEvent {2}\S+ {2}inProgress/,
      /^strowger-\w+-bill-run Plan bill run/,
      /^strowger-\w+-bill-run Bill accounts/,
      /^bss\.customer-bill CustomerBillStateChangeEvent {2}\S+ {2}sent/,
      /^bss\.customer-bill BillRunStateChangeEvent {2}\S+ {2}done/,
      /^strowger-\w+-bill-run ended well/,
    ])
      expect(told).toContainEqual(expect.stringMatching(part));
    expect(steps.filter(({ kind }) => kind === 'fault')).toEqual([]);
  });
});
