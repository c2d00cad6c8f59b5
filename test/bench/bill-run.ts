import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import {
  type AccountRow,
  billedAccount,
} from '../../functions/bss/customer-bill/kept/billed-account.ts';
import {
  billedOffering,
  billedPrice,
} from '../../functions/bss/customer-bill/kept/billed-catalogue.ts';
import { type Item, itemOf } from '../../functions/kernel/table/item.ts';
import type { Entity, Resource } from '../../functions/kernel/tmf/resource.ts';
import { chargesBetween } from '../../infra/demo/cost.ts';
import { Prices } from '../../infra/prices.ts';
import { book, household } from './bills.ts';
import { expecting, httpCaller } from './caller.ts';
import { type Row, timed } from './measure.ts';
import { tableClient, tableName } from './sdk.ts';
import { readMeter, type Subject } from './subject.ts';

const runs = '/tmf-api/customerBillManagement/v4/billRun';
/** A cycle that is just over: with a due date in the past, each account would be dunned at once. */
const cycleDate = '2027-05-01';
const runAt = '2027-05-01T10:00:00Z';

const stored = <T extends Entity>(declared: Resource<T>, value: T): Item =>
  itemOf(declared, 'demo', { value, version: 1, hidden: {}, changes: [] }, []);

const rowOf = (index: number): AccountRow => ({
  ...household(index, '2027-04-01T00:00:00Z', '2027'),
  id: `bac-bench-${String(index).padStart(7, '0')}`,
  party: `ind-${index}`,
  accountVersion: 1,
  name: `Household ${index}`,
  state: 'Active',
  address: ['High Street 1', '1000 Brussels', 'BE'],
  legalEntity: 'default',
});

const catalogueItems = (): readonly Item[] => [
  ...[...book.prices.values()].map((one) => stored(billedPrice, { ...one, silent: [] })),
  ...[...book.offerings.values()].map((one) => stored(billedOffering, { ...one, item: 1 })),
];

const batchSize = 25;

/** Accounts as their events would have left them, straight into the table. */
const fill = async ({ runtime }: Subject, accounts: number): Promise<void> => {
  const client = tableClient(runtime.url);
  const write = (items: readonly Item[]) =>
    client.send(
      new BatchWriteItemCommand({
        RequestItems: { [tableName]: items.map((item) => ({ PutRequest: { Item: item } })) },
      }),
    );
  await write(catalogueItems());
  await timed(Math.ceil(accounts / batchSize), 4, (batch) => {
    const start = batch * batchSize;
    const length = Math.min(batchSize, accounts - start);
    return write(Array.from({ length }, (_, index) => stored(billedAccount, rowOf(start + index))));
  });
  client.destroy();
};

const Run = z.looseObject({
  id: z.string(),
  state: z.string().optional(),
  progress: z.looseObject({ billed: z.int(), done: z.int() }).optional(),
});

/** Ten thousand rows go through the stream for a while. */
const untilQuiet = async ({ runtime }: Subject): Promise<void> => {
  for (let tries = 0; tries < 20; tries += 1)
    if ((await runtime.control('POST', 'idle')).status === 200) return;
  throw new Error('The runtime did not become quiet');
};

const pidOf = ({ runtime }: Subject): string =>
  readFileSync(`${runtime.dataDir}/lock`, 'utf8').split(' ')[0] ?? '';

const ticksPerSecond = 100;
const userTicksAt = 11;

/** Processor time of the runtime, with all functions in it: what else runs on the machine is not in it. @default - 0 beside Linux */
const cpuSeconds = (subject: Subject): number => {
  try {
    const fields = readFileSync(`/proc/${pidOf(subject)}/stat`, 'utf8')
      .split(') ')[1]
      ?.split(' ');
    const [user, system] = [fields?.[userTicksAt], fields?.[userTicksAt + 1]];
    return (Number(user) + Number(system)) / ticksPerSecond;
  } catch {
    return 0;
  }
};

/** What the runtime's process, with all functions in it, took most since it was last asked. @default - 0 beside Linux */
const peakMegabytes = (subject: Subject): number => {
  try {
    const pid = pidOf(subject);
    const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
    return Math.round(Number(kilobytes) / 1024);
  } catch {
    return 0;
  }
};

const perMillion = 1_000_000;

/** A whole run: from the request to the last bill that is numbered and sent, and what all of it would cost. */
export const billRunSection = async (
  subject: Subject,
  accounts = subject.quick ? 500 : 10_000,
): Promise<readonly Row[]> => {
  const { runtime } = subject;
  await runtime.control('PUT', 'clock', { now: runAt });
  // Tokens of before are over.
  const operations = httpCaller(runtime.url, await runtime.token('operations'));
  await fill(subject, accounts);
  await untilQuiet(subject);
  const before = await readMeter(subject);
  peakMegabytes(subject);
  const cpuBefore = cpuSeconds(subject);
  const startedAt = performance.now();
  const asked = operations.call('POST', runs, { cycleDate });
  const { id } = Run.parse(await expecting(201, asked));
  let run = Run.parse({ id });
  while (run.state !== 'done' && run.state !== 'failed') {
    await pause(200);
    run = Run.parse(await expecting(200, operations.call('GET', `${runs}/${id}`)));
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const billed = run.progress?.billed ?? 0;
  const cpu = cpuSeconds(subject) - cpuBefore;
  const peak = peakMegabytes(subject);
  operations.close();
  await untilQuiet(subject);
  const after = await readMeter(subject);
  const prices = Prices.parse(JSON.parse(readFileSync('infra/prices.json', 'utf8')));
  const charges = chargesBetween(before, after, 1, prices);
  const usd = charges.reduce((total, one) => total + one.usd, 0);
  return [
    {
      what: `run over ${accounts} accounts, ${run.state}`,
      billed,
      'bills a second': Number((billed / seconds).toFixed(1)),
      goal: 500,
      'ms of processor a bill': Number(((cpu * 1000) / billed).toFixed(2)),
      'peak memory, MB': peak,
      'dollars a million bills': Number(((usd * perMillion) / billed).toFixed(2)),
      'goal, dollars': 10,
    },
    ...charges.map(({ what, amount, usd: dollars }) => ({
      what: `${what} a bill`,
      billed: Number((amount / billed).toFixed(3)),
      'dollars a million bills': Number(((dollars * perMillion) / billed).toFixed(2)),
    })),
  ];
};
