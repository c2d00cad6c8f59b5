import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { embedded } from '../../infra/demo/client.ts';
import { readSample, type SampleHousehold } from '../../infra/demo/sample.ts';
import { liveYear } from '../../infra/demo/year.ts';
import { compare, type HouseholdYear } from '../../infra/demo/year-bills.ts';
import type { TestRuntime } from '../harness/runtime.ts';
import { startTestRuntime } from '../harness/runtime.ts';

/** The first rows of the sample. */
const fixture = 'test/fixtures/churn.csv';
const count = 30;

describe('a year with households of the sample', () => {
  let runtime: TestRuntime;
  let all: readonly HouseholdYear[];

  const paidFor = ({ hasLeft, tenureMonths }: SampleHousehold): number =>
    hasLeft && tenureMonths < 12 ? tenureMonths : Math.min(tenureMonths, 12) + 1;

  beforeAll(async () => {
    runtime = await startTestRuntime();
    const { demo } = runtime.clients();
    if (demo === undefined) throw new Error('there is no tenant demo');
    const households = readSample(count, fixture) ?? [];
    expect(households).toHaveLength(count);
    all = await liveYear({
      endpoint: embedded(runtime.url),
      clients: demo,
      households,
      log: () => undefined,
    });
  }, 600_000);
  afterAll(() => runtime.stop());

  it('bills each for the months that it stayed, what the price list says, but for minutes', () => {
    for (const one of all) expect(one.months).toBe(paidFor(one.household));
    const { listed } = compare(all);
    expect(Math.abs(listed.ofSum)).toBeLessThan(0.001);
    expect(Math.abs(listed.worst?.share ?? 1)).toBeLessThan(0.005);
  });

  it('lands where the monthly charges of the sample say: no household is off by a tenth', () => {
    const { households, monthly } = compare(all);
    expect(households).toBe(count);
    expect(monthly.within10).toBe(1);
    expect(Math.abs(monthly.ofSum)).toBeLessThan(0.02);
  });

  it('lands where the total charges say: in sum, and within a tenth for nine of ten', () => {
    const { total } = compare(all);
    expect(Math.abs(total.ofSum)).toBeLessThan(0.03);
    expect(total.median).toBeLessThan(0.05);
    expect(total.within10).toBeGreaterThanOrEqual(0.9);
  });

  it('bills nobody who has left, when what they had paid ahead is given back', () => {
    const left = all.filter(({ household, months }) => household.hasLeft && months < 12);
    expect(left.length).toBeGreaterThan(0);
    for (const { bills, months } of left) expect(bills).toBeLessThanOrEqual(months + 1);
  });

  it('holds no bill but those that give back', async () => {
    const path = '/tmf-api/customerBillManagement/v4/customerBill?state=onHold&limit=100';
    const { body } = await runtime.fetchJson('operations', 'GET', path);
    for (const { taxExcludedAmount } of body) expect(taxExcludedAmount.value).toBeLessThan(0);
  });

  it('leaves balanced books, and no dead letter', async () => {
    const path = '/tmf-api/customerBillManagement/v4/booksCertificate';
    const { body } = await runtime.fetchJson('operations', 'POST', path, {});
    expect(body).toMatchObject({ balanced: true, accounts: all.length, finding: [] });
    expect((await runtime.control('GET', 'dead-letters')).body).toEqual([]);
  });
});
