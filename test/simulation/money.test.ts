import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { patience } from '../../infra/demo/year.ts';
import type { HttpAnswer, TestRuntime } from '../harness/runtime.ts';
import { startTestRuntime } from '../harness/runtime.ts';
import { accountOf, billing, bills, clockAt } from '../journeys/billing.ts';
import { created, customerParty, get, post } from '../journeys/operator.ts';
import {
  collectionApi,
  inventory,
  lineOf,
  pricedBy,
  quiet,
  summaryOf,
} from '../journeys/usage-operator.ts';
import { chanceOf, clearUp, insist, powerCut, replay, troubleOf } from './weather.ts';

const chance = chanceOf(1888);
const { pick, upTo, random, seed } = chance;
/** ROUNDS makes it longer. */
const rounds = Number(process.env['ROUNDS'] ?? 8);

const functions = [
  'usage-api',
  'usage-events',
  'customer-bill-api',
  'customer-bill-events',
  'customer-bill-tasks',
  'payment-api',
  'payment-events',
  'payment-tasks',
  'payment-simulator-api',
  'collections-events',
  'relay',
];

/** The months of the story, and the day after each on which its bills are made. */
const months = ['2027-01', '2027-02', '2027-03'] as const;
const runDates = ['2027-02-01', '2027-03-01', '2027-04-01'] as const;

interface Call {
  readonly id: string;
  readonly number: string;
  readonly month: string;
  readonly at: string;
  readonly seconds: number;
}

/** 0.02 for a call that was answered, and 0.10 a minute, by the second. */
const priceOf = ({ seconds }: Call): number =>
  seconds === 0 ? 0 : 20_000 + Math.round((100_000 * seconds) / 60);
const sum = (amounts: readonly number[]): number => amounts.reduce((total, one) => total + one, 0);
const cents = (value: number): number => Math.round(value * 100);

const catalog = '/tmf-api/productCatalogManagement/v4';

