import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestRuntime } from '../harness/runtime.ts';
import { startTestRuntime } from '../harness/runtime.ts';
import { accountOf } from './billing.ts';
import { advance, inDays, tellBill } from './bills.ts';
import type { Operator } from './operator.ts';
import { created, customerParty, get, makeOperator, ordered, post } from './operator.ts';

const cases = '/collections/v1/dunningCase';
const product = '/tmf-api/productInventory/v4/product';
const orders = '/tmf-api/productOrderingManagement/v4/productOrder';

describe('a bill that is not paid', () => {
  let runtime: TestRuntime;
  let operator: Operator;
  let count = 0;

  interface Debtor {
    readonly account: string;
    readonly party: string;
    readonly products: readonly string[];
  }

  const debtor = async (lines = 1): Promise<Debtor> => {
    const party = await post(runtime, '/tmf-api/party/v4/individual', {
      givenName: 'Ada',
      familyName: 'Byron',
    });
    const account = await accountOf(runtime, party, 'Ada');
    const order = await ordered(runtime, {
      relatedParty: [customerParty(party)],
      productOrderItem: Array.from({ length: lines }, (_, index) => ({
        id: String(index + 1),
        action: 'add',
        productOffering: { id: operator.mobile },
        product: { billingAccount: { id: account } },
      })),
    });
    expect(order.state).toBe('completed');
    const products = order.productOrderItem.map((line: any) => line.product.id);
    return { account, party, products };
  };

  const bill = async (who: Debtor, amount: number, more: object = {}): Promise<any> => {
    count += 1;
    const sent = {
      id: `bill-${count}`,
      account: who.account,
      party: who.party,
      amount,
      due: await inDays(runtime, 0),
      ...more,
    };
    await tellBill(runtime, sent);
    await runtime.idle();
    return sent;
  };
  const settle = async (sent: any, version = 2): Promise<void> => {
    await tellBill(runtime, { ...sent, state: 'settled', remaining: 0, version });
    await runtime.idle();
  };

  const caseOf = async ({ account }: Debtor): Promise<any> =>
    (await get(runtime, `${cases}?billingAccount.id=${account}`))[0];
  const statusOf = async ({ products }: Debtor): Promise<string[]> =>
    Promise.all(products.map(async (id) => (await get(runtime, `${product}/${id}`)).status));
  const calendar = (who: Debtor, query = '') =>
    get(runtime, `/collections/v1/dunningCalendar?billingAccount.id=${who.account}${query}`);
  /** Lives through so many days, one at a time: a step comes on its day. */
  const days = async (many: number): Promise<void> => {
    for (let one = 0; one < many; one += 1) await advance(runtime, 'P1D');
    await advance(runtime, 'PT6M');
  };

  beforeAll(async () => {
    runtime = await startTestRuntime();
    operator = await makeOperator(runtime);
    await post(runtime, '/collections/v1/dunningPolicy', {
      name: 'Quick',
      isActive: true,
      step: [
        { name: 'reminder', afterDays: 1, action: 'reminder', text: 'Please pay' },
        { name: 'fee', afterDays: 2, action: 'fee', fee: { unit: 'EUR', value: 5 } },
        { name: 'suspension', afterDays: 3, action: 'suspend' },
        { name: 'cease', afterDays: 6, action: 'cease' },
      ],
      reEvaluationDays: 1,
      longestPromiseDays: 10,
      mostPromises: 1,
      longestPlanDays: 60,
    });
  }, 60_000);
  afterAll(() => runtime.stop());

  it('leads to reminder, fee, suspension and cease on their days, through ordinary orders', async () => {
    const who = await debtor(2);
    await bill(who, 30);
    const shown = await calendar(who);
    expect(shown.map(({ step }: any) => step)).toEqual(['reminder', 'fee', 'suspension', 'cease']);
    await days(1);
    expect(await caseOf(who)).toMatchObject({
      state: 'dunned',
      overdueAmount: { unit: 'EUR', value: 30 },
      nextStep: { name: 'fee' },
    });
    await days(2);
    expect((await caseOf(who)).state).toBe('suspended');
    expect(await statusOf(who)).toEqual(['suspended', 'suspended']);
    await days(3);
    const end = await caseOf(who);
    expect(end.state).toBe('ceased');
    expect(await statusOf(who)).toEqual(['terminated', 'terminated']);
    const steps = end.history.filter(({ action }: any) => action !== 'restore');
    expect(new Set(steps.map(({ step }: any) => step))).toEqual(
      new Set(['reminder', 'fee', 'suspension', 'cease']),
    );
    expect(end.history.flatMap(({ productOrder = [] }: any) => productOrder)).toHaveLength(4);
  });

  it('ends the moment it is paid: what was suspended works again', async () => {
    const who = await debtor();
    const sent = await bill(who, 30);
    await days(3);
    expect(await statusOf(who)).toEqual(['suspended']);
    await settle(sent);
    await advance(runtime, 'PT6M');
    expect(await statusOf(who)).toEqual(['active']);
    expect(await caseOf(who)).toMatchObject({ state: 'clear', unpaidBill: [] });
  });

  it('leaves alone what the customer had suspended before', async () => {
    const who = await debtor(2);
    const [first] = who.products;
    await ordered(runtime, {
      relatedParty: [customerParty(who.party)],
      productOrderItem: [
        { id: '1', action: 'modify', product: { id: first, status: 'suspended' } },
      ],
    });
    const sent = await bill(who, 30);
    await days(3);
    expect(await statusOf(who)).toEqual(['suspended', 'suspended']);
    await settle(sent);
    await advance(runtime, 'PT6M');
    expect(await statusOf(who)).toEqual(['suspended', 'active']);
  });

  it('waits for a promise to pay, as the calendar said, and goes on when it is broken', async () => {
    const who = await debtor();
    await bill(who, 30);
    const promised = await inDays(runtime, 5);
    const before = await calendar(who);
    const whatIf = await calendar(who, `&promiseDate=${promised}`);
    const body = { billingAccount: { id: who.account }, amount: { unit: 'EUR', value: 30 } };
    const promise = created(
      await runtime.fetchJson('agent', 'POST', '/collections/v1/promiseToPay', {
        ...body,
        date: promised,
      }),
    );
    await runtime.idle();
    const after = await calendar(who);
    const dayOf = ({ date }: any) => date.slice(0, 10);
    expect(after.map(dayOf)).toEqual(whatIf.map(dayOf));
    expect(Date.parse(after[0].date) - Date.parse(before[0].date)).toBeGreaterThan(
      4.9 * 86_400_000,
    );
    const second = await runtime.fetchJson('agent', 'POST', '/collections/v1/promiseToPay', {
      ...body,
      date: promised,
    });
    expect(second.status).toBe(400);
    await days(4);
    expect(await caseOf(who)).toMatchObject({ state: 'clear', overdueAmount: { value: 30 } });
    await days(5);
    expect(await statusOf(who)).toEqual(['suspended']);
    expect((await get(runtime, `/collections/v1/promiseToPay/${promise}`)).status).toBe('broken');
  });

  it('takes a promise in instalments, which is broken by the first that does not come', async () => {
    const who = await debtor();
    const sent = await bill(who, 30);
    const body = async (...parts: readonly (readonly [number, number])[]) => {
      const instalment = await Promise.all(
        parts.map(async ([inSoMany, value]) => ({
          date: await inDays(runtime, inSoMany),
          amount: { unit: 'EUR', value },
        })),
      );
      const amount = { unit: 'EUR', value: parts.reduce((all, [, value]) => all + value, 0) };
      return {
        billingAccount: { id: who.account },
        amount,
        date: instalment.at(-1)?.date,
        instalment,
      };
    };
    const path = '/collections/v1/promiseToPay';
    const asked = (given: object) => runtime.fetchJson('agent', 'POST', path, given);
    await days(1);
    for (const wrong of [
      await body([2, 10], [5, 10]),
      await body([5, 15], [2, 15]),
      await body([2, 15], [70, 15]),
      { ...(await body([2, 15], [5, 15])), amount: { unit: 'EUR', value: 31 } },
    ])
      expect((await asked(wrong)).status).toBe(400);
    const promise = created(await asked(await body([4, 10], [8, 20])));
    await runtime.idle();
    await days(3);
    await tellBill(runtime, { ...sent, state: 'partiallyPaid', remaining: 20, version: 2 });
    await runtime.idle();
    await days(3);
    expect((await get(runtime, `${path}/${promise}`)).status).toBe('open');
    expect(await statusOf(who)).toEqual(['active']);
    await days(2);
    expect((await get(runtime, `${path}/${promise}`)).status).toBe('broken');
    await days(2);
    expect(await statusOf(who)).toEqual(['suspended']);
  });

  it('keeps a promise that is paid', async () => {
    const who = await debtor();
    const sent = await bill(who, 30);
    await days(1);
    const promise = created(
      await runtime.fetchJson('agent', 'POST', '/collections/v1/promiseToPay', {
        billingAccount: { id: who.account },
        amount: { unit: 'EUR', value: 30 },
        date: await inDays(runtime, 5),
      }),
    );
    await runtime.idle();
    await settle(sent);
    expect((await get(runtime, `/collections/v1/promiseToPay/${promise}`)).status).toBe('kept');
    await days(4);
    expect(await statusOf(who)).toEqual(['active']);
  });

  it('is dunned without what is disputed of it, and wholly again when the dispute is rejected', async () => {
    const who = await debtor();
    const sent = await bill(who, 30);
    const disputed = { billingAccount: { id: who.account }, reason: 'never called' };
    const path = '/collections/v1/dispute';
    const part = created(
      await runtime.fetchJson('agent', 'POST', path, {
        ...disputed,
        customerBill: { id: sent.id },
        amount: { unit: 'EUR', value: 30 },
      }),
    );
    await runtime.idle();
    await days(3);
    expect(await caseOf(who)).toMatchObject({ state: 'clear', overdueAmount: { value: 0 } });
    expect(await statusOf(who)).toEqual(['active']);
    await runtime.fetchJson('operations', 'PATCH', `${path}/${part}`, { status: 'rejected' });
    await runtime.idle();
    await days(3);
    expect(await statusOf(who)).toEqual(['suspended']);
  });

  it('is not dunned once it is written off, nor while its account is exempt', async () => {
    const who = await debtor();
    await bill(who, 30);
    created(
      await runtime.fetchJson('operations', 'POST', '/collections/v1/writeOff', {
        billingAccount: { id: who.account },
        currency: 'EUR',
        reason: 'too little',
      }),
    );
    const spared = await debtor();
    await bill(spared, 30);
    await runtime.fetchJson('operations', 'PATCH', `${cases}/${(await caseOf(spared)).id}`, {
      isExempt: true,
    });
    await runtime.idle();
    await days(7);
    expect((await caseOf(who)).state).toBe('writtenOff');
    expect(await statusOf(who)).toEqual(['active']);
    expect(await statusOf(spared)).toEqual(['active']);
    expect(await calendar(spared)).toEqual([]);
  });

  it('that comes paid first, twice, and late, leads to nothing', async () => {
    const who = await debtor();
    const sent = { account: who.account, party: who.party, amount: 30, id: `bill-x${count}` };
    const due = await inDays(runtime, -10);
    await tellBill(runtime, { ...sent, due, state: 'settled', remaining: 0, version: 3 });
    await tellBill(runtime, { ...sent, due, version: 1 });
    await tellBill(runtime, { ...sent, due, version: 1 });
    await runtime.idle();
    await days(3);
    expect(await statusOf(who)).toEqual(['active']);
    expect((await caseOf(who)).state).toBe('clear');
  });

  it('suspends once, whatever is repeated, crashes or comes again on the way', async () => {
    const who = await debtor();
    const sent = await bill(who, 30);
    await days(2);
    await runtime.control('PUT', 'faults', { kind: 'duplicate', times: 200 });
    await runtime.control('PUT', 'faults', {
      function: 'strowger-local-collections-tasks',
      kind: 'crash',
      times: 1,
    });
    await days(1);
    await advance(runtime, 'PT10M');
    await runtime.control('PUT', 'faults', { kind: 'duplicate', times: 0 });
    expect(await statusOf(who)).toEqual(['suspended']);
    const placed = await get(runtime, `${orders}?relatedParty.id=${who.party}&limit=100`);
    expect(placed).toHaveLength(2);
    await settle(sent);
    await settle(sent);
    await advance(runtime, 'PT6M');
    expect(await statusOf(who)).toEqual(['active']);
    expect(await get(runtime, `${orders}?relatedParty.id=${who.party}&limit=100`)).toHaveLength(3);
  });

  it('shows its case and calendar to its own customer alone', async () => {
    const who = await debtor();
    await bill(who, 30);
    const client = async (partyId: string) =>
      (await runtime.control('POST', 'clients', { tenant: 'demo', partyId })).body;
    const [own, other] = [await client(who.party), await client(operator.customer)];
    const asks = `/collections/v1/dunningCalendar?billingAccount.id=${who.account}`;
    expect((await runtime.fetchJson(own, 'GET', asks)).body.length).toBeGreaterThan(0);
    expect((await runtime.fetchJson(other, 'GET', asks)).body).toEqual([]);
    const { id } = await caseOf(who);
    expect((await runtime.fetchJson(other, 'GET', `${cases}/${id}`)).status).toBe(404);
  });

  it('leaves no dead letter behind', async () => {
    expect((await runtime.control('GET', 'dead-letters')).body).toEqual([]);
  });
});
