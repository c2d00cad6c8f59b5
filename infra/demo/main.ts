import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { CallFailed, embedded } from './client.ts';
import { DemoFailed, demonstrate } from './demo.ts';

const Settings = z.object({
  PORT: z.coerce.number().int().default(8080),
  BASE_URL: z.url().optional(),
  DATA_DIR: z.string().default('.strowger/data'),
});

const Credentials = z.object({ id: z.string(), secret: z.string() });
const Clients = z.object({
  demo: z.object({ admin: Credentials, operations: Credentials, agent: Credentials }),
});

const clientsOf = (dataDir: string): z.infer<typeof Clients>['demo'] => {
  const file = join(dataDir, 'clients.json');
  try {
    return Clients.parse(JSON.parse(readFileSync(file, 'utf8'))).demo;
  } catch {
    throw new DemoFailed(
      `${file} has no clients of the tenant demo: run npm start first, with the same DATA_DIR`,
    );
  }
};

const main = async (): Promise<void> => {
  const { PORT, BASE_URL, DATA_DIR } = Settings.parse(process.env);
  await demonstrate({
    endpoint: embedded(BASE_URL ?? `http://127.0.0.1:${PORT}`),
    clients: clientsOf(DATA_DIR),
    metered: true,
    listens: true,
  });
};

const reasonOf = (thrown: unknown): string => {
  if (thrown instanceof DemoFailed || thrown instanceof CallFailed) return thrown.message;
  if (thrown instanceof TypeError && thrown.message === 'fetch failed')
    return 'The system does not answer: run npm start first, with the same PORT';
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
};

main().catch((thrown: unknown) => {
  process.stderr.write(`\nThe demonstration failed. ${reasonOf(thrown)}\n`);
  process.exit(1);
});