describe(replay('money in a bad quarter', 'money', seed), () => {
  let runtime: TestRuntime;
  let offering: string;
  const houses = Array.from({ length: 6 }, (_, index) => ({
    number: `3247100000${index}`,
    token: `tok-house-${index}`,
    account: '',
    party: '',
    product: '',
  }));
  type House = (typeof houses)[number];
  const calls = new Map<string, Call>();
  const batches: string[] = [];
  let lastNumber = 0;

  const trouble = troubleOf(() => runtime, functions, chance);
  const maybe = async (share: number): Promise<void> => {
    if (random() < share) await trouble();
  };

  /** Calls of a month, made up; whoever has a number may not have it yet. */
  const newCalls = (month: string): readonly Call[] =>
    Array.from({ length: upTo(12) }, () => {
      lastNumber += 1;
      const day = String(upTo(28)).padStart(2, '0');
      const hour = String(upTo(23)).padStart(2, '0');
      return {
        id: `call-${lastNumber}`,
        number: pick(houses).number,
        month,
        at: `${month}-${day}T${hour}:00:00.000Z`,
        seconds: random() < 0.2 ? 0 : upTo(900),
      };
    });

  const remember = (some: readonly Call[]): void => {
    for (const one of some) calls.set(one.id, one);
  };

  /** Some new ones, and often some that were sent before. */
  const mixed = (month: string): readonly Call[] => {
    const fresh = newCalls(month);
    const known = [...calls.values()];
    const again = random() < 0.5 && known.length > 0 ? [pick(known), pick(known)] : [];
    remember(fresh);
    return [...fresh, ...again];
  };

  const collected = async (body: object, key: string): Promise<void> => {
    const path = `${collectionApi}/usageCollection`;
    batches.push(created(await insist(runtime, path, { source: 'msc-1', ...body }, key)));
  };

  const sendBatch = (month: string, key: string): Promise<void> => {
    const record = mixed(month).map(({ id, number, at, seconds }) => ({
      id,
      subscriber: number,
      type: 'voice',
      at,
      quantity: seconds,
      other: '32470000099',
    }));
    return collected({ format: 'records', record }, key);
  };

  const mapping = {
    id: ['id'],
    subscriber: 'subscriber',
    at: 'at',
    quantity: 'seconds',
    type: { always: 'voice' },
  };

  const sendFile = async (month: string, key: string): Promise<void> => {
    const rows = mixed(month).map(({ id, number, at, seconds }) => [id, number, at, seconds]);
    const content = ['id,subscriber,at,seconds', ...rows.map((row) => row.join(','))].join('\n');
    const contentType = 'text/csv';
    const { body } = await insist(
      runtime,
      '/files/v1/file',
      { name: 'usage', contentType },
      `file-${key}`,
    );
    await fetch(body.uploadUrl, {
      method: 'PUT',
      headers: { 'content-type': contentType },
      body: content,
    });
    await collected({ format: 'csv', mapping, url: body.href }, key);
  };

  /** The number gets its line, if it has none: what waited for it is rated. */
  const connect = async (house: House): Promise<void> => {
    if (house.product !== '') return;
    const { number, account, party } = house;
    const body = lineOf(offering, number, {
      startDate: '2027-01-01T00:00:00.000Z',
      billingAccount: { id: account },
      relatedParty: [customerParty(party)],
    });
    house.product = (await insist(runtime, inventory, body, `line-${number}`)).body.id;
  };

  const behaviours = ['approved', 'declined', 'unavailable', 'requestLost', 'answerLost'];
  const steps: readonly ((month: string, key: string) => Promise<unknown>)[] = [
    sendBatch,
    sendBatch,
    sendFile,
    (_month, key) =>
      insist(
        runtime,
        '/payment-simulator/v1/providerScript',
        { source: pick(houses).token, next: [pick(behaviours), pick(behaviours)] },
        `script-${key}`,
      ),
    () => connect(pick(houses)),
    () => runtime.control('PUT', 'clock', { advance: pick(['PT7M', 'PT6H', 'P1D', 'P3D']) }),
  ];

  /** What operations do with a run: look how it goes, and set one that failed on its way again. */
  const isDone = async (date: string): Promise<boolean> => {
    // What fails may be this look.
    const [run] = [await get(runtime, `${billing}/billRun?cycleDate=${date}`)].flat();
    if (run?.state === 'failed')
      await runtime.fetchJson('operations', 'PATCH', `${billing}/billRun/${run.id}`, {
        state: 'waiting',
      });
    return run?.state === 'done';
  };

  /** The bills of a date, however often the power fails while they are made. */
  const billed = async (date: string): Promise<void> => {
    await clockAt(runtime, `${date}T12:00:30Z`);
    for (let cut = 0; cut < 2; cut += 1) {
      await pause(random() * 600);
      await maybe(0.5);
      if (random() < 0.5) await powerCut(runtime);
    }
    for (let look = 0; look < 600; look += 1) {
      if (await isDone(date)) return;
      await pause(100);
    }
    throw new Error(`the bills of ${date} were never made`);
  };

  const settledAccount = async (house: House, index: number): Promise<void> => {
    house.party = await post(runtime, '/tmf-api/party/v4/individual', {
      givenName: `House ${index}`,
      familyName: 'Byron',
    });
    const method = await post(runtime, '/tmf-api/paymentMethod/v4/paymentMethod', {
      '@type': 'tokenizedCard',
      name: 'Visa',
      token: house.token,
      lastFourDigits: '4242',
      expirationDate: '2099-12-31T00:00:00Z',
      isPreferred: true,
      relatedParty: { id: house.party, '@referredType': 'Individual' },
    });
    house.account = await accountOf(runtime, house.party, `House ${index}`, {
      cycle: { billingDateShift: 1 },
      more: { defaultPaymentMethod: { id: method } },
    });
  };

  const priced = async (): Promise<string> => {
    const month = await post(runtime, `${catalog}/productOfferingPrice`, {
      name: 'a month',
      version: '1.0',
      lifecycleStatus: 'Active',
      price: { unit: 'EUR', value: 20 },
      priceType: 'recurring',
      recurringChargePeriodType: 'month',
      recurringChargePeriodLength: 1,
    });
    const tariff = { rates: [{ usageType: 'voice', price: 0.1, per: 60, connectFee: 0.02 }] };
    const usage = await post(
      runtime,
      `${catalog}/productOfferingPrice`,
      pricedBy('Calls', { timeZone: 'Europe/Brussels', ...tariff }),
    );
    return post(runtime, `${catalog}/productOffering`, {
      name: 'Mobile',
      lifecycleStatus: 'Launched',
      productOfferingPrice: [{ id: month }, { id: usage }],
    });
  };

  const expectUsageRatedOnce = async (): Promise<void> => {
    for (const id of batches) {
      const report = await get(runtime, `${collectionApi}/usageCollection/${id}`);
      expect(report.status).toBe('completed');
      expect(report.received).toBe(report.rated + report.duplicate + report.rejected);
    }
    for (const { number, product } of houses)
      for (const month of months) {
        const own = [...calls.values()].filter(
          (one) => one.number === number && one.month === month,
        );
        if (own.length === 0) continue;
        const { line } = await summaryOf(runtime, product, month);
        const charges = line.flatMap((one: any) => one.charges);
        const found = [
          sum(charges.map(({ records }: any) => records)),
          sum(charges.map(({ quantity }: any) => quantity)),
          sum(charges.map(({ amountMicros }: any) => amountMicros)),
        ];
        expect([number, month, ...found]).toEqual([
          number,
          month,
          own.length,
          sum(own.map(({ seconds }) => seconds)),
          sum(own.map(priceOf)),
        ]);
      }
  };

  const expectBilledOnce = async (all: readonly HttpAnswer['body'][]): Promise<void> => {
    const cycles = all.map(({ billingAccount, billDate }) => `${billingAccount.id} ${billDate}`);
    expect(new Set(cycles).size).toBe(cycles.length);
    // A bill that is held has no number yet.
    const numbers = all
      .flatMap(({ billNo }) => (billNo === undefined ? [] : [Number(billNo)]))
      .sort((a, b) => a - b);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  };

  /** What the provider has taken of an account is what its bills say is paid. */
  const expectPaidOnce = async ({ account, token }: House): Promise<void> => {
    const charges = [
      await get(runtime, `/payment-simulator/v1/providerCharge?source=${token}&limit=100`),
    ].flat();
    const taken = charges.filter(({ status }: any) => status === 'captured');
    const paid = (await bills(runtime, account)).map(
      ({ amountDue, remainingAmount }: any) =>
        cents(amountDue.value) - cents(remainingAmount.value),
    );
    expect([account, sum(taken.map(({ amount }: any) => cents(amount.value)))]).toEqual([
      account,
      sum(paid),
    ]);
  };

  beforeAll(async () => {
    runtime = await startTestRuntime();
    await clockAt(runtime, '2027-01-01T10:00:00Z');
    await post(runtime, '/collections/v1/dunningPolicy', patience);
    offering = await priced();
    for (const [index, house] of houses.entries()) await settledAccount(house, index);
    for (const house of houses.slice(0, 4)) await connect(house);
    await runtime.idle();
  }, 120_000);
  afterAll(() => runtime.stop());

  it('is rated, billed and paid once and to the cent, whatever fails while files are collected, bills made and cards charged', async () => {
    for (const [index, month] of months.entries()) {
      for (let round = 0; round < rounds; round += 1) {
        await maybe(0.7);
        await pick(steps)(month, `${month}-${round}`);
      }
      await billed(runDates[index] ?? '');
    }
    await clearUp(runtime, functions);
    for (const house of houses) await connect(house);
    // Longer than any course of a payment lasts.
    for (let step = 0; step < 10; step += 1) {
      await runtime.control('PUT', 'clock', { advance: 'P2D' });
      await quiet(runtime);
    }
    await expectUsageRatedOnce();
    const all = (await Promise.all(houses.map(({ account }) => bills(runtime, account)))).flat();
    await expectBilledOnce(all);
    for (const house of houses) await expectPaidOnce(house);
    const { body } = await runtime.fetchJson(
      'operations',
      'POST',
      `${billing}/booksCertificate`,
      {},
    );
    expect(body).toMatchObject({ balanced: true, accounts: houses.length, finding: [] });
    expect((await runtime.control('GET', 'dead-letters')).body).toEqual([]);
  }, 400_000);
});
