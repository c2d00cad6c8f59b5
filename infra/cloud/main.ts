import { demonstrate } from '../demo/demo.ts';
import { seedDemo } from '../demo/seed.ts';
import { deploy, destroy } from './deploy.ts';
import { deploymentAt } from './deployment.ts';
import type { Place } from './endpoint.ts';
import { placeOf } from './endpoint.ts';
import { Refused } from './refused.ts';
import { ensureTenant } from './tenants.ts';
import { down, up } from './up.ts';

const usage = `npm run cloud -- <command>
  up       starts an emulated cloud on this machine: MiniStack by Python or Docker, or what AWS_ENDPOINT_URL names
  deploy   bootstraps it and deploys every stack; with AWS_PROFILE and no endpoint, to AWS
  tenant NAME   adds a tenant where it is not there yet, and prints its programs' clients
  seed     makes the demonstration operator there
  demo     orders fibre and a mobile there, and shows what comes of it
  destroy  takes every stack away
  down     ends what up started
Settings: AWS_ENDPOINT_URL, AWS_PROFILE, AWS_REGION (eu-central-1), STAGE (emulated; on AWS dev), CLOUD_PORT (4566)`;

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const place = (): Place => {
  const found = placeOf(process.env);
  if (found === undefined)
    throw new Refused(
      'No cloud is there: run npm run cloud -- up, or set AWS_ENDPOINT_URL or AWS_PROFILE',
    );
  return found;
};

/** The deployed API, with the credentials of a tenant's programs. */
const reached = async (tenant: string) => {
  const at = place();
  const deployment = await deploymentAt(at);
  return { at, deployment, clients: await ensureTenant(at, deployment, tenant) };
};

const demoTenant = 'demo';

const commands: Readonly<Record<string, (name: string | undefined) => Promise<void>>> = {
  up: async () => {
    const url = await up(process.env['AWS_REGION'] ?? 'eu-central-1', say);
    say(`An emulated cloud is up at ${url}`);
  },
  deploy: async () => {
    const at = place();
    await deploy(at);
    const { baseUrl, tokenUrl } = await deploymentAt(at);
    say(`\nThe API is at   ${baseUrl}\nIts tokens at   ${tokenUrl}`);
  },
  destroy: () => destroy(place()),
  tenant: async (name) => {
    if (name === undefined) throw new Refused(usage);
    const { clients, deployment } = await reached(name);
    say(`Programs of ${name} get their tokens at ${deployment.tokenUrl}`);
    for (const [role, { id, secret }] of Object.entries(clients))
      say(`  ${role.padEnd(12)}${id}  ${secret}`);
  },
  seed: async () => {
    const { deployment, clients } = await reached(demoTenant);
    await seedDemo({ endpoint: deployment, client: clients.operations, customers: 0, log: say });
  },
  demo: async () => {
    const { at, deployment, clients } = await reached(demoTenant);
    const listens = at.endpoint !== undefined;
    await demonstrate({ endpoint: deployment, clients, metered: false, listens });
  },
  down: async () => {
    say((await down()) ? 'The emulated cloud is down' : 'There is nothing that up started');
  },
};

const main = async (): Promise<void> => {
  const [name = '', argument] = process.argv.slice(2).filter((one) => one !== '--');
  const command = commands[name];
  if (command === undefined) throw new Refused(usage);
  await command(argument);
};

main().catch((thrown: unknown) => {
  const told =
    thrown instanceof Refused ? thrown.message : thrown instanceof Error ? thrown.stack : thrown;
  process.stderr.write(`${String(told)}\n`);
  process.exitCode = 1;
});
