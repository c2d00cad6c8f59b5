import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestRuntime } from '../harness/runtime.ts';
import { startTestRuntime } from '../harness/runtime.ts';
import type { Account, Billing } from './billing.ts';
import { bills, clockAt, makeBilling, runBills } from './billing.ts';
import { advance } from './bills.ts';
import { created, get, ordered, post } from './operator.ts';

const payments = '/payment/v4/payment';
const simulated = '/payment-simulator/v1';

/** The real way of the money: bill runs send the bills, and nothing is put on the bus by hand. */
describe('from a bill that is sent to money in the bank', () => {
  let runtime: TestRuntime;
  let billing: Billing;
  let ada: Account & { readonly product: string };
  let bob: Account & { readonly product: string };

  const subscribed = async (name: string, more: object = {}) => {
    const account = await billing.account(name, { billingDateShift: 1 }, more);
    const order = await ordered(runtime, billing.mobileFor(account));
    return { ...account, product: order.productOrderItem[0].product.id as string };
  };
  const card = async (account: Account, token: string): Promise<string> =>
    post(runtime, '/tmf-api/paymentMethod/v4/paymentMethod', {
      '@type': 'tokenizedCard',
      name: 'Visa',
      token,
      lastFourDigits: '4242',
      expirationDate: '2036-12-31T00:00:00Z',
      relatedParty: { id: account.party, '@referredType': 'Individual' },
    });
  const billOf = async ({ id }: Account): Promise<any> =>
    (await bills(runtime, id)).filter(({ category }: any) => category === 'normal')[0];
  const statusOf = async ({ product }: { product: string }): Promise<string> =>
    (await get(runtime, `/tmf-api/productInventory/v4/product/${product}`)).status;
  const caseOf = async ({ id }: Account): Promise<any> =>
    (await get(runtime, `/collections/v1/dunningCase?billingAccount.id=${id}`))[0];
  const paymentsOf = ({ id }: Account) => get(runtime, `${payments}?account.id=${id}`);

  beforeAll(async () => {
    runtime = await startTestRuntime();
    await clockAt(runtime, '2027-04-20T10:00:00Z');
    billing = await makeBilling(runtime);
    ada = await subscribed('Ada');
    bob = await subscribed('Bob');
    const method = await card(ada, 'tok-ada');
    await runtime.fetchJson(
      'operations',
      'PATCH',
      `/tmf-api/accountManagement/v4/billingAccount/${ada.id}`,
      { defaultPaymentMethod: { id: method } },
    );
    await post(runtime, `${simulated}/providerScript`, { source: 'tok-ada', next: ['answerLost'] });
    await clockAt(runtime, '2027-05-01T11:00:00Z');
    await runBills(runtime, '2027-05-01');
  }, 120_000);
  afterAll(() => runtime.stop());

  it('a bill is collected on its due date by the default method of its account, and is settled', async () => {
    const bill = await billOf(ada);
    expect(bill.state).toBe('sent');
    await clockAt(runtime, bill.paymentDueDate);
    await advance(runtime, 'PT2M');
    expect((await paymentsOf(ada))[0].status).toBe('pendingAuthorization');
    await advance(runtime, 'PT6M');
    const [payment, ...more] = await paymentsOf(ada);
    expect(more).toEqual([]);
    expect(payment).toMatchObject({ status: 'captured', amount: bill.amountDue });
    expect(await billOf(ada)).toMatchObject({ state: 'settled', remainingAmount: { value: 0 } });
  });

  it('nobody collects where there is no method: steps follow, down to a suspension', async () => {
    expect(await paymentsOf(bob)).toEqual([]);
    const due = Date.parse((await billOf(bob)).paymentDueDate);
    // A step comes so many days after the one before was taken, to the millisecond: each look has a day to spare.
    for (const days of [4, 12, 23, 34]) {
      await clockAt(runtime, new Date(due + days * 86_400_000).toISOString());
      await advance(runtime, 'PT6M');
    }
    expect(await caseOf(bob)).toMatchObject({ state: 'suspended' });
    expect(await statusOf(bob)).toBe('suspended');
    expect(await statusOf(ada)).toBe('active');
  });

  it('part of it paid lowers what is asked for; all of it paid ends everything within minutes', async () => {
    const method = await card(bob, 'tok-bob');
    const pay = async (value: number): Promise<any> => {
      const id = created(
        await runtime.fetchJson('agent', 'POST', payments, {
          account: { id: bob.id },
          paymentMethod: { id: method },
          totalAmount: { unit: 'EUR', value },
        }),
      );
      await runtime.idle();
      return get(runtime, `${payments}/${id}`);
    };
    const before = (await caseOf(bob)).overdueAmount.value;
    await pay(4);
    expect((await billOf(bob)).state).toBe('partiallyPaid');
    await pay(1);
    expect((await caseOf(bob)).overdueAmount.value).toBeCloseTo(before - 5, 6);
    expect(await statusOf(bob)).toBe('suspended');
    // The next bill has come meanwhile; the oldest is paid first.
    const open = (await bills(runtime, bob.id)).map(({ remainingAmount }: any) => remainingAmount);
    await pay(open.reduce((sum: number, { value }: any) => sum + Math.round(value * 100), 0) / 100);
    await advance(runtime, 'PT6M');
    expect((await billOf(bob)).state).toBe('settled');
    expect(await statusOf(bob)).toBe('active');
    expect((await caseOf(bob)).state).toBe('clear');
  });

  it('a refund opens its bill again by what went back, and nobody takes it back by itself', async () => {
    const { id } = await billOf(ada);
    const all: any[] = await paymentsOf(ada);
    const payment = all.find(({ paymentItem }) => paymentItem[0].item.id === id);
    created(
      await runtime.fetchJson('agent', 'POST', '/payment/v4/refund', {
        account: payment.account,
        paymentMethod: payment.paymentMethod,
        payment: { id: payment.id },
        totalAmount: { unit: 'EUR', value: 3 },
      }),
    );
    await runtime.idle();
    expect(await billOf(ada)).toMatchObject({
      state: 'partiallyPaid',
      remainingAmount: { value: 3 },
    });
    await advance(runtime, 'P1D');
    expect(await paymentsOf(ada)).toHaveLength(all.length);
  });

  it('leaves no dead letter behind', async () => {
    expect((await runtime.control('GET', 'dead-letters')).body).toEqual([]);
  });
});
