import type { HttpAnswer, TestRuntime } from '../harness/runtime.ts';
import { created, customerParty, makeOperator, post } from './operator.ts';

const base = {
  bill: '/tmf-api/customerBillManagement/v4',
  account: '/tmf-api/accountManagement/v4',
  catalog: '/tmf-api/productCatalogManagement/v4',
};

export const billing = base.bill;

export interface Account {
  readonly id: string;
  readonly party: string;
}

/** An operator whose mobile costs 20 a month and 10 once. */
export interface Billing {
  readonly mobile: string;
  readonly month: string;
  account(name: string, cycle?: object, more?: object): Promise<Account>;
  mobileFor(account: Account, more?: object): object;
}

export const clockAt = async (runtime: TestRuntime, now: string): Promise<void> => {
  await runtime.control('PUT', 'clock', { now });
};

const price = (runtime: TestRuntime, name: string, value: number, more: object): Promise<string> =>
  post(runtime, `${base.catalog}/productOfferingPrice`, {
    name,
    version: '1.0',
    lifecycleStatus: 'Active',
    price: { unit: 'EUR', value },
    ...more,
  });

/** A billing account of a party, with a monthly cycle. */
export const accountOf = (
  runtime: TestRuntime,
  party: string,
  name: string,
  { cycle = {}, more = {} }: { readonly cycle?: object; readonly more?: object } = {},
): Promise<string> =>
  post(runtime, `${base.account}/billingAccount`, {
    name: `${name}'s account`,
    relatedParty: [{ ...customerParty(party), name }],
    billStructure: {
      cycleSpecification: {
        name: 'Monthly',
        '@type': 'ZonedBillingCycle',
        '@schemaLocation': '/docs',
        ...cycle,
      },
    },
    ...more,
  });

export const makeBilling = async (runtime: TestRuntime): Promise<Billing> => {
  const operator = await makeOperator(runtime);
  const month = await price(runtime, 'a month', 20, {
    priceType: 'recurring',
    recurringChargePeriodType: 'month',
    recurringChargePeriodLength: 1,
  });
  const once = await price(runtime, 'activation', 10, { priceType: 'oneTime' });
  await runtime.fetchJson(
    'operations',
    'PATCH',
    `${base.catalog}/productOffering/${operator.mobile}`,
    { productOfferingPrice: [{ id: month }, { id: once }] },
  );
  await runtime.idle();
  return {
    mobile: operator.mobile,
    month,
    account: async (name, cycle = {}, more = {}) => {
      const party = await post(runtime, '/tmf-api/party/v4/individual', {
        givenName: name,
        familyName: 'Byron',
      });
      return { id: await accountOf(runtime, party, name, { cycle, more }), party };
    },
    mobileFor: ({ party }, more = {}) => ({
      relatedParty: [customerParty(party)],
      productOrderItem: [
        { id: '1', action: 'add', productOffering: { id: operator.mobile }, ...more },
      ],
    }),
  };
};

const ended = ['done', 'failed', 'stopped'];

export const untilRun = async (runtime: TestRuntime, id: string): Promise<HttpAnswer['body']> => {
  for (let look = 0; look < 2_400; look += 1) {
    const { body } = await runtime.fetchJson('operations', 'GET', `${base.bill}/billRun/${id}`);
    if (ended.includes(body.state)) {
      await runtime.idle();
      return body;
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`run ${id} did not end`);
};

/** Starts a run of a date and follows it to its end. */
export const runBills = async (
  runtime: TestRuntime,
  cycleDate: string,
  more: object = {},
): Promise<HttpAnswer['body']> => {
  await runtime.idle();
  const answer = await runtime.fetchJson('operations', 'POST', `${base.bill}/billRun`, {
    cycleDate,
    ...more,
  });
  return untilRun(runtime, created(answer));
};

/** The bills of an account, oldest first. */
export const bills = async (
  runtime: TestRuntime,
  account: string,
): Promise<HttpAnswer['body'][]> => {
  const { body } = await runtime.fetchJson(
    'operations',
    'GET',
    `${base.bill}/customerBill?billingAccount.id=${account}&limit=100`,
  );
  return body.sort((a: HttpAnswer['body'], b: HttpAnswer['body']) =>
    a.billDate.localeCompare(b.billDate),
  );
};
