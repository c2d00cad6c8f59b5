import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { capabilities } from '../../functions/registry.ts';
import { Refused } from '../cloud/refused.ts';
import { Prices } from '../prices.ts';
import { stageNamed } from '../stages.ts';
import type { MonthlyCost, Standing } from './forecast.ts';
import { byCapability, costsOfEach, daysAMonth, floorOf, monthOf, sumOf } from './forecast.ts';
import { measure } from './measure.ts';
import { withRuntime } from './units.ts';

const usage = `npm run cost -- [--customers 100000] [--orders-per-day 2000] [--reads-per-day 40000] [--records-per-day 5000000]
    [--bills-per-month 100000] [--records-together 1] [--stage prod]
  What a month on AWS costs at list prices, by service and by capability. Each order, read, record and bill is metered on
  an embedded runtime of its own that is gone afterwards; what is paid for when nobody comes is counted in the stage's
  templates. --records-together is how many records of one customer come in one batch: the more, the less each costs.`;

const Template = z.object({
  Resources: z.record(
    z.string(),
    z.looseObject({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).optional() }),
  ),
});
/** A board's widgets name our own metrics by their namespace. */
const ownMetric = /\\"Strowger\\",\\"(\w+)\\"/g;

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** The templates of a stage as text, synthesised anew. */
const templatesOf = (stage: string): readonly string[] => {
  const directory = mkdtempSync(join(tmpdir(), 'strowger-synth-'));
  const { status, stderr } = spawnSync(process.execPath, ['infra/app.ts'], {
    encoding: 'utf8',
    env: { ...process.env, CDK_OUTDIR: directory, CDK_CONTEXT_JSON: JSON.stringify({ stage }) },
  });
  if (status !== 0) throw new Refused(stderr);
  const texts = readdirSync(directory)
    .filter((file) => file.endsWith('.template.json'))
    .map((file) => readFileSync(join(directory, file), 'utf8'));
  rmSync(directory, { recursive: true });
  return texts;
};

const standingIn = (texts: readonly string[]): readonly Standing[] =>
  texts.flatMap((text) => Object.values(Template.parse(JSON.parse(text)).Resources));

const show = (title: string, costs: readonly MonthlyCost[]): void => {
  say(`\n${title}`);
  for (const { service, usd } of costs)
    say(`  ${service.padEnd(32)}$${usd.toFixed(2).padStart(10)}`);
  say(`  ${'together'.padEnd(32)}$${sumOf(costs).toFixed(2).padStart(10)}`);
};

const Amount = z.coerce.number().min(0);
const Together = z.coerce.number().int().min(1).max(1_000);

const loadOf = () => {
  const { values } = parseArgs({
    args: process.argv.slice(2).filter((one) => one !== '--'),
    options: {
      customers: { type: 'string', default: '100000' },
      'orders-per-day': { type: 'string', default: '2000' },
      'reads-per-day': { type: 'string' },
      'records-per-day': { type: 'string', default: '5000000' },
      'bills-per-month': { type: 'string' },
      'records-together': { type: 'string', default: '1' },
      stage: { type: 'string', default: 'prod' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) throw new Refused(usage);
  const ordersPerDay = Amount.parse(values['orders-per-day']);
  const customers = Amount.parse(values.customers);
  const billsPerMonth = Amount.parse(values['bills-per-month'] ?? String(customers));
  return {
    recordsTogether: Together.parse(values['records-together']),
    stage: stageNamed(values.stage).name,
    load: {
      customers,
      ordersPerDay,
      // Who orders looks around before and after.
      readsPerDay: Amount.parse(values['reads-per-day'] ?? String(20 * ordersPerDay)),
      recordsPerDay: Amount.parse(values['records-per-day']),
      billsPerDay: billsPerMonth / daysAMonth,
    },
  };
};

const main = async (): Promise<void> => {
  const { stage, load, recordsTogether } = loadOf();
  const prices = Prices.parse(JSON.parse(readFileSync('infra/prices.json', 'utf8')));
  say('Metering orders, reads, records and bills …');
  const operations = await withRuntime((measured) => measure(measured, recordsTogether));
  const texts = templatesOf(stage);
  const metrics = new Set(
    texts.flatMap((text) => [...text.matchAll(ownMetric)].map(([, name]) => name)),
  );
  const floor = floorOf(standingIn(texts), metrics.size, prices);
  const month = monthOf(load, operations, prices);
  say(
    `\nA month of ${load.customers} customers, ${load.ordersPerDay} orders, ${load.readsPerDay} reads and ${load.recordsPerDay} records a day, ${Math.round(load.billsPerDay * daysAMonth)} bills (list prices of ${prices.collected}, ${prices.region})`,
  );
  show('By service', month);
  const names = capabilities.map(({ name }) => name);
  show(
    'Of that, by capability: table, events, functions and transitions',
    byCapability(load, operations, prices, names),
  );
  say('\nOne of each');
  for (const { service, usd } of costsOfEach(operations, prices))
    say(`  ${service.padEnd(32)}$${usd.toFixed(6).padStart(14)}`);
  show(`When nobody comes (stage ${stage})`, floor);
  say(`\nAltogether a month  $${(sumOf(month) + sumOf(floor)).toFixed(2)}`);
};

main().catch((thrown: unknown) => {
  const told =
    thrown instanceof Refused ? thrown.message : thrown instanceof Error ? thrown.stack : thrown;
  process.stderr.write(`${String(told)}\n`);
  process.exitCode = 1;
});
