import { parseArgs } from 'node:util';
import * as z from 'zod';
import { connect } from './client.ts';
import { paths } from './paths.ts';
import { readSample } from './sample.ts';
import { DemoFailed, failing, runningSystem } from './settings.ts';
import { liveYear } from './year.ts';
import { linesOf } from './year-bills.ts';

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const Certificate = z.looseObject({
  balanced: z.boolean(),
  accounts: z.number(),
  bills: z.number(),
  finding: z.array(z.looseObject({ kind: z.string(), subject: z.string(), text: z.string() })),
});

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    args: process.argv.slice(2).filter((one) => one !== '--'),
    options: { customers: { type: 'string', default: '100' } },
  });
  const households = readSample(z.coerce.number().int().min(1).parse(values.customers));
  if (households === undefined)
    throw new DemoFailed(
      'The sample ../shared/data/telco-churn.csv does not lie beside the repository',
    );
  const { endpoint, clients } = runningSystem();
  const startedAtMs = Date.now();
  say(`A year with ${households.length} households of the sample`);
  const all = await liveYear({ endpoint, clients, households, log: say });
  for (const line of linesOf(all)) say(line);
  const operations = connect(endpoint, clients.operations);
  const { balanced, accounts, bills, finding } = Certificate.parse(
    await operations.send('POST', paths.booksCertificate, {}),
  );
  say(
    `The books of ${accounts} accounts and ${bills} bills ${balanced ? 'balance' : 'do not balance'}`,
  );
  for (const { kind, subject, text } of finding) say(`  ${kind} ${subject}: ${text}`);
  say(`It took ${Math.round((Date.now() - startedAtMs) / 1000)} s`);
};

main().catch(failing);
