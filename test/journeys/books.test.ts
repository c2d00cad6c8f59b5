import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HttpAnswer, TestRuntime } from '../harness/runtime.ts';
import { startTestRuntime } from '../harness/runtime.ts';
import type { Account, Billing } from './billing.ts';
import { billing as api, bills, clockAt, makeBilling, runBills } from './billing.ts';
import { advance } from './bills.ts';
import { created, get, ordered, orders, post } from './operator.ts';

const payments = '/payment/v4/payment';

/** The books over everything that happens to money: paid, paid too much, given back, dunned with a fee, written off. */
describe('the books of a tenant', () => {
  let runtime: TestRuntime;
  let billing: Billing;
  let ada: Account;
  let bob: Account;
  let cy: Account;

  const subscribed = async (name: string): Promise<Account> => {
    const account = await billing.account(name, { billingDateShift: 1 });
    await ordered(runtime, billing.mobileFor(account));
    return account;
  };
  const billOf = async ({ id }: Account, index = 0): Promise<HttpAnswer['body']> =>
    (await bills(runtime, id))[index];
  const pay = async ({ id, party }: Account, value: number): Promise<string> => {
    const method = await post(runtime, '/tmf-api/paymentMethod/v4/paymentMethod', {
      '@type': 'tokenizedCard',
      name: 'Visa',
      token: `tok-${id}`,
      lastFourDigits: '4242',
      expirationDate: '2036-12-31T00:00:00Z',
      relatedParty: { id: party, '@referredType': 'Individual' },
    });
    return post(runtime, payments, {
      account: { id },
      paymentMethod: { id: method },
      totalAmount: { unit: 'EUR', value },
    });
  };
  /** Looks until something is so: the runtime is never quiet while an event is tried again and again. */
  const until = async <T>(path: string, holds: (found: HttpAnswer['body']) => T | undefined) => {
    for (let look = 0; look < 400; look += 1) {
      const found = holds(await get(runtime, path));
      if (found !== undefined) return found;
      await new Promise((wait) => setTimeout(wait, 50));
    }
    throw new Error(`${path} did not come to it`);
  };
  const certificate = async (): Promise<HttpAnswer['body']> => {
    const answer = await runtime.fetchJson('operations', 'POST', `${api}/booksCertificate`, {});
    expect(answer.status).toBe(201);
    return answer.body;
  };
  const named = ({ finding }: HttpAnswer['body']): string[] =>
    finding.map(({ kind, subject }: HttpAnswer['body']) => `${kind} ${subject}`);
  const letters = async (): Promise<unknown[]> =>
    (await runtime.control('GET', 'dead-letters')).body;

  /** Does something while billing hears nothing, until the bus has given up what it was to hear. */
  const unheard = async <T>(what: () => Promise<T>): Promise<T> => {
    const deaf = { function: 'strowger-local-customer-bill-events', kind: 'error' };
    await runtime.control('PUT', 'faults', { ...deaf, times: 10_000 });
    const done = await what();
    for (let look = 0; look < 60 && (await letters()).length === 0; look += 1) {
      await runtime.control('PUT', 'clock', { advance: 'PT15M' });
      await new Promise((wait) => setTimeout(wait, 150));
    }
    await runtime.control('PUT', 'faults', { ...deaf, times: 0 });
    expect((await letters()).length).toBeGreaterThan(0);
    return done;
  };
  const heardAfterAll = async (): Promise<void> => {
    await runtime.control('POST', 'dead-letters/redrive');
    await advance(runtime, 'PT2H');
    expect(await letters()).toEqual([]);
    expect(await certificate()).toMatchObject({ balanced: true, finding: [] });
  };

  beforeAll(async () => {
    runtime = await startTestRuntime();
    await clockAt(runtime, '2027-04-20T10:00:00Z');
    billing = await makeBilling(runtime);
    ada = await subscribed('Ada');
    bob = await subscribed('Bob');
    cy = await subscribed('Cy');
    await clockAt(runtime, '2027-05-01T11:00:00Z');
    await runBills(runtime, '2027-05-01');
  }, 240_000);
  afterAll(() => runtime.stop());

  it('balance while one pays too much, gets some back, and one is written off', async () => {
    const due = (await billOf(ada)).amountDue.value;
    const payment = await pay(ada, due + 10);
    await runtime.idle();
    const [one] = await get(runtime, `${payments}?id=${payment}`);
    const refund = created(
      await runtime.fetchJson('agent', 'POST', '/payment/v4/refund', {
        account: one.account,
        paymentMethod: one.paymentMethod,
        payment: { id: payment },
        totalAmount: { unit: 'EUR', value: 4 },
      }),
    );
    await runtime.idle();
    expect((await get(runtime, `/payment/v4/refund/${refund}`)).status).toBe('done');
    created(
      await runtime.fetchJson('operations', 'POST', '/collections/v1/writeOff', {
        billingAccount: { id: cy.id },
        currency: 'EUR',
        reason: 'moved away',
      }),
    );
    await runtime.idle();
    const gone = await billOf(cy);
    const { sum, words } = await get(runtime, `${api}/customerBill/${gone.id}/explanation`);
    expect(sum.writtenOff).toBe(gone.amountDue.value);
    expect(words.at(-1)).toContain('was written off');
    const { check, ...books } = await certificate();
    expect(books).toMatchObject({ balanced: true, finding: [], accounts: 3, bills: 3 });
    const sides = Object.fromEntries(
      check.map(({ name, left, balanced }: HttpAnswer['body']) => [name, [left, balanced]]),
    );
    const total = Math.round((due + (await billOf(bob)).amountDue.value + sum.writtenOff) * 100);
    expect(sides).toMatchObject({
      'billed = paid + open + credited + written off': [
        [{ unit: 'EUR', value: total / 100 }],
        true,
      ],
      'captured = paid + account credit + refunded': [[{ unit: 'EUR', value: due + 10 }], true],
    });
  });

  it('put a fee of dunning on the next bill, once and without tax; what is written off after all comes in', async () => {
    const { paymentDueDate } = await billOf(bob);
    // Between two steps there is at least the policy's time, and the first came some minutes late.
    for (const days of [4, 12]) {
      await clockAt(
        runtime,
        new Date(Date.parse(paymentDueDate) + days * 86_400_000).toISOString(),
      );
      await advance(runtime, 'PT6M');
    }
    await pay(cy, 7);
    await clockAt(runtime, '2027-06-01T12:05:00Z');
    await runtime.idle();
    const second = await billOf(bob, 1);
    const { line } = await get(runtime, `${api}/customerBill/${second.id}/explanation`);
    const fees = line.filter(({ rule }: HttpAnswer['body']) => rule.rule === 'fee');
    expect(fees).toMatchObject([{ name: 'Fee: fee', taxExcludedAmount: 5, taxAmount: 0 }]);
    expect(second.taxIncludedAmount.value).toBe(29.2);
    const gone = await billOf(cy);
    const { sum } = await get(runtime, `${api}/customerBill/${gone.id}/explanation`);
    expect(Math.round(sum.writtenOff * 100)).toBe(Math.round(gone.amountDue.value * 100) - 700);
    expect(await certificate()).toMatchObject({ balanced: true, finding: [] });
    await clockAt(runtime, '2027-07-01T12:05:00Z');
    await runtime.idle();
    expect((await billOf(bob, 2)).taxIncludedAmount.value).toBe(24.2);
    expect(await letters()).toEqual([]);
  });

  it('name a product that billing never heard of, and balance again when the event comes after all', async () => {
    expect(named(await certificate())).toEqual([]);
    const product = await unheard(async () => {
      const order = await post(runtime, orders, billing.mobileFor(ada));
      return until(`${orders}/${order}`, ({ state, productOrderItem }) =>
        state === 'completed' ? String(productOrderItem[0].product.id) : undefined,
      );
    });
    const books = await certificate();
    expect(books.balanced).toBe(false);
    expect(named(books)).toContain(`lostEvent ${product}`);
    await heardAfterAll();
  });

  it('name a payment that billing never heard of: what was captured is nowhere', async () => {
    const payment = await unheard(async () => {
      const id = await pay(bob, 6);
      return until(`${payments}/${id}`, ({ status }) => (status === 'captured' ? id : undefined));
    });
    const books = await certificate();
    expect(named(books)).toContain(`lostEvent ${payment}`);
    const [captured] = books.check.filter(({ name }: HttpAnswer['body']) =>
      name.startsWith('captured'),
    );
    expect(captured.balanced).toBe(false);
    await heardAfterAll();
  });

  it('name a write-off that billing never heard of', async () => {
    const writeOff = await unheard(() =>
      post(runtime, '/collections/v1/writeOff', {
        billingAccount: { id: bob.id },
        currency: 'EUR',
        reason: 'too little',
      }),
    );
    expect(named(await certificate())).toContain(`lostEvent ${writeOff}`);
    await heardAfterAll();
  });
});
