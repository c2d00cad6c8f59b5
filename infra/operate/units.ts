import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { awsSettings } from '../cloud/aws.ts';
import type { Client } from '../demo/client.ts';
import { connect, embedded, inParallel } from '../demo/client.ts';
import type { Meter } from '../demo/cost.ts';
import { Meter as Metered } from '../demo/cost.ts';
import { orderForAll, registerCustomer } from '../demo/customers.ts';
import { paths } from '../demo/paths.ts';
import { readHouseholds } from '../demo/sample.ts';
import type { Seeded } from '../demo/seed.ts';
import { seedDemo } from '../demo/seed.ts';
import { assemblyDirectory, buildAssembly } from '../local/build.ts';
import { startRuntime } from '../local/runtime.ts';
import { nameOf } from '../names.ts';
import { embeddedSystem } from './system.ts';

/** What one of something takes, in the units that AWS bills. */
export interface Units {
  /** By what is metered, and by `what|which` where the meter tells which. */
  readonly metered: Meter;
  readonly apiRequests: number;
  readonly storedBytes: number;
  readonly loggedBytes: number;
}

/** A system to measure, with a demonstration operator in it. */
export interface Measured {
  readonly client: Client;
  readonly seeded: Seeded;
  readonly dataDir: string;
  readonly url: string;
}

const silent = (): void => undefined;

const logged = (dataDir: string): number =>
  readdirSync(join(dataDir, 'logs')).reduce(
    (sum, file) => sum + statSync(join(dataDir, 'logs', file)).size,
    0,
  );

const readings = async ({ client, url, dataDir }: Measured) => {
  await client.send('POST', '/_local/idle', {});
  const { place } = embeddedSystem(url, dataDir);
  const { Table } = await new DynamoDBClient(awsSettings(place)).send(
    new DescribeTableCommand({ TableName: nameOf(place.stage.name) }),
  );
  return {
    metered: Metered.parse(await client.send('GET', '/_local/meter')),
    storedBytes: Table?.TableSizeBytes ?? 0,
    loggedBytes: logged(dataDir),
  };
};

/** What `work` takes, all that follows from it included. */
export const taken = async (
  measured: Measured,
  apiRequests: number,
  work: () => Promise<unknown>,
): Promise<Units> => {
  const before = await readings(measured);
  await work();
  const after = await readings(measured);
  return {
    metered: Object.fromEntries(
      Object.entries(after.metered).map(([name, value]) => [
        name,
        value - (before.metered[name] ?? 0),
      ]),
    ),
    apiRequests,
    storedBytes: after.storedBytes - before.storedBytes,
    loggedBytes: after.loggedBytes - before.loggedBytes,
  };
};

/** So many of the same, or a share of them. */
export const times = (units: Units, factor: number): Units => ({
  metered: Object.fromEntries(
    Object.entries(units.metered).map(([name, value]) => [name, value * factor]),
  ),
  apiRequests: units.apiRequests * factor,
  storedBytes: units.storedBytes * factor,
  loggedBytes: units.loggedBytes * factor,
});

export const together = (all: readonly Units[]): Units => {
  const names = new Set(all.flatMap(({ metered }) => Object.keys(metered)));
  const sum = (of: (units: Units) => number) => all.reduce((total, one) => total + of(one), 0);
  return {
    metered: Object.fromEntries(
      [...names].map((name) => [name, sum((one) => one.metered[name] ?? 0)]),
    ),
    apiRequests: sum((one) => one.apiRequests),
    storedBytes: sum((one) => one.storedBytes),
    loggedBytes: sum((one) => one.loggedBytes),
  };
};

/** A household is registered as a person and as a customer, and orders. */
const requestsOfOrder = 3;

/** Households become customers and order what households have. */
export const ordering = (measured: Measured, from: number, count: number): Promise<Units> =>
  taken(measured, count * requestsOfOrder, () =>
    orderForAll(readHouseholds(from + count).slice(from), {
      client: measured.client,
      ...measured.seeded,
      log: silent,
    }),
  );

/** Somebody looks at orders, products and offerings. */
export const reading = (measured: Measured, count: number): Promise<Units> =>
  taken(measured, count, async () => {
    const looked = [paths.productOrder, paths.product, paths.productOffering];
    for (let index = 0; index < count; index += 1)
      await measured.client.get(`${looked[index % looked.length]}?limit=10`);
  });

/** Customers with a line that is used and billed. */
export interface Lines {
  readonly accounts: readonly string[];
  readonly numbers: readonly string[];
}

const tariff = {
  zones: [{ name: 'national', prefixes: ['32'] }],
  rates: [{ usageType: 'voice', zone: 'national', price: 0.1, per: 60 }],
};
const tariffValue = { productSpecCharacteristicValue: [{ value: tariff }] };
const price = { lifecycleStatus: 'Active', version: '1.0', price: { unit: 'EUR', value: 20 } };
const longAgo = '2020-01-01T00:00:00.000Z';
const width = 8;

/** An offering that costs something a month and something a minute. */
const mobile = async ({ client }: Measured): Promise<string> => {
  const priced = async (name: string, more: object) =>
    client.post(paths.productOfferingPrice, { ...price, name, ...more });
  const prices = [
    await priced('a month', {
      priceType: 'recurring',
      recurringChargePeriodType: 'month',
      recurringChargePeriodLength: 1,
    }),
    await priced('a minute', {
      priceType: 'usage',
      prodSpecCharValueUse: [{ name: 'tariff', ...tariffValue }],
    }),
  ];
  const { id } = await client.post(paths.productOffering, {
    name: 'Metered mobile',
    lifecycleStatus: 'Launched',
    productOfferingPrice: prices.map(({ id: priceId }) => ({ id: priceId })),
  });
  return id;
};

