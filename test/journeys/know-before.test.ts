import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HttpAnswer, TestRuntime } from '../harness/runtime.ts';
import { startTestRuntime } from '../harness/runtime.ts';
import type { Account, Billing } from './billing.ts';
import { accountOf, billing as api, bills, clockAt, makeBilling, runBills } from './billing.ts';
import { tell } from './bills.ts';
import { created, get, ordered, post } from './operator.ts';

const catalogue = '/tmf-api/productCatalogManagement/v4';
const studies = `${api}/priceChangePreview`;
const cents = (value: number): number => Math.round(value * 100);

type Body = HttpAnswer['body'];

/** What the answers beforehand say is what is billed later, to the cent. */
describe('known before', () => {
  let runtime: TestRuntime;
  let billing: Billing;
  let ada: Account;
  let bob: Account;
  let cy: Account;

  const brussels = { billingDateShift: 1, timeZone: 'Europe/Brussels' };
  const subscribed = async (account: Account, lines = 1): Promise<Account> => {
    for (let one = 0; one < lines; one += 1)
      await ordered(runtime, billing.mobileFor(account, { billingAccount: { id: account.id } }));
    return account;
  };
  const billAt = async (date: string): Promise<void> => {
    await clockAt(runtime, `${date}T11:00:00Z`);
    expect((await runBills(runtime, date)).progress.failed).toBe(0);
  };
  const billOf = async ({ id }: Account, index = -1): Promise<Body> =>
    (await bills(runtime, id)).at(index);
  const done = async (id: string): Promise<Body> => {
    await runtime.idle();
    return get(runtime, `${studies}/${id}`);
  };
  const ask = (body: object, role: 'operations' | 'customer' = 'operations') =>
    runtime.fetchJson(role, 'POST', studies, body);

  beforeAll(async () => {
    runtime = await startTestRuntime();
    await clockAt(runtime, '2027-04-28T10:00:00Z');
    billing = await makeBilling(runtime);
    // Nobody pays here, and nothing is to come of it: no fee, no suspension.
    await post(runtime, '/collections/v1/dunningPolicy', {
      name: 'Patient',
      isActive: true,
      step: [{ name: 'reminder', afterDays: 300, action: 'reminder' }],
      reEvaluationDays: 30,
      longestPromiseDays: 10,
      mostPromises: 1,
    });
    ada = await subscribed(await billing.account('Ada', brussels), 2);
    bob = await subscribed(await billing.account('Bob', { billingDateShift: 15 }));
    cy = await billing.account('Cy', brussels);
    for (const date of ['2027-05-01', '2027-05-15', '2027-06-01', '2027-06-15']) await billAt(date);
  }, 240_000);
  afterAll(() => runtime.stop());

  describe('a change of prices', () => {
    let study: Body;

    it('is worked out for every customer and in sum, and nothing is billed by it', async () => {
      const all = () => get(runtime, `${api}/customerBill?limit=100`);
      const before = await all();
      const answer = await ask({
        description: 'A little dearer',
        priceChange: [
          { productOfferingPrice: { id: billing.month }, price: { unit: 'EUR', value: 23.37 } },
        ],
      });
      expect(answer).toMatchObject({ status: 201, body: { state: 'inProgress' } });
      study = await done(created(answer));
      expect(study).toMatchObject({
        state: 'done',
        progress: { accounts: 3, done: 3, billed: 2, changed: 2, failed: 0 },
      });
      const effects = await get(runtime, `${studies}/${study.id}/effect`);
      const byAccount = new Map(effects.map((one: Body) => [one.billingAccount.id, one]));
      expect(byAccount.size).toBe(2);
      expect(byAccount.get(ada.id)).toMatchObject({
        relatedParty: { id: ada.party },
        before: (await billOf(ada)).taxIncludedAmount,
        after: { unit: 'EUR', value: 56.56 },
      });
      expect(byAccount.get(bob.id)).toMatchObject({
        before: (await billOf(bob)).taxIncludedAmount,
        after: { unit: 'EUR', value: 28.28 },
      });
      expect(study.total).toEqual([
        {
          before: { unit: 'EUR', value: 72.6 },
          after: { unit: 'EUR', value: 84.84 },
          difference: { unit: 'EUR', value: 12.24 },
        },
      ]);
      expect(study.largest[0].billingAccount.id).toBe(ada.id);
      expect(await all()).toEqual(before);
    });

    it('is answered page by page, and by percent too', async () => {
      const path = `${studies}/${study.id}/effect`;
      const pages = [
        await get(runtime, `${path}?limit=1`),
        await get(runtime, `${path}?limit=1&offset=1`),
      ];
      expect(pages.flat()).toEqual(await get(runtime, path));
      const answer = await ask({
        priceChange: [{ productOfferingPrice: { id: billing.month }, percentage: -10 }],
      });
      expect((await done(created(answer))).total[0].difference.value).toBe(-7.26);
    });

    it('is refused where billing could not say: an unknown price, another currency, nothing changed', async () => {
      const month = { productOfferingPrice: { id: billing.month } };
      for (const change of [
        { ...month },
        { ...month, percentage: 1, price: { unit: 'EUR', value: 1 } },
        { ...month, price: { unit: 'USD', value: 1 } },
        { productOfferingPrice: { id: 'pop-none' }, percentage: 1 },
      ])
        expect((await ask({ priceChange: [change] })).status).toBe(400);
      const fine = { priceChange: [{ ...month, percentage: 1 }] };
      expect((await ask(fine, 'customer')).status).toBe(403);
    });

    it('is made once, whatever signs come twice and whichever step crashes', async () => {
      await runtime.control('PUT', 'faults', {
        function: 'strowger-local-customer-bill-events',
        kind: 'crash',
        times: 1,
      });
      await runtime.control('PUT', 'faults', { kind: 'duplicate', times: 50 });
      const answer = await ask({
        priceChange: [
          { productOfferingPrice: { id: billing.month }, price: { unit: 'EUR', value: 23.37 } },
        ],
      });
      await runtime.control('PUT', 'clock', { advance: 'PT10M' });
      const again = await done(created(answer));
      await runtime.control('PUT', 'faults', { kind: 'duplicate', times: 0 });
      expect(again).toMatchObject({ state: 'done', progress: study.progress, total: study.total });
      expect(await get(runtime, `${studies}/${again.id}/effect`)).toEqual(
        await get(runtime, `${studies}/${study.id}/effect`),
      );
    });

    it('goes on step by step over many accounts; stopped, it waits until it may go on', async () => {
      const many = 210;
      for (let made = 0; made < many; made += 10)
        await Promise.all(
          Array.from({ length: 10 }, (_, index) => accountOf(runtime, cy.party, `${made + index}`)),
        );
      await runtime.idle();
      await runtime.control('PUT', 'faults', {
        function: 'strowger-local-customer-bill-events',
        kind: 'error',
        times: 1,
      });
      const id = created(
        await ask({
          priceChange: [{ productOfferingPrice: { id: billing.month }, percentage: 10 }],
        }),
      );
      const move = (state: string) =>
        runtime.fetchJson('operations', 'PATCH', `${studies}/${id}`, { state });
      expect((await move('stopped')).status).toBe(200);
      await runtime.control('PUT', 'clock', { advance: 'PT10M' });
      expect(await done(id)).toMatchObject({ state: 'stopped' });
      expect((await done(id)).progress).toBeUndefined();
      expect((await move('inProgress')).status).toBe(200);
      expect(await done(id)).toMatchObject({
        state: 'done',
        progress: { accounts: many + 3, done: many + 3, billed: 2, changed: 2, failed: 0 },
        total: [{ difference: { value: 7.26 } }],
      });
      expect(await get(runtime, `${studies}/${id}/effect`)).toHaveLength(2);
      expect((await move('stopped')).status).toBe(409);
    });

    it('is what customers are billed once it is so, to the cent', async () => {
      const changed = await runtime.fetchJson(
        'operations',
        'PATCH',
        `${catalogue}/productOfferingPrice/${billing.month}`,
        {
          version: '2.0',
          price: { unit: 'EUR', value: 23.37 },
          validFor: { startDateTime: '2027-06-30T22:00:00Z' },
        },
      );
      expect(changed.status).toBe(200);
      for (const date of ['2027-07-01', '2027-07-15', '2027-08-01', '2027-08-15'])
        await billAt(date);
      const effects = await get(runtime, `${studies}/${study.id}/effect`);
      for (const account of [ada, bob]) {
        const { after } = effects.find((one: Body) => one.billingAccount.id === account.id);
        expect((await billOf(account)).taxIncludedAmount).toEqual(after);
      }
      // The dearer price holds for the whole of the cycle that it began with.
      expect((await billOf(ada, -2)).taxIncludedAmount.value).toBe(56.56);
    });
  });

  describe('the bill after an order', () => {
    const preview = async (body: object): Promise<Body> => {
      const answer = await runtime.fetchJson('agent', 'POST', `${api}/billPreview`, body);
      expect(answer.status).toBe(200);
      return answer.body;
    };
    const linesOf = ({ line }: Body) =>
      line
        .map(
          ({ name, taxExcludedAmount, taxAmount }: Body) =>
            `${name}: ${cents(taxExcludedAmount)} and ${cents(taxAmount)} tax`,
        )
        // A product that is not ordered yet has no id, which is the order of the lines.
        .sort();

    /** The bill of the next cycle as it was foretold, with all that could differ. */
    const foretold = async (items: readonly object[], at: string, billed: string) => {
      const asked = {
        billingAccount: { id: cy.id },
        date: new Date(Date.parse(`${billed}T00:00:00Z`) - 86_400_000).toISOString(),
      };
      const productOrder = { requestedStartDate: at, productOrderItem: items };
      const before = await preview({ ...asked, productOrder });
      await clockAt(runtime, at);
      const order = await ordered(runtime, {
        relatedParty: [{ id: cy.party, role: 'customer', '@referredType': 'Individual' }],
        productOrderItem: items.map((item) => ({ ...item, billingAccount: { id: cy.id } })),
      });
      expect(order.state).toBe('completed');
      await billAt(billed);
      const bill = await billOf(cy);
      const real = await get(runtime, `${api}/customerBill/${bill.id}/explanation`);
      expect(linesOf(real)).toEqual(linesOf(before.explanation));
      for (const name of ['taxExcludedAmount', 'taxIncludedAmount', 'amountDue', 'taxItem'])
        expect(bill[name]).toEqual(before.customerBill[name]);
      expect(bill.billingPeriod).toEqual(before.customerBill.billingPeriod);
      return order;
    };

    it('is the real one in full: what is ordered, and what is ceased', async () => {
      const item = { id: '1', action: 'add', productOffering: { id: billing.mobile } };
      const order = await foretold([item], '2027-08-20T10:00:00Z', '2027-09-01');
      const product = order.productOrderItem[0].product.id;
      const other = { ...item, id: '2' };
      const cease = { id: '1', action: 'delete', product: { id: product } };
      await foretold([cease, other], '2027-09-11T06:00:00Z', '2027-10-01');
    });
  });

  describe('a bill on demand', () => {
    const ask = async (account: Account): Promise<Body> => {
      const { body } = await runtime.fetchJson('agent', 'POST', `${api}/customerBillOnDemand`, {
        name: 'Now, please',
        billingAccount: { id: account.id },
        relatedParty: { id: account.party },
      });
      await runtime.idle();
      return get(runtime, `${api}/customerBillOnDemand/${body.id}`);
    };

    it('asks for what came late since the last bill, once, and the next one goes on from it', async () => {
      expect((await ask(bob)).state).toBe('rejected');
      const products = await get(
        runtime,
        `/tmf-api/productInventory/v4/product?relatedParty.id=${bob.party}`,
      );
      const calls = {
        key: 'voice national 2.0',
        name: 'Calls',
        usageType: 'voice',
        quantity: 600,
        unit: 's',
        records: 4,
        amountMicros: 3_500_000,
        priceId: 'pop-calls',
        priceVersion: '1.0',
      };
      await tell(runtime, {
        source: 'bss.usage',
        eventType: 'UsageChargesChangeEvent',
        event: {
          usageCharges: {
            subscription: products[0].id,
            billingAccount: bob.id,
            party: bob.party,
            currency: 'EUR',
            period: {
              startDateTime: '2027-08-01T00:00:00.000Z',
              endDateTime: '2027-09-01T00:00:00.000Z',
            },
            version: 1,
            lines: [calls],
          },
        },
      });
      await runtime.idle();
      const asked = await ask(bob);
      expect(asked.state).toBe('done');
      const bill = await get(runtime, `${api}/customerBill/${asked.customerBill.id}`);
      expect(bill).toMatchObject({
        category: 'interim',
        runType: 'offCycle',
        state: 'sent',
        taxExcludedAmount: { unit: 'EUR', value: 3.5 },
        taxIncludedAmount: { unit: 'EUR', value: 4.24 },
        amountDue: { unit: 'EUR', value: 4.24 },
      });
      expect(Number(bill.billNo)).toBeGreaterThan(0);
      const { line } = await get(runtime, `${api}/customerBill/${bill.id}/explanation`);
      expect(line.map(({ name }: Body) => name)).toEqual(['Calls']);
      expect((await ask(bob)).state).toBe('rejected');
      await billAt('2027-10-15');
      const next = (await bills(runtime, bob.id)).filter(({ category }) => category === 'normal');
      expect(next.at(-1).taxIncludedAmount.value).toBe(28.28);
    });
  });

  it('leaves no dead letter behind', async () => {
    expect((await runtime.control('GET', 'dead-letters')).body).toEqual([]);
  });
});
