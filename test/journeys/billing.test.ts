import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestRuntime } from '../harness/runtime.ts';
import { startTestRuntime } from '../harness/runtime.ts';
import { type Billing, bills, clockAt, makeBilling, runBills, untilRun } from './billing.ts';
import { created, customerParty, get, ordered, post } from './operator.ts';

describe('from an order to a bill that is sent', () => {
  let runtime: TestRuntime;
  let billing: Billing;

  beforeAll(async () => {
    runtime = await startTestRuntime();
    await clockAt(runtime, '2027-04-11T10:00:00Z');
    billing = await makeBilling(runtime);
  });
  afterAll(() => runtime.stop());

  it('an active product is charged from its start, and the bill adds up', async () => {
    const account = await billing.account('Ada', {
      billingDateShift: 1,
      timeZone: 'Europe/Brussels',
    });
    const order = await ordered(runtime, billing.mobileFor(account));
    const [{ product }] = order.productOrderItem;
    expect(await get(runtime, `/tmf-api/productInventory/v4/product/${product.id}`)).toMatchObject({
      billingAccount: { id: account.id },
    });
    await clockAt(runtime, '2027-05-01T11:00:00Z');
    const run = await runBills(runtime, '2027-05-01');
    expect(run).toMatchObject({
      state: 'done',
      progress: { accounts: 1, billed: 1, held: 0, failed: 0 },
    });
    const [bill] = await bills(runtime, account.id);
    expect(bill).toMatchObject({
      state: 'sent',
      billNo: '000000001',
      category: 'normal',
      relatedParty: [{ id: account.party }],
      billingAccount: { id: account.id },
    });
    expect(bill.amountDue.value).toBeCloseTo(bill.taxExcludedAmount.value * 1.21, 2);
  });
});