/** Registers customers with a mobile each; what that takes is not measured, orders are. */
export const withLines = async (measured: Measured, count: number): Promise<Lines> => {
  const { client } = measured;
  const offering = await mobile(measured);
  await client.send('POST', '/_local/idle', {});
  const made = await inParallel([...Array(count).keys()], width, async (index) => {
    const number = `32470${String(index).padStart(6, '0')}`;
    const reference = `line-${offering}-${index}`;
    const person = { givenName: 'Line', familyName: String(index), reference };
    const { party, account } = await registerCustomer(client, person);
    const related = { id: party.id, role: 'customer', '@referredType': 'Individual' };
    await client.post(paths.product, {
      status: 'active',
      startDate: longAgo,
      productOffering: { id: offering },
      productCharacteristic: [{ name: 'msisdn', value: number }],
      relatedParty: [related],
      billingAccount: { id: account },
    });
    return { account, number };
  });
  await client.send('POST', '/_local/idle', {});
  return {
    accounts: made.map(({ account }) => account),
    numbers: made.map(({ number }) => number),
  };
};

let batches = 0;

/** One batch, with so many records of each line in it. */
export const rating = async (
  measured: Measured,
  { numbers }: Lines,
  each: number,
): Promise<Units> => {
  const { now } = Clock.parse(await measured.client.get('/_local/clock'));
  batches += 1;
  const record = numbers.flatMap((subscriber) =>
    Array.from({ length: each }, (_, index) => ({
      id: `${batches}-${subscriber}-${index}`,
      subscriber,
      type: 'voice',
      at: new Date(Date.parse(now) - index * minuteMs).toISOString(),
      quantity: 60 + index,
      other: '32499000000',
    })),
  );
  const batch = { source: 'metered', format: 'records', record };
  return taken(measured, 1, () => measured.client.send('POST', paths.usageCollection, batch));
};

const minuteMs = 60_000;
const Clock = z.looseObject({ now: z.string() });
const Run = z.looseObject({ id: z.string(), state: z.string() });

/** Moves the clock to where the month of all lines is over; what falls due meanwhile is not measured. */
const nextMonth = async (client: Client): Promise<string> => {
  const next = new Date(Date.parse(Clock.parse(await client.get('/_local/clock')).now));
  next.setUTCDate(1);
  next.setUTCMonth(next.getUTCMonth() + 1);
  const date = next.toISOString().slice(0, 10);
  await client.send('PUT', '/_local/clock', { now: `${date}T11:30:00.000Z` });
  await client.send('POST', '/_local/idle', {});
  return date;
};

/** A run bills the month of the lines. */
export const billing = async (measured: Measured, { accounts }: Lines): Promise<Units> => {
  const { client } = measured;
  const cycleDate = await nextMonth(client);
  const body = { cycleDate, billingAccount: accounts.map((id) => ({ id })) };
  return taken(measured, 1, async () => {
    const { id } = await client.post(paths.billRun, body);
    for (;;) {
      await client.send('POST', '/_local/idle', {});
      const { state } = Run.parse(await client.get(`${paths.billRun}/${id}`));
      if (state === 'done') return;
      if (state === 'failed') throw new Error(`The metered bill run ${id} failed`);
    }
  });
};

/** What the load is made of, one of each. */
export interface Operations {
  readonly order: Units;
  readonly read: Units;
  readonly record: Units;
  readonly bill: Units;
}

const sample = 20;

/** Measures one of each, as the mean of a sample; `together` is how many records of a line come in one batch. */
export const measure = async (measured: Measured, together: number): Promise<Operations> => {
  // The first of everything makes caches and threads.
  await ordering(measured, 0, 5);
  const order = times(await ordering(measured, 5, sample), 1 / sample);
  const read = times(await reading(measured, sample), 1 / sample);
  const lines = await withLines(measured, linesMeasured);
  await rating(measured, lines, together);
  const record = times(await rating(measured, lines, together), 1 / (linesMeasured * together));
  const bill = times(await billing(measured, lines), 1 / linesMeasured);
  return { order, read, record, bill };
};

/** As many as a run bills in one transaction. */
const linesMeasured = 48;

/** Runs `work` on an embedded runtime of its own, with a demonstration operator; nothing of it stays. */
export const withRuntime = async <T>(work: (measured: Measured) => Promise<T>): Promise<T> => {
  await buildAssembly(silent);
  const dataDir = mkdtempSync(join(tmpdir(), 'strowger-cost-'));
  const runtime = await startRuntime({
    assembly: assemblyDirectory,
    dataDir,
    port: 0,
    workers: 2,
    log: silent,
  });
  try {
    const endpoint = embedded(runtime.url);
    const seeded = await seedDemo({
      endpoint,
      client: runtime.tenant.admin,
      customers: 0,
      log: silent,
    });
    const client = connect(endpoint, runtime.tenant.admin);
    return await work({ client, seeded, dataDir, url: runtime.url });
  } finally {
    await runtime.stop();
    rmSync(dataDir, { recursive: true });
  }
};
