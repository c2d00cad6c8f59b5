import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Credentials, Endpoint } from './client.ts';
import { CallFailed, embedded } from './client.ts';

/** Something that the one who runs a demonstration can mend. */
export class DemoFailed extends Error {}

const Settings = z.object({
  PORT: z.coerce.number().int().default(8080),
  BASE_URL: z.url().optional(),
  DATA_DIR: z.string().default('.strowger/data'),
});

const Client = z.object({ id: z.string(), secret: z.string() });
const Clients = z.object({
  demo: z.object({ admin: Client, operations: Client, agent: Client }),
});

/** Who calls: the clients of the tenant `demo`. */
export type DemoClients = Readonly<Record<'admin' | 'operations' | 'agent', Credentials>>;

const clientsOf = (dataDir: string): DemoClients => {
  const file = join(dataDir, 'clients.json');
  try {
    return Clients.parse(JSON.parse(readFileSync(file, 'utf8'))).demo;
  } catch {
    throw new DemoFailed(
      `${file} has no clients of the tenant demo: run npm start first, with the same DATA_DIR`,
    );
  }
};

/** The system that runs by the settings PORT or BASE_URL, and DATA_DIR. */
export const runningSystem = (): {
  readonly endpoint: Endpoint;
  readonly clients: DemoClients;
} => {
  const { PORT, BASE_URL, DATA_DIR } = Settings.parse(process.env);
  return {
    endpoint: embedded(BASE_URL ?? `http://127.0.0.1:${PORT}`),
    clients: clientsOf(DATA_DIR),
  };
};

const reasonOf = (thrown: unknown): string => {
  if (thrown instanceof DemoFailed || thrown instanceof CallFailed) return thrown.message;
  if (thrown instanceof TypeError && thrown.message === 'fetch failed')
    return 'The system does not answer: run npm start first, with the same PORT';
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
};

/** Ends the process with a line that says what failed. */
export const failing = (thrown: unknown): never => {
  process.stderr.write(`\nThe demonstration failed. ${reasonOf(thrown)}\n`);
  process.exit(1);
};
