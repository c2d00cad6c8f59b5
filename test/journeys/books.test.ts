import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HttpAnswer, TestRuntime } from '../harness/runtime.ts';
import { startTestRuntime } from '../harness/runtime.ts';
import type { Account, Billing } from './billing.ts';
import { billing as api, bills, clockAt, makeBilling, runBills } from './billing.ts';
import { advance } from './bills.ts';
import { created, get, ordered, orders, post } from './operator.ts';

const dayMs = 86_400_000;

describe('the books of the running system', () => {
  let runtime: TestRuntime;
  let billing: Billing;
  let bob: Account;

  const certificate = async (): Promise<HttpAnswer['body']> =>
    (await runtime.fetchJson('operations', 'POST', `${api}/booksCertificate`, {})).body;
  const side = ({ check }: HttpAnswer['body'], name: string): number =>
    check.find((one: any) => one.name.startsWith(name)).left[0].value;
  const billOf = async ({ id }: Account): Promise<any> => (await bills(runtime, id))[0];
  const pay = async ({ id }: Account, value: number): Promise<string> =>
    created(
      await runtime.fetchJson('agent', 'POST', '/payment/v4/payment', {
        account: { id },
        paymentMethod: { '@type': 'cash' },
        totalAmount: { unit: 'EUR', value },
      }),
    );
  /** The product of an order that completes while billing hears nothing: the system does not become quiet then. */
  const productOf = async (account: Account): Promise<{ id: string }> => {
    const id = created(
      await runtime.fetchJson('agent', 'POST', orders, billing.mobileFor(account)),
    );
    for (let look = 0; look < 600; look += 1) {
      const order = await get(runtime, `${orders}/${id}`);
      if (order.state === 'completed') return order.productOrderItem[0].product;
      await new Promise((done) => setTimeout(done, 100));
    }
    throw new Error(`${id} did not complete`);
  };
  const deny = (denied: boolean) =>
    runtime.control('PUT', 'iam/deny', {
      function: 'strowger-local-customer-bill-events',
      action: 'dynamodb:PutItem',
      denied,
    });

  beforeAll(async () => {
    runtime = await startTestRuntime();
    await clockAt(runtime, '2027-04-20T10:00:00Z');
    billing = await makeBilling(runtime);
    bob = await billing.account('Bob', { billingDateShift: 1 });
    await ordered(runtime, billing.mobileFor(bob));
    await clockAt(runtime, '2027-05-01T11:00:00Z');
    await runBills(runtime, '2027-05-01');
  }, 240_000);
  afterAll(() => runtime.stop());

  it('the fee of a reminder stands on the next bill once, without tax', async () => {
    const due = Date.parse((await billOf(bob)).paymentDueDate);
    for (const days of [4, 12]) {
      await clockAt(runtime, new Date(due + days * dayMs).toISOString());
      await advance(runtime, 'PT6M');
    }
    await clockAt(runtime, '2027-06-01T11:00:00Z');
    await runBills(runtime, '2027-06-01');
    const [, next] = await bills(runtime, bob.id);
    const { line } = await get(runtime, `${api}/customerBill/${next.id}/explanation`);
    expect(line.at(-1)).toMatchObject({
      name: 'Fee: fee',
      taxExcludedAmount: 5,
      taxAmount: 0,
      rule: { rule: 'fee' },
    });
    expect(next.taxIncludedAmount.value).toBe(29.2);
    const { customerBill } = (
      await runtime.fetchJson('agent', 'POST', `${api}/billPreview`, {
        billingAccount: { id: bob.id },
      })
    ).body;
    expect(customerBill.taxIncludedAmount.value).toBe(24.2);
    expect(await certificate()).toMatchObject({ balanced: true, finding: [] });
  });

  it('what is written off is no longer open, until it is paid after all', async () => {
    const bill = await billOf(bob);
    await post(runtime, '/collections/v1/writeOff', {
      billingAccount: { id: bob.id },
      currency: 'EUR',
      customerBill: [{ id: bill.id }],
      reason: 'gone away',
    });
    await runtime.idle();
    const before = await certificate();
    expect(before).toMatchObject({ balanced: true, finding: [] });
    const { writtenOff } = before;
    expect(writtenOff).toEqual([bill.remainingAmount]);
    await pay(bob, bill.remainingAmount.value);
    await runtime.idle();
    expect(await billOf(bob)).toMatchObject({ state: 'settled' });
    const after = await certificate();
    expect(after).toMatchObject({ balanced: true, finding: [], writtenOff: [{ value: 0 }] });
    expect(side(after, 'captured')).toBe(bill.remainingAmount.value);
  });

  it('a product and a payment whose events are lost are each named within one run; delivered again, they balance', async () => {
    await deny(true);
    const { id } = await productOf(bob);
    const payment = await pay(bob, 3);
    const letters = async (): Promise<any[]> => (await runtime.control('GET', 'dead-letters')).body;
    for (let look = 0; look < 120 && (await letters()).length < 2; look += 1) {
      await runtime.control('PUT', 'clock', { advance: 'PT15M' });
      await new Promise((done) => setTimeout(done, 150));
    }
    const { balanced, finding } = await certificate();
    expect(balanced).toBe(false);
    const named = finding.map(({ kind, subject }: any) => `${kind} ${subject}`);
    expect(named).toContain(`lostEvent ${id}`);
    expect(named).toContain(`lostEvent ${payment}`);
    await deny(false);
    await runtime.control('POST', 'dead-letters/redrive');
    await runtime.control('PUT', 'clock', { advance: 'PT1H' });
    await runtime.idle();
    expect(await letters()).toEqual([]);
    expect(await certificate()).toMatchObject({ balanced: true, finding: [] });
  });
});
