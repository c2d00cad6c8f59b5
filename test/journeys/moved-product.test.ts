import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestRuntime, type TestRuntime } from '../harness/runtime.ts';
import {
  type Account,
  accountOf,
  type Billing,
  bills,
  clockAt,
  makeBilling,
  runBills,
} from './billing.ts';
import { ordered } from './operator.ts';

describe('a product that goes to another billing account', () => {
  let runtime: TestRuntime;
  let billing: Billing;
  let private_: Account;
  let work: string;
  let product: string;

  const netsOf = async (account: string): Promise<number[]> =>
    (await bills(runtime, account)).map(({ taxExcludedAmount }) => taxExcludedAmount.value);

  beforeAll(async () => {
    runtime = await startTestRuntime();
    await clockAt(runtime, '2027-04-01T00:00:00Z');
    billing = await makeBilling(runtime);
    private_ = await billing.account('Ada');
    const order = await ordered(
      runtime,
      billing.mobileFor(private_, { billingAccount: { id: private_.id } }),
    );
    product = order.productOrderItem[0].product.id;
    work = await accountOf(runtime, private_.party, 'Work');
  }, 500_000);
  afterAll(() => runtime.stop());

  it('is paid by each account for its own time', async () => {
    await clockAt(runtime, '2027-04-16T00:00:00Z');
    const { status } = await runtime.fetchJson(
      'operations',
      'PATCH',
      `/tmf-api/productInventory/v4/product/${product}`,
      { billingAccount: { id: work, '@referredType': 'BillingAccount' } },
    );
    expect(status).toBe(200);
    await runtime.idle();
    await clockAt(runtime, '2027-05-01T11:00:00Z');
    expect(await runBills(runtime, '2027-05-01')).toMatchObject({ state: 'done' });
    const [[before = 0] = [], [after = 0] = []] = [await netsOf(private_.id), await netsOf(work)];
    // The activation and half of April; the other half and all of May, ahead.
    expect(before).toBeCloseTo(20, 1);
    expect(after).toBeCloseTo(30, 1);
    expect(before + after).toBeCloseTo(10 + 20 + 20, 1);
  });
});
