import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { awsSettings } from '../cloud/aws.ts';
import type { Client } from '../demo/client.ts';
import { CallFailed, connect, embedded } from '../demo/client.ts';
import type { Meter } from '../demo/cost.ts';
import { Meter as Metered } from '../demo/cost.ts';
import { orderForAll } from '../demo/customers.ts';
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

const mostWaits = 10;

/** Waits until nothing is under way: a clock that moved by a month leaves more to do than one wait lasts. */
export const quiet = async (client: Client): Promise<void> => {
  for (let wait = 1; ; wait += 1)
    try {
      await client.send('POST', '/_local/idle', {});
      return;
    } catch (error) {
      if (!(error instanceof CallFailed) || wait === mostWaits) throw error;
    }
};

const readings = async ({ client, url, dataDir }: Measured) => {
  await quiet(client);
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
