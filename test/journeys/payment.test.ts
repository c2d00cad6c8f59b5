import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HttpAnswer, TestRuntime } from '../harness/runtime.ts';
import { startTestRuntime } from '../harness/runtime.ts';
import { advance, inDays, tellBill } from './bills.ts';
import { created, get, post } from './operator.ts';

const payments = '/payment/v4/payment';
const refunds = '/payment/v4/refund';
const methods = '/tmf-api/paymentMethod/v4/paymentMethod';
const simulated = '/payment-simulator/v1';

describe('a payment', () => {
  let runtime: TestRuntime;
  let count = 0;

  const fresh = (what: string): string => {
    count += 1;
    return `${what}-${count}`;
  };

  interface Payer {
    readonly account: string;
    readonly party: string;
    readonly method: string;
    readonly token: string;
    readonly script: string;
  }

  const card = (token: string, party: string, account: string, more: object = {}): object => ({
    '@type': 'tokenizedCard',
    name: 'Visa',
    token,
    lastFourDigits: '4242',
    expirationDate: '2036-12-31T00:00:00Z',
    isPreferred: true,
    relatedParty: { id: party, '@referredType': 'Individual' },
    account: [{ id: account }],
    ...more,
  });

  const payer = async (next: readonly string[] = []): Promise<Payer> => {
    const account = fresh('bacc');
    const party = await post(runtime, '/tmf-api/party/v4/individual', {
      givenName: 'Ada',
      familyName: 'Byron',
    });
    const token = fresh('tok');
    const method = created(
      await runtime.fetchJson('agent', 'POST', methods, card(token, party, account)),
    );
    const script = await post(runtime, `${simulated}/providerScript`, { source: token, next });
    return { account, party, method, token, script };
  };

  const bill = async (
    { account, party }: Payer,
    amount: number,
    inSoManyDays = 14,
    more: object = {},
  ): Promise<string> => {
    const id = fresh('bill');
    const due = await inDays(runtime, inSoManyDays);
    await tellBill(runtime, { id, account, party, amount, due, ...more });
    await runtime.idle();
    return id;
  };

  const pay = (who: Payer, value: number, more: object = {}, headers = {}): Promise<HttpAnswer> =>
    runtime.fetchJson(
      'agent',
      'POST',
      payments,
      {
        account: { id: who.account },
        paymentMethod: { id: who.method },
        totalAmount: { unit: 'EUR', value },
        ...more,
      },
      headers,
    );

  const paid = async (who: Payer, value: number, more: object = {}) => {
    const id = created(await pay(who, value, more));
    await runtime.idle();
    return get(runtime, `${payments}/${id}`);
  };

  const paymentsOf = ({ account }: Payer) => get(runtime, `${payments}?account.id=${account}`);
  const charges = async ({ token }: Payer): Promise<any[]> =>
    (await get(runtime, `${simulated}/providerCharge?source=${token}`)) as any[];
  const takenFrom = async (who: Payer): Promise<number> =>
    (await charges(who))
      .filter(({ status }) => status === 'captured')
      .reduce((total, { amount, refund = [] }) => {
        const back = refund.reduce((sum: number, one: any) => sum + one.amount.value, 0);
        return total + amount.value - back;
      }, 0);
  const itemsOf = (payment: any): [string, number][] =>
    payment.paymentItem.map(({ item, amount }: any) => [item.id, amount.value]);

  beforeAll(async () => {
    runtime = await startTestRuntime();
  }, 60_000);
  afterAll(() => runtime.stop());

  describe('of a bill that was sent', () => {
    it('is collected by the preferred method on the due date, and not before', async () => {
      const who = await payer();
      const id = await bill(who, 42.5);
      await advance(runtime, 'P13D');
      expect(await paymentsOf(who)).toEqual([]);
      await advance(runtime, 'P1DT1H');
      const [payment, ...more] = await paymentsOf(who);
      expect(more).toEqual([]);
      expect(payment).toMatchObject({ status: 'captured', amount: { unit: 'EUR', value: 42.5 } });
      expect(itemsOf(payment)).toEqual([[id, 42.5]]);
      expect(await takenFrom(who)).toBe(42.5);
      await advance(runtime, 'P57D');
      expect((await paymentsOf(who))[0].status).toBe('done');
    });

    it('is collected by the method that is the default of its account', async () => {
      const who = await payer();
      const other = await payer();
      const account = await post(runtime, '/tmf-api/accountManagement/v4/billingAccount', {
        name: 'Ada',
        relatedParty: [{ id: other.party, role: 'customer', '@referredType': 'Individual' }],
        defaultPaymentMethod: { id: other.method },
      });
      await runtime.fetchJson('agent', 'PATCH', `${methods}/${other.method}`, {
        account: [],
        isPreferred: false,
      });
      await bill({ ...who, account }, 7, 0);
      await advance(runtime, 'PT2M');
      expect(await takenFrom(other)).toBe(7);
      expect(await takenFrom(who)).toBe(0);
    });

    it('is tried again after 8, 8 and 8 days when the bank says no, and then denied', async () => {
      const who = await payer(['declined', 'declined', 'declined', 'declined', 'approved']);
      await bill(who, 10, 0);
      for (const tries of [1, 2, 3, 4]) {
        await advance(runtime, tries === 1 ? 'PT2M' : 'P8DT1M');
        expect(await charges(who)).toHaveLength(tries);
      }
      expect((await paymentsOf(who))[0]).toMatchObject({
        status: 'denied',
        description: '[The account does not hold enough]',
      });
      await advance(runtime, 'P30D');
      expect(await charges(who)).toHaveLength(4);
    });

    it('is not tried again with a card that was stolen', async () => {
      const who = await payer(['refused']);
      await bill(who, 10, 0);
      await advance(runtime, 'PT2M');
      expect((await paymentsOf(who))[0].status).toBe('denied');
      await advance(runtime, 'P9D');
      expect(await charges(who)).toHaveLength(1);
    });

    it('waits 300 s and twice as long each time while the provider is out of order', async () => {
      const who = await payer(['unavailable', 'unavailable', 'unavailable']);
      await bill(who, 10, 0);
      await advance(runtime, 'PT2M');
      expect(await charges(who)).toEqual([]);
      await advance(runtime, 'PT4M');
      expect(await charges(who)).toEqual([]);
      await advance(runtime, 'PT2M');
      await advance(runtime, 'PT11M');
      expect(await charges(who)).toEqual([]);
      await advance(runtime, 'PT21M');
      expect((await paymentsOf(who))[0].status).toBe('captured');
      expect(await takenFrom(who)).toBe(10);
    });

    it('of which the answer was lost is looked up, and not paid again', async () => {
      const who = await payer(['answerLost']);
      await bill(who, 10, 0);
      await advance(runtime, 'PT2M');
      expect((await paymentsOf(who))[0].status).toBe('pendingAuthorization');
      await advance(runtime, 'PT6M');
      expect((await paymentsOf(who))[0].status).toBe('captured');
      expect(await takenFrom(who)).toBe(10);
      expect(await charges(who)).toHaveLength(1);
    });

    it('that never reached the provider is sent again under its own key', async () => {
      const who = await payer(['requestLost', 'requestLost']);
      await bill(who, 10, 0);
      await advance(runtime, 'PT2M');
      await advance(runtime, 'PT6M');
      expect(await charges(who)).toEqual([]);
      await advance(runtime, 'PT61M');
      const [only, ...more] = await charges(who);
      expect(more).toEqual([]);
      expect(only.key).toMatch(/\.1$/);
      expect((await paymentsOf(who))[0].status).toBe('captured');
    });

    it('that is answered late is captured when the answer comes, and once when it comes again', async () => {
      const who = await payer(['late']);
      await bill(who, 10, 0);
      await advance(runtime, 'PT2M');
      const [charge] = await charges(who);
      expect(charge.status).toBe('pending');
      await runtime.control('PUT', 'faults', { kind: 'duplicate', times: 10 });
      await runtime.fetchJson('operations', 'PATCH', `${simulated}/providerCharge/${charge.id}`, {
        status: 'authorized',
      });
      await runtime.idle();
      await runtime.control('PUT', 'faults', { kind: 'duplicate', times: 0 });
      expect((await paymentsOf(who))[0].status).toBe('captured');
      await advance(runtime, 'PT6M');
      expect((await paymentsOf(who))[0].status).toBe('captured');
      expect(await takenFrom(who)).toBe(10);
    });

    it('that is answered late with a no is tried again after eight days', async () => {
      const who = await payer(['late']);
      await bill(who, 10, 0);
      await advance(runtime, 'PT2M');
      const [charge] = await charges(who);
      await runtime.fetchJson('operations', 'PATCH', `${simulated}/providerCharge/${charge.id}`, {
        status: 'declined',
        code: 'insufficientFunds',
      });
      await runtime.idle();
      expect((await paymentsOf(who))[0].status).toBe('pendingAuthorization');
      await advance(runtime, 'P8DT2M');
      expect((await paymentsOf(who))[0].status).toBe('captured');
      expect(await takenFrom(who)).toBe(10);
    });

    it('that nobody can answer for a week is called off: it takes nothing any more', async () => {
      const who = await payer(['late']);
      await bill(who, 10, 0);
      await advance(runtime, 'PT2M');
      for (const step of ['PT6M', 'PT61M', 'P1D', 'P1D', 'P1D', 'P1D', 'P1D', 'P1D'])
        await advance(runtime, step);
      expect((await charges(who)).map(({ status }) => status)).toEqual(['voided']);
      expect((await paymentsOf(who))[0].status).toBe('failed');
    });

    it('whose event comes twice, late, or older than what is known, is collected once', async () => {
      const who = await payer();
      const id = await bill(who, 10, 0);
      const again = { id, account: who.account, party: who.party, amount: 10 };
      const due = await inDays(runtime, 0);
      await tellBill(runtime, { ...again, due });
      await advance(runtime, 'PT2M');
      await tellBill(runtime, { ...again, due, state: 'settled', remaining: 0, version: 3 });
      await tellBill(runtime, { ...again, due, version: 1 });
      await advance(runtime, 'PT2M');
      expect(await paymentsOf(who)).toHaveLength(1);
      expect(await takenFrom(who)).toBe(10);
    });

    it('is canceled when the bill was paid in another way before the next try', async () => {
      const who = await payer(['declined']);
      const id = await bill(who, 10, 0);
      await advance(runtime, 'PT2M');
      const cash = await paid(who, 10, { paymentMethod: { '@type': 'cash' } });
      expect(itemsOf(cash)).toEqual([[id, 10]]);
      await advance(runtime, 'P8DT2M');
      const states = (await paymentsOf(who)).map(({ status }: any) => status).sort();
      expect(states).toEqual(['canceled', 'done']);
      expect(await takenFrom(who)).toBe(0);
    });
  });

  describe('that somebody makes', () => {
    it('goes to the oldest bills first, and what is too much is stated as credit', async () => {
      const who = await payer();
      const second = await bill(who, 20, 20);
      const first = await bill(who, 10, 10);
      const payment = await paid(who, 35.5);
      expect(payment.status).toBe('captured');
      expect(itemsOf(payment)).toEqual([
        [first, 10],
        [second, 20],
        [who.account, 5.5],
      ]);
    });

    it('goes to the bills that it names', async () => {
      const who = await payer();
      await bill(who, 10, 10);
      const second = await bill(who, 20, 20);
      const payment = await paid(who, 15, {
        paymentItem: [{ item: { id: second, '@referredType': 'CustomerBill' } }],
      });
      expect(itemsOf(payment)).toEqual([[second, 15]]);
    });

    it('before its bill is known counts for the bill when it comes', async () => {
      const who = await payer();
      const id = fresh('bill');
      const payment = await paid(who, 10, {
        paymentItem: [{ amount: { unit: 'EUR', value: 10 }, item: { id } }],
      });
      expect(itemsOf(payment)).toEqual([[id, 10]]);
      const due = await inDays(runtime, 0);
      await tellBill(runtime, { id, account: who.account, party: who.party, amount: 10, due });
      await runtime.idle();
      await advance(runtime, 'PT2M');
      expect(await takenFrom(who)).toBe(10);
    });

    it('twice at the same time for the same bill pays once', async () => {
      const who = await payer();
      const id = await bill(who, 10, 10);
      const answers = await Promise.all(
        Array.from({ length: 6 }, () => pay(who, 10, { paymentItem: [{ item: { id } }] })),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
      await runtime.idle();
      expect(await takenFrom(who)).toBe(10);
    });

    it('again with the same key answers the first and pays once', async () => {
      const who = await payer();
      await bill(who, 10, 10);
      const key = { 'idempotency-key': fresh('key') };
      const answers = await Promise.all(Array.from({ length: 4 }, () => pay(who, 10, {}, key)));
      const ids = answers.filter(({ status }) => status === 201).map(({ body }) => body.id);
      expect(new Set(ids).size).toBe(1);
      await runtime.idle();
      expect(created(await pay(who, 10, {}, key))).toBe(ids[0]);
      expect(await takenFrom(who)).toBe(10);
    });

    it('is not asked for again while its outcome is unknown', async () => {
      const who = await payer(['answerLost']);
      const id = await bill(who, 10, 10);
      const first = await paid(who, 10);
      expect(first.status).toBe('pendingAuthorization');
      const second = await pay(who, 10, { paymentItem: [{ item: { id } }] });
      expect(second.status).toBe(409);
      expect(second.body.reason).toContain(first.id);
      await advance(runtime, 'PT6M');
      expect((await get(runtime, `${payments}/${first.id}`)).status).toBe('captured');
      expect(await takenFrom(who)).toBe(10);
    });

    it('is denied at once when the bank says no: the payer decides what follows', async () => {
      const who = await payer(['declined']);
      await bill(who, 10, 30);
      expect((await paid(who, 10)).status).toBe('denied');
      await advance(runtime, 'P9D');
      expect(await charges(who)).toHaveLength(1);
    });

    it('stands by its outcome when a no comes after a yes', async () => {
      const who = await payer();
      const payment = await paid(who, 10);
      const [charge] = await charges(who);
      const late = await runtime.fetchJson(
        'operations',
        'PATCH',
        `${simulated}/providerCharge/${charge.id}`,
        { status: 'declined' },
      );
      expect(late.status).toBe(409);
      expect((await get(runtime, `${payments}/${payment.id}`)).status).toBe('captured');
    });

    it('is failed when the bank takes the money back, and its bill is open again', async () => {
      const who = await payer();
      const id = await bill(who, 10, 30);
      const payment = await paid(who, 10);
      const [charge] = await charges(who);
      await runtime.fetchJson('operations', 'PATCH', `${simulated}/providerCharge/${charge.id}`, {
        status: 'chargedBack',
      });
      await runtime.idle();
      expect((await get(runtime, `${payments}/${payment.id}`)).status).toBe('failed');
      expect(itemsOf(await paid(who, 4))).toEqual([[id, 4]]);
    });

    it('refuses what is no amount, no method, another party’s, or more than it says', async () => {
      const who = await payer();
      const other = await payer();
      const wrong: [object, string][] = [
        [{ totalAmount: { unit: 'EUR', value: -1 } }, 'totalAmount.value'],
        [{ totalAmount: { unit: 'EUR', value: 1.234 } }, 'whole coins'],
        [{ totalAmount: { value: 1 } }, 'totalAmount.unit'],
        [{ paymentMethod: { id: 'pm-none' } }, 'pm-none'],
        [{ paymentMethod: { '@type': 'bankCard' } }, 'paymentMethod'],
        [{ payer: { id: other.party, '@referredType': 'Individual' } }, 'not the payer'],
        [
          { paymentItem: [{ amount: { unit: 'EUR', value: 11 }, item: { id: 'b' } }] },
          'more than totalAmount',
        ],
      ];
      for (const [more, reason] of wrong) {
        const answer = await pay(who, 10, more);
        expect(answer.status).toBe(400);
        expect(answer.body.reason).toContain(reason);
      }
      expect(await charges(who)).toEqual([]);
    });
  });

  describe('given back', () => {
    const giveBack = (payment: any, value: number, more: object = {}) =>
      runtime.fetchJson('agent', 'POST', refunds, {
        account: payment.account,
        paymentMethod: { id: payment.paymentMethod.id },
        payment: { id: payment.id },
        totalAmount: { unit: 'EUR', value },
        ...more,
      });

    it('goes to its source, from credit first, and never above what was paid', async () => {
      const who = await payer();
      const id = await bill(who, 10, 30);
      const payment = await paid(who, 15);
      const first = created(await giveBack(payment, 7));
      await runtime.idle();
      expect(await get(runtime, `${refunds}/${first}`)).toMatchObject({ status: 'done' });
      expect(itemsOf(await get(runtime, `${payments}/${payment.id}`))).toEqual([
        [id, 8],
        [who.account, 0],
      ]);
      const tooMuch = await giveBack(payment, 8.01);
      expect(tooMuch.status).toBe(400);
      expect(tooMuch.body.reason).toContain('8');
      const rest = await Promise.all([giveBack(payment, 8), giveBack(payment, 8)]);
      expect(rest.map(({ status }) => status).sort()).toEqual([201, 400]);
      await runtime.idle();
      expect(await takenFrom(who)).toBe(0);
    });

    it('is looked up when its answer was lost, and given once', async () => {
      const who = await payer();
      const payment = await paid(who, 10);
      await runtime.fetchJson('operations', 'PATCH', `${simulated}/providerScript/${who.script}`, {
        next: ['answerLost'],
      });
      const id = created(await giveBack(payment, 4));
      await runtime.idle();
      expect((await get(runtime, `${refunds}/${id}`)).status).toBe('pendingAuthorization');
      await advance(runtime, 'PT6M');
      expect((await get(runtime, `${refunds}/${id}`)).status).toBe('done');
      expect(await takenFrom(who)).toBe(6);
    });

    it('is done when a late answer says so, once', async () => {
      const who = await payer(['approved', 'late']);
      const payment = await paid(who, 10);
      const id = created(await giveBack(payment, 4));
      await runtime.idle();
      expect((await get(runtime, `${refunds}/${id}`)).status).toBe('pendingAuthorization');
      expect(await takenFrom(who)).toBe(10);
      const [row] = (await get(runtime, `${simulated}/providerRefund?key=${id}`)) as any[];
      await runtime.control('PUT', 'faults', { kind: 'duplicate', times: 10 });
      await runtime.fetchJson('operations', 'PATCH', `${simulated}/providerRefund/${row.id}`, {
        status: 'done',
      });
      await runtime.idle();
      await runtime.control('PUT', 'faults', { kind: 'duplicate', times: 0 });
      await advance(runtime, 'PT6M');
      expect((await get(runtime, `${refunds}/${id}`)).status).toBe('done');
      expect(itemsOf(await get(runtime, `${payments}/${payment.id}`))).toEqual([[who.account, 6]]);
      expect(await takenFrom(who)).toBe(6);
    });

    it('that the bank refuses frees its amount again', async () => {
      const who = await payer(['approved', 'declined']);
      const payment = await paid(who, 10);
      const id = created(await giveBack(payment, 10));
      await runtime.idle();
      expect((await get(runtime, `${refunds}/${id}`)).status).toBe('denied');
      created(await giveBack(payment, 10));
      await runtime.idle();
      expect(await takenFrom(who)).toBe(0);
    });
  });

  describe('and cards', () => {
    const number = '4242 4242 4242 4242';

    it('are refused wherever their number stands, and leave no trace', async () => {
      const who = await payer();
      const tries = [
        await runtime.fetchJson('agent', 'POST', methods, {
          ...card('tok', who.party, who.account),
          token: number,
        }),
        await runtime.fetchJson('agent', 'POST', methods, {
          '@type': 'bankCard',
          '@schemaLocation': '/docs',
          name: 'x',
          cardNumber: number,
          cvv: '123',
          relatedParty: { id: who.party, '@referredType': 'Individual' },
        }),
        await pay(who, 10, { description: `card ${number}` }),
        await pay(who, 10, {
          paymentMethod: { '@type': 'cash', '@schemaLocation': '/docs', pan: number },
        }),
        await runtime.fetchJson('agent', 'PATCH', `${methods}/${who.method}`, {
          name: number.replaceAll(' ', ''),
        }),
      ];
      for (const { status, body } of tries) {
        expect(status).toBe(400);
        expect(JSON.stringify(body)).not.toMatch(/4242 ?4242/);
      }
      const logs = readdirSync(join(runtime.dataDir, 'logs'))
        .map((file) => readFileSync(join(runtime.dataDir, 'logs', file), 'utf8'))
        .join('');
      expect(logs).not.toMatch(/4242 ?4242/);
    });
  });

  it('leaves no dead letter behind', async () => {
    expect((await runtime.control('GET', 'dead-letters')).body).toEqual([]);
  });
});
