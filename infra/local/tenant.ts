import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const Clients = z.record(
  z.string(),
  z.looseObject({ admin: z.object({ id: z.string(), secret: z.string() }) }),
);
const Token = z.object({ access_token: z.string() });

const dataDir = process.env['DATA_DIR'] ?? '.strowger/data';
const url = `http://127.0.0.1:${process.env['PORT'] ?? '8080'}`;

const usage =
  'npm run tenant -- create <name>    adds an empty tenant, with its clients, to the running system';

/** Only an admin may add a tenant; the first one of the running system will do. */
const adminToken = async (): Promise<string> => {
  const [tenant] = Object.values(
    Clients.parse(JSON.parse(readFileSync(join(dataDir, 'clients.json'), 'utf8'))),
  );
  if (tenant === undefined)
    throw new Error(`${dataDir}/clients.json holds no tenant; is npm start running?`);
  const { id, secret } = tenant.admin;
  const answer = await fetch(`${url}/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${id}:${secret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  return Token.parse(await answer.json()).access_token;
};

const create = async (name: string): Promise<string> => {
  const answer = await fetch(`${url}/_local/tenants`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await adminToken()}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name }),
  });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return `Tenant ${name} is there; its clients are in ${join(dataDir, 'clients.json')}\n`;
};

const main = async (): Promise<void> => {
  const [command, name] = process.argv.slice(2).filter((one) => one !== '--');
  if (command !== 'create' || name === undefined) throw new Error(usage);
  process.stdout.write(await create(name));
};

main().catch((thrown: unknown) => {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
  process.exitCode = 1;
});
