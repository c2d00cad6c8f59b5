import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { inParallel } from '../../infra/demo/client.ts';
import { startTestRuntime, type TestRuntime } from '../harness/runtime.ts';
import { accountOf, billing, bills, runBills } from './billing.ts';
import { get, post } from './operator.ts';
import {
  bringFile,
  collectFile,
  collectionApi,
  inventory,
  lineOf,
  offeringOf,
  quiet,
} from './usage-operator.ts';

/** The whole file where it is, else the forty calls that are kept with the tests. */
const whole = '../shared/data/cdr_data.csv';
const content = readFileSync(existsSync(whole) ? whole : 'test/fixtures/calls.csv', 'utf8');

const mapping = {
  id: ['Caller id', 'Receiver id', 'Timestamp', 'Duration s.'],
  subscriber: 'Caller id',
  other: 'Receiver id',
  at: 'Timestamp',
  timeZone: 'Europe/Belgrade',
  quantity: 'Duration s.',
  type: { always: 'voice' },
};

interface Call {
  readonly caller: string;
  readonly seconds: number;
}

const calls: readonly Call[] = content
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.trim().split(','))
  .map(([caller = '', , , , , seconds]) => ({ caller, seconds: Number(seconds) }));

/** 0.02 for a call that was answered, and 0.10 a minute, by the second. */
const priceOf = ({ seconds }: Call): number =>
  seconds === 0 ? 0 : 20_000 + Math.round((100_000 * seconds) / 60);

const sum = (amounts: readonly number[]): number => amounts.reduce((total, one) => total + one, 0);

/** Callers share so many billing accounts. */
const accountsOfAll = 40;

let runtime: TestRuntime;
const accounts: string[] = [];
const products = new Map<string, string>();

const send = async (): Promise<any> =>
  collectFile(runtime, {
    name: 'calls.csv',
    source: 'exchange',
    format: 'csv',
    mapping,
    url: await bringFile(runtime, content),
  });

beforeAll(async () => {
  runtime = await startTestRuntime();
  const { offering } = await offeringOf(runtime, 'Calls', {
    timeZone: 'Europe/Belgrade',
    rates: [{ usageType: 'voice', price: 0.1, per: 60, connectFee: 0.02 }],
  });
  for (let index = 0; index < accountsOfAll; index += 1)
    accounts.push(
      await accountOf(runtime, `ind-${index}`, `Company ${index}`, {
        cycle: { billingDateShift: 1, timeZone: 'Europe/Belgrade' },
      }),
    );
  const callers = [...new Set(calls.map(({ caller }) => caller))].map((caller, index) => ({
    caller,
    account: index % accountsOfAll,
  }));
  await inParallel(callers, 8, async ({ caller, account }) => {
    const more = {
      billingAccount: { id: accounts[account] },
      relatedParty: [{ id: `ind-${account}`, role: 'customer', '@referredType': 'Individual' }],
    };
    products.set(caller, await post(runtime, inventory, lineOf(offering, caller, more)));
  });
  await quiet(runtime);
}, 400_000);

afterAll(() => runtime.stop());

const summaries = async (): Promise<any[]> => {
  const all: any[] = [];
  for (let offset = 0; ; offset += 100) {
    const { body } = await runtime.fetchJson(
      'operations',
      'GET',
      `${collectionApi}/usageSummary?limit=100&offset=${offset}`,
    );
    all.push(...body);
    if (body.length < 100) return all;
  }
};

it('rates every call of the file once, and what was not answered costs nothing', async () => {
  expect(await send()).toMatchObject({
    status: 'completed',
    received: calls.length,
    rated: calls.length,
    duplicate: 0,
    rejected: 0,
    bytes: content.length,
  });
  const lines = (await summaries()).flatMap(({ line }) => line);
  const charges = lines.flatMap((line: any) => line.charges);
  expect(sum(charges.map(({ records }: any) => records))).toBe(calls.length);
  expect(sum(charges.map(({ quantity }: any) => quantity))).toBe(
    sum(calls.map(({ seconds }) => seconds)),
  );
  expect(sum(charges.map(({ amountMicros }: any) => amountMicros))).toBe(sum(calls.map(priceOf)));
  const byProduct = Map.groupBy(lines, ({ subscription }: any) => subscription);
  for (const [caller, product] of products) {
    const theirs = (byProduct.get(product) ?? []).flatMap((line: any) => line.charges);
    const own = calls.filter((call) => call.caller === caller);
    expect([caller, sum(theirs.map(({ amountMicros }: any) => amountMicros))]).toEqual([
      caller,
      sum(own.map(priceOf)),
    ]);
  }
}, 300_000);

it('bills every call of the file, counts and totals to the last millionth', async () => {
  await quiet(runtime);
  const { body: clock } = await runtime.control('GET', 'clock');
  const cycleDate = `${new Date(clock.now).toISOString().slice(0, 7)}-01`;
  const run = await runBills(runtime, cycleDate);
  expect(run).toMatchObject({ state: 'done', progress: { failed: 0 } });
  const opened: any[] = [];
  for (const account of accounts)
    for (const bill of await bills(runtime, account))
      opened.push({
        ...(await get(runtime, `${billing}/customerBill/${bill.id}/explanation`)),
        bill,
      });
  const lines = opened.flatMap(({ line }) => line).filter(({ rule }) => rule.rule === 'usage');
  const micros = (amount: number): number => Math.round(amount * 1e6);
  expect(sum(lines.map(({ rule }) => rule.records))).toBe(calls.length);
  expect(sum(lines.map(({ rule }) => rule.quantity))).toBe(
    sum(calls.map(({ seconds }) => seconds)),
  );
  expect(sum(lines.map(({ exactAmount }) => micros(exactAmount)))).toBe(sum(calls.map(priceOf)));
  for (const { bill, sum: total } of opened)
    expect(micros(bill.taxExcludedAmount.value)).toBe(
      micros(total.exactLines) - micros(total.roundingAfter),
    );
}, 300_000);

it('every call is billed then, and one that nobody answered costs nothing', async () => {
  const { caller = '' } = calls[0] ?? {};
  const own = calls.filter((call) => call.caller === caller);
  const path = '/tmf-api/usageManagement/v4/usage';
  const usages = await get(runtime, `${path}?subscription=${products.get(caller)}&limit=100`);
  expect(usages).toHaveLength(own.length);
  for (const usage of usages) {
    expect(usage.status).toBe('billed');
    const quantity = usage.usageCharacteristic.find(({ name }: any) => name === 'quantity').value;
    const [rated] = usage.ratedProductUsage;
    expect(Math.round(rated.taxExcludedRatingAmount.value * 1e6)).toBe(
      priceOf({ caller, seconds: quantity }),
    );
  }
  expect(own.some(({ seconds }) => seconds === 0)).toBe(true);
});

it('finds every call again when the file comes twice', async () => {
  expect(await send()).toMatchObject({
    status: 'completed',
    received: calls.length,
    rated: 0,
    duplicate: calls.length,
  });
}, 300_000);

it('says why a file cannot be read', async () => {
  const url = await bringFile(runtime, content);
  const ask = (more: object) =>
    collectFile(runtime, { source: 'exchange', format: 'csv', mapping, url, ...more });
  expect(await ask({ mapping: { ...mapping, other: 'Callee' } })).toMatchObject({
    status: 'failed',
    reason: 'mapping: the file has no column Callee',
  });
  expect(await ask({ url: '/files/v1/file/file-none' })).toMatchObject({ status: 'failed' });
  await expect(ask({ url: 'https://example.org/calls.csv' })).rejects.toThrow(
    'no file of this system',
  );
});
