import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { startTestRuntime } from '../harness/runtime.ts';
import { billRunSection } from './bill-run.ts';
import { billsSection } from './bills.ts';
import { coldSection } from './cold.ts';
import { type Row, tableOf } from './measure.ts';
import { ordersSection } from './orders.ts';
import { ratingSection } from './rating.ts';
import { rowsSection } from './rows.ts';
import { sdkSection } from './sdk.ts';
import { subjectOf } from './subject.ts';
import { tmfSection } from './tmf.ts';
import { usageSection } from './usage.ts';

const usage = `npm run bench -- [--quick] [--only SECTION]
  --quick  shorter, and to 10,000 rows instead of 100,000
  --only   sdk, tmf, orders, rows, bills, rating, usage or cold`;

const { values: flags } = parseArgs({
  args: process.argv.slice(2).filter((one) => one !== '--'),
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const results: Record<string, readonly Row[]> = {};

const report = (key: string, title: string, rows: readonly Row[]): void => {
  results[key] = rows;
  console.log(tableOf(title, rows));
};

const wanted = (section: string): boolean => flags.only === undefined || flags.only === section;

const running = ['sdk', 'tmf', 'orders', 'rows', 'bills', 'usage'];

const measure = async (): Promise<void> => {
  if (running.some(wanted)) await measureRunning();
  if (wanted('bills'))
    report('bills', 'Bills of 3 subscriptions, one core', billsSection(flags.quick));
  if (wanted('rating'))
    report('rating', 'Rating, in memory, on one core', ratingSection(flags.quick));
  if (wanted('cold'))
    report('cold', 'Functions: bundle and cold init, budget 450 kB and 100 ms', coldSection());
};

const measureRunning = async (): Promise<void> => {
  const runtime = await startTestRuntime();
  try {
    const subject = await subjectOf(runtime, flags.quick);
    if (wanted('sdk'))
      report('sdk', 'AWS SDK on the embedded table (ms)', await sdkSection(subject));
    if (wanted('tmf'))
      report(
        'tmf',
        "TMF620 category over HTTP (ms), beside TM Forum's reference component",
        await tmfSection(subject),
      );
    if (wanted('orders')) {
      const { flow, cost } = await ordersSection(subject);
      report('orders', 'Orders of fibre and mobile, POST to completed (ms)', flow);
      report('cost', 'What an order takes, and AWS list prices (us-east-1)', cost);
    }
    if (wanted('rows'))
      report('rows', 'One type as it grows (ms and units a call)', await rowsSection(subject));
    if (wanted('usage'))
      report('usage', 'Usage from CSV over HTTP to rated and stored', await usageSection(subject));
    // Last, since it moves the clock.
    if (wanted('bills')) report('billRun', 'A bill run, end to end', await billRunSection(subject));
    subject.operations.close();
    subject.agent.close();
  } finally {
    await runtime.stop();
  }
};

const save = (): void => {
  mkdirSync('bench-results', { recursive: true });
  const machine = { node: process.version, cpus: cpus().length, model: cpus()[0]?.model };
  const record = { at: new Date().toISOString(), machine, quick: flags.quick, ...results };
  writeFileSync('bench-results/bench.json', `${JSON.stringify(record, null, 2)}\n`);
};

if (flags.help) console.log(usage);
else {
  await measure();
  save();
}
