import { parseArgs } from 'node:util';
import * as z from 'zod';
import { Refused } from '../cloud/refused.ts';
import { systemOf } from './system.ts';
import { traceLines, traceOf } from './trace.ts';

const usage = `npm run trace -- <id> [--hours 24]
  The whole path of what an id names: a correlation id, a request's id, or that of an order, a service, a bill …
  It looks at the embedded runtime where that runs (PORT, DATA_DIR), else at the emulated cloud that is up, else where
  AWS_ENDPOINT_URL or AWS_PROFILE say (STAGE names the stage).
  --hours   how far back a cloud's logs are looked at; what is read is paid for`;

const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    args: process.argv.slice(2).filter((one) => one !== '--'),
    options: { hours: { type: 'string', default: '24' } },
    allowPositionals: true,
  });
  const [id] = positionals;
  const hours = z.coerce.number().positive().safeParse(values.hours);
  if (id === undefined || !hours.success) throw new Refused(usage);
  const system = await systemOf(process.env, { hours: hours.data, nowMs: Date.now() });
  const steps = await traceOf(system, id);
  if (steps.length === 0) throw new Refused(`Nothing of ${id} in the last ${hours.data} hours`);
  process.stdout.write(`${traceLines(steps).join('\n')}\n`);
};

main().catch((thrown: unknown) => {
  const told =
    thrown instanceof Refused ? thrown.message : thrown instanceof Error ? thrown.stack : thrown;
  process.stderr.write(`${String(told)}\n`);
  process.exitCode = 1;
});
