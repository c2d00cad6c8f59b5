import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HttpAnswer, TestRuntime } from '../harness/runtime.ts';
import { startTestRuntime } from '../harness/runtime.ts';
import type { Account, Billing } from './billing.ts';
import { billing as api, bills, clockAt, makeBilling, runBills } from './billing.ts';
import { get, ordered, post } from './operator.ts';

const catalog = '/tmf-api/productCatalogManagement/v4/productOfferingPrice';

describe('what a change of prices would make of every last bill', () => {
  let runtime: TestRuntime;
  let billing: Billing;
  let accounts: readonly Account[];
  let run: HttpAnswer['body'];
  let foreseen: any[];

  const billsOfAll = () => Promise.all(accounts.map(({ id }) => bills(runtime, id)));
  const months = async (...dates: readonly string[]): Promise<void> => {
    for (const date of dates) {
      await clockAt(runtime, `${date}T11:00:00Z`);
      await runBills(runtime, date);
    }
  };

  beforeAll(async () => {
    runtime = await startTestRuntime();
    await clockAt(runtime, '2027-04-28T10:00:00Z');
    billing = await makeBilling(runtime);
    accounts = [
      await billing.account('Ada', { billingDateShift: 1, timeZone: 'Europe/Brussels' }),
      await billing.account('Bob', { billingDateShift: 15 }),
      await billing.account('Eve', { billingDateShift: 1 }),
    ];
    for (const one of accounts.slice(0, 2)) await ordered(runtime, billing.mobileFor(one));
    await months('2027-05-01', '2027-05-15', '2027-06-01', '2027-06-15');
  }, 240_000);
  afterAll(() => runtime.stop());

  it('is told per customer and in sum, over all cycle days, and no bill changes', async () => {
    const before = await billsOfAll();
    run = await runBills(runtime, '2027-06-15', {
      priceChange: [{ id: billing.month, price: { unit: 'EUR', value: 23.33 } }],
    });
    expect(run).toMatchObject({
      state: 'done',
      isTrial: true,
      progress: {
        accounts: 3,
        done: 3,
        billed: 2,
        nothingToBill: 1,
        failed: 0,
        totalBefore: [{ unit: 'EUR', value: 48.4 }],
        total: [{ unit: 'EUR', value: 56.46 }],
      },
    });
    foreseen = await get(runtime, `${api}/billRun/${run.id}/priceDifference`);
    const last = before.map((all) => all.at(-1)).slice(0, 2);
    expect(foreseen.map(({ billingAccount }) => billingAccount.id).sort()).toEqual(
      accounts
        .slice(0, 2)
        .map(({ id }) => id)
        .sort(),
    );
    for (const bill of last)
      expect(foreseen).toContainEqual({
        billingAccount: { id: bill.billingAccount.id },
        customerBill: { id: bill.id },
        before: bill.taxIncludedAmount,
        after: { unit: 'EUR', value: 28.23 },
        difference: { unit: 'EUR', value: 4.03 },
      });
    expect(await billsOfAll()).toEqual(before);
  });

  it('comes page by page', async () => {
    const path = `${api}/billRun/${run.id}/priceDifference?limit=1&offset=1`;
    const { body, headers } = await runtime.fetchJson('operations', 'GET', path);
    expect(body).toEqual(foreseen.slice(1, 2));
    expect(headers.get('x-total-count')).toBe('2');
  });

  it('refuses prices that it cannot work out, and whoever may not ask', async () => {
    const usage = await post(runtime, catalog, {
      name: 'a minute',
      version: '1.0',
      priceType: 'usage',
      price: { unit: 'EUR', value: 0.1 },
    });
    await runtime.idle();
    const asked = (priceChange: object[], role: 'operations' | 'agent' = 'operations') =>
      runtime.fetchJson(role, 'POST', `${api}/billRun`, { cycleDate: '2027-06-15', priceChange });
    const euro = { unit: 'EUR', value: 1 };
    for (const [change, words] of [
      [{ id: 'pop-none', price: euro }, 'is not known'],
      [{ id: usage, price: euro }, 'is one of usage'],
      [{ id: billing.month, percentage: 5 }, 'is no discount'],
      [{ id: billing.month }, 'takes an amount'],
      [{ id: billing.month, price: { unit: 'USD', value: 1 } }, 'is in EUR'],
    ] as const) {
      const { status, body } = await asked([change]);
      expect([status, body.reason]).toEqual([400, expect.stringContaining(words)]);
    }
    expect((await asked([{ id: billing.month, price: euro }], 'agent')).status).toBe(403);
  });

  it('comes true to the cent once the price changes', async () => {
    const { status } = await runtime.fetchJson(
      'operations',
      'PATCH',
      `${catalog}/${billing.month}`,
      {
        version: '2.0',
        price: { unit: 'EUR', value: 23.33 },
        validFor: { startDateTime: '2027-07-01T00:00:00Z' },
      },
    );
    expect(status).toBe(200);
    await months('2027-07-01', '2027-07-15', '2027-08-01', '2027-08-15');
    for (const [index, all] of (await billsOfAll()).slice(0, 2).entries()) {
      const told = foreseen.find(({ billingAccount }) => billingAccount.id === accounts[index]?.id);
      expect(all.at(-1).taxIncludedAmount).toEqual(told.after);
    }
  });
});
