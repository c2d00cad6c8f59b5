import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestRuntime } from '../harness/runtime.ts';
import { startTestRuntime } from '../harness/runtime.ts';
import type { Account, Billing } from './billing.ts';
import { billing as api, bills, clockAt, makeBilling, runBills } from './billing.ts';
import { customerParty, get, post } from './operator.ts';

/** Writes of a step: the numbers, the bill of each account, what became of the shard. */
const households = 4;
const places = [0, 1, 2, households, households + 1, households + 2];

describe('numbers of bills, whatever write a run crashes after', () => {
  let runtime: TestRuntime;
  let billing: Billing;
  const accounts: Account[] = [];

  beforeAll(async () => {
    runtime = await startTestRuntime();
    await clockAt(runtime, '2027-04-28T10:00:00Z');
    billing = await makeBilling(runtime);
    for (let index = 0; index < households; index += 1) {
      const account = await billing.account(`House ${index}`, {
        billingDateShift: 1,
        paymentDueDateOffset: 300,
      });
      accounts.push(account);
      await post(runtime, '/tmf-api/productInventory/v4/product', {
        name: 'Mobile',
        status: 'active',
        startDate: '2027-04-10T08:00:00Z',
        productOffering: { id: billing.mobile, name: 'Mobile' },
        billingAccount: { id: account.id },
        relatedParty: [customerParty(account.party)],
      });
    }
    await runtime.idle();
  }, 240_000);
  afterAll(() => runtime.stop());

  it.each(places.map((afterWrites, index) => ({ afterWrites, index })))(
    'after $afterWrites writes: each account has one bill more, and no number is missing or given twice',
    async ({ afterWrites, index }) => {
      const date = `2027-${String(5 + index).padStart(2, '0')}-01`;
      await clockAt(runtime, `${date}T11:00:00Z`);
      await runtime.control('PUT', 'faults', {
        function: 'strowger-local-customer-bill-tasks',
        kind: 'crash',
        task: 'bill-shard',
        times: 1,
        afterWrites,
      });
      const run = await runBills(runtime, date);
      expect(run).toMatchObject({
        state: 'done',
        progress: { accounts: households, billed: households, held: 0, failed: 0 },
      });
      for (const { id } of accounts) expect(await bills(runtime, id)).toHaveLength(index + 1);
      const all: any[] = await get(runtime, `${api}/customerBill?limit=100`);
      const numbers = all.map(({ billNo }) => Number(billNo)).sort((a, b) => a - b);
      expect(numbers).toEqual(Array.from({ length: all.length }, (_, place) => place + 1));
      expect(all).toHaveLength(households * (index + 1));
    },
    120_000,
  );

  it('leaves no dead letter, and books that balance', async () => {
    expect((await runtime.control('GET', 'dead-letters')).body).toEqual([]);
    const { body } = await runtime.fetchJson('operations', 'POST', `${api}/booksCertificate`, {});
    expect(body).toMatchObject({ balanced: true, finding: [] });
  });
});
