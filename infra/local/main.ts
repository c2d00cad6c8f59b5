import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { assemblyDirectory, buildAssembly } from './build.ts';
import { StartRefused } from './lock.ts';
import { type Runtime, startRuntime } from './runtime.ts';

const Settings = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  DATA_DIR: z.string().min(1).default('.strowger/data'),
  STROWGER_WORKERS: z.coerce.number().int().min(1).max(64).default(4),
});

const usage = `npm start -- [--fresh] [--empty] [--customers N]
  --fresh        empties the data folder first
  --empty        starts without the demonstration's data
  --customers N  how many customers the demonstration has
Settings: PORT (8080), DATA_DIR (.strowger/data), STROWGER_WORKERS (4)`;

const flags = () => {
  try {
    return parseArgs({
      args: process.argv.slice(2).filter((one) => one !== '--'),
      options: {
        fresh: { type: 'boolean', default: false },
        empty: { type: 'boolean', default: false },
        customers: { type: 'string', default: '0' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (thrown) {
    throw new StartRefused(
      `${thrown instanceof Error ? thrown.message : String(thrown)}\n${usage}`,
    );
  }
};

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const screen = (runtime: Runtime, dataDirectory: string): string => {
  const clients = resolve(dataDirectory, 'clients.json');
  const credentials = `node -p "c=require('${clients}').demo.agent,c.id+':'+c.secret"`;
  const tokenOf = `node -p "JSON.parse(fs.readFileSync(0)).access_token"`;
  const catalogue = `${runtime.url}/tmf-api/productCatalogManagement/v4/productOffering`;
  return `
Strowger is up at ${runtime.url}

  the API's pages   ${runtime.url}/docs
  its clients       ${clients}  (admin, operations, agent, customer)
  functions' logs   ${resolve(dataDirectory, 'logs')}
  a walk through    npm run demo

  A token and a first call:
    TOKEN=$(curl -s -u "$(${credentials})" -d grant_type=client_credentials ${runtime.url}/oauth2/token | ${tokenOf})
    curl -s -H "Authorization: Bearer $TOKEN" ${catalogue}

Ctrl+C stops it; the data stays.
`;
};

/** Loads the demonstration's data once a data folder. */
const seed = async (runtime: Runtime, dataDir: string, customers: number): Promise<void> => {
  const marker = join(dataDir, 'seeded');
  if (existsSync(marker)) return;
  const [{ seedDemo }, { embedded }] = await Promise.all([
    import('../demo/seed.ts'),
    import('../demo/client.ts'),
  ]);
  await seedDemo({
    endpoint: embedded(runtime.url),
    client: runtime.tenant.admin,
    customers,
    log: say,
  });
  writeFileSync(marker, new Date().toISOString());
};

/** The first signal stops cleanly; a second one at once, which costs nothing but what was under way. */
const stopOnSignal = (runtime: Runtime): void => {
  let stopping = false;
  const stop = (): void => {
    if (stopping) process.exit(130);
    stopping = true;
    say('Stopping …');
    void runtime.stop().then(() => process.exit(0));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
};

const main = async (): Promise<void> => {
  process.env['TZ'] = 'UTC';
  const { fresh, empty, customers, help } = flags();
  if (help) {
    say(usage);
    return;
  }
  const settings = Settings.safeParse(process.env);
  if (!settings.success) throw new StartRefused(z.prettifyError(settings.error));
  const { PORT: port, DATA_DIR: dataDir, STROWGER_WORKERS: workers } = settings.data;
  const count = z.coerce.number().int().min(0).safeParse(customers);
  if (!count.success) throw new StartRefused(`--customers takes a whole number\n${usage}`);
  await buildAssembly(say);
  const runtime = await startRuntime({
    assembly: assemblyDirectory,
    dataDir,
    port,
    workers,
    fresh,
    log: say,
  });
  stopOnSignal(runtime);
  if (!empty) await seed(runtime, dataDir, count.data);
  say(screen(runtime, dataDir));
};

main().catch((thrown: unknown) => {
  const refused = thrown instanceof StartRefused;
  const text =
    thrown instanceof Error
      ? refused
        ? thrown.message
        : (thrown.stack ?? thrown.message)
      : String(thrown);
  process.stderr.write(`${text}\n`);
  process.exit(1);
});
