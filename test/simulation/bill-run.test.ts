import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HttpAnswer, TestRuntime } from '../harness/runtime.ts';
import { startTestRuntime } from '../harness/runtime.ts';
import {
  type Account,
  billing as api,
  type Billing,
  clockAt,
  makeBilling,
  untilRun,
} from '../journeys/billing.ts';
import { created, customerParty, get, post } from '../journeys/operator.ts';
import { chanceOf, powerCut, replay } from './weather.ts';

const { random, seed } = chanceOf(1891);
const households = 110;

describe(replay('bill runs in a bad hour', 'bill-run', seed), () => {
  let runtime: TestRuntime;
  let billing: Billing;
  const accounts: Account[] = [];
  const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

  const own = (account: Account, name: string, startDate: string): Promise<string> =>
    post(runtime, '/tmf-api/productInventory/v4/product', {
      name,
      status: 'active',
      startDate,
      productOffering: { id: billing.mobile, name: 'Mobile' },
      billingAccount: { id: account.id },
      relatedParty: [customerParty(account.party)],
    });

  /** What an operator does when nothing answers: asks again. */
  const started = async (cycleDate: string): Promise<string> => {
    for (let attempt = 0; attempt < 200; attempt += 1) {
      const answer = await runtime
        .fetchJson(
          'operations',
          'POST',
          `${api}/billRun`,
          { cycleDate },
          { 'idempotency-key': `run-${cycleDate}` },
        )
        .catch(() => undefined);
      if (answer !== undefined && answer.status < 500) return created(answer);
      await pause(50);
    }
    throw new Error(`the run of ${cycleDate} was never taken`);
  };

  const everyBill = async (): Promise<HttpAnswer['body'][]> => {
    const all: HttpAnswer['body'][] = [];
    for (let offset = 0; ; offset += 100) {
      const page = await get(runtime, `${api}/customerBill?limit=100&offset=${offset}`);
      all.push(...page);
      if (page.length < 100) return all;
    }
  };

  /** Each account has one bill a cycle; numbers go up without a gap; the books find nothing. */
  const expectWhole = async (cycles: number): Promise<void> => {
    await runtime.idle();
    const all = await everyBill();
    const keys = all.map((bill) => `${bill.billingAccount.id} ${bill.billDate}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).toHaveLength(cycles * households);
    const numbers = all.map(({ billNo }) => Number(billNo)).sort((a, b) => a - b);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    const { body } = await runtime.fetchJson('operations', 'POST', `${api}/booksCertificate`, {});
    expect(body).toMatchObject({ balanced: true, accounts: households, finding: [] });
  };

  beforeAll(async () => {
    runtime = await startTestRuntime();
    await clockAt(runtime, '2027-04-28T10:00:00Z');
    billing = await makeBilling(runtime);
    for (let index = 0; index < households; index += 1)
      accounts.push(await billing.account(`House ${index}`, { billingDateShift: 1 }));
    await Promise.all(accounts.map((account) => own(account, 'Mobile', '2027-04-10T08:00:00Z')));
    await runtime.idle();
  }, 300_000);
  afterAll(() => runtime.stop());

  it('a run that is stopped, goes on and is killed again and again bills every account once, with numbers that have no gap', async () => {
    await clockAt(runtime, '2027-05-01T10:00:00Z');
    const id = await started('2027-05-01');
    const set = (state: string) =>
      runtime.fetchJson('operations', 'PATCH', `${api}/billRun/${id}`, { state });
    const stopped = await set('stopped');
    if (stopped.status === 200) {
      await runtime.idle();
      expect((await get(runtime, `${api}/billRun/${id}`)).state).toBe('stopped');
      expect((await everyBill()).length).toBeLessThan(households);
      expect((await set('waiting')).status).toBe(200);
    }
    for (let kill = 0; kill < 3; kill += 1) {
      await pause(random() * 400);
      await powerCut(runtime);
    }
    expect(await untilRun(runtime, id)).toMatchObject({
      state: 'done',
      progress: { accounts: households, done: households, billed: households, held: 0, failed: 0 },
    });
    await expectWhole(1);
  }, 300_000);

  it('a run whose steps crash and are throttled, with events that come twice and late, skips nothing', async () => {
    await clockAt(runtime, '2027-06-01T10:00:00Z');
    await runtime.control('PUT', 'faults', { kind: 'duplicate', times: 40 });
    await runtime.control('PUT', 'faults', { kind: 'delay', times: 10, delayMs: 100 });
    for (const kind of ['crash', 'throttle', 'error'])
      await runtime.control('PUT', 'faults', {
        function: 'strowger-local-customer-bill-tasks',
        kind,
        times: 1,
      });
    const id = await started('2027-06-01');
    expect(await untilRun(runtime, id)).toMatchObject({
      state: 'done',
      progress: { billed: households },
    });
    await expectWhole(2);
  }, 300_000);
});
