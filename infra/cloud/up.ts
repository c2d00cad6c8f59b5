import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { bornAt, isAlive } from '../local/lock.ts';
import { Refused } from './refused.ts';
import type { Started } from './state.ts';
import { cloudDirectory, forgetStarted, readStarted, writeStarted } from './state.ts';

type Say = (line: string) => void;

const requirements = 'infra/cloud/requirements.txt';
const compose = ['compose', '--file', 'infra/cloud/compose.yaml', '--project-name', 'strowger'];
const usualPort = 4566;
const startTimeoutMs = 60_000;
/** MiniStack's oldest. */
const pythons = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];
const newEnough = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))';

const succeeds = (command: string, args: readonly string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore' }).status === 0;

const run = (command: string, args: readonly string[]): void => {
  const { status, stderr, stdout, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status === 0) return;
  throw new Refused(`${command} ${args.join(' ')}: ${error?.message ?? stderr.trim() + stdout}`);
};

/** The port that `CLOUD_PORT` names, else the usual one where it is free, else any. */
const freePort = (wanted: string | undefined): Promise<number> =>
  new Promise((done, failed) => {
    const attempt = (port: number): void => {
      const probe = createServer();
      probe.once('error', () => {
        if (wanted === undefined && port !== 0) attempt(0);
        else failed(new Refused(`Port ${port} is taken: set CLOUD_PORT to another`));
      });
      probe.listen(port, '127.0.0.1', () => {
        const address = probe.address();
        const found = typeof address === 'object' && address !== null ? address.port : 0;
        probe.close(() => done(found));
      });
    };
    attempt(Number(wanted ?? usualPort));
  });

/** A virtual environment of its own, made again when what it should hold has changed. */
const environmentWith = (python: string, say: Say): string => {
  const home = join(cloudDirectory, 'python');
  const held = join(home, 'requirements.txt');
  const wanted = readFileSync(requirements, 'utf8');
  if (existsSync(held) && readFileSync(held, 'utf8') === wanted) return home;
  say('Installing MiniStack in .strowger/cloud/python …');
  run(python, ['-m', 'venv', '--clear', home]);
  run(join(home, 'bin/pip'), [
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--requirement',
    requirements,
  ]);
  writeFileSync(held, wanted);
  return home;
};

/** Functions run on this Node, which is the one that Lambda has. */
const nodeFirst = `${resolve('node_modules/.bin')}:${process.env['PATH'] ?? ''}`;

const startMiniStack = (home: string, port: number, region: string): Started => {
  const url = `http://127.0.0.1:${port}`;
  const log = openSync(join(cloudDirectory, 'ministack.log'), 'w');
  const state = resolve(cloudDirectory, 'state');
  rmSync(state, { recursive: true, force: true });
  mkdirSync(state, { recursive: true });
  // Functions are unpacked below it, and this repository's own package.json would make modules of them.
  writeFileSync(join(state, 'package.json'), '{"type":"commonjs"}');
  const child = spawn(resolve(home, 'bin/ministack'), [], {
    detached: true,
    stdio: ['ignore', log, log],
    env: {
      PATH: nodeFirst,
      HOME: state,
      TMPDIR: state,
      STATE_DIR: state,
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      MINISTACK_HOST: '127.0.0.1',
      MINISTACK_REGION: region,
      AWS_ENDPOINT_URL: url,
      AWS_DEFAULT_REGION: region,
      // Every call must be signed and allowed by the caller's role.
      AUTH: 'true',
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
    },
  });
  child.unref();
  const { pid } = child;
  if (pid === undefined) throw new Refused('MiniStack could not be started');
  return { kind: 'ministack', url, pid, born: bornAt(pid) ?? '0' };
};

const startContainer = (port: number, region: string): Started => {
  const env = { ...process.env, CLOUD_PORT: String(port), CLOUD_REGION: region };
  const { status, stderr } = spawnSync('docker', [...compose, 'up', '--detach', '--wait'], {
    encoding: 'utf8',
    env,
  });
  if (status !== 0) throw new Refused(`docker compose up: ${stderr.trim()}`);
  return { kind: 'compose', url: `http://127.0.0.1:${port}` };
};

const answers = (url: string): Promise<boolean> =>
  fetch(`${url}/_localstack/health`, { signal: AbortSignal.timeout(2_000) }).then(
    ({ ok }) => ok,
    () => false,
  );

const lives = ({ pid, born }: Started): boolean => pid === undefined || isAlive(pid, born);

const untilAnswering = async (started: Started): Promise<void> => {
  const until = Date.now() + startTimeoutMs;
  while (!(await answers(started.url))) {
    if (Date.now() > until || !lives(started))
      throw new Refused(`The emulated cloud did not start: see ${cloudDirectory}/ministack.log`);
    await pause(100);
  }
};

const starting = async (region: string, say: Say): Promise<Started> => {
  const port = await freePort(process.env['CLOUD_PORT']);
  const python = pythons.find((one) => succeeds(one, ['-c', newEnough]));
  if (python !== undefined) return startMiniStack(environmentWith(python, say), port, region);
  if (succeeds('docker', ['compose', 'version'])) return startContainer(port, region);
  throw new Refused(
    'There is neither Python 3.10 nor docker compose: name an endpoint with AWS_ENDPOINT_URL',
  );
};

/** Starts an emulated cloud on the loopback address, unless one is there or named. Answers its address. */
export const up = async (region: string, say: Say): Promise<string> => {
  const named = process.env['AWS_ENDPOINT_URL'];
  if (named !== undefined) {
    if (!(await answers(named))) throw new Refused(`${named} does not answer`);
    return named;
  }
  const known = readStarted();
  if (known !== undefined && lives(known) && (await answers(known.url))) return known.url;
  mkdirSync(cloudDirectory, { recursive: true });
  const started = await starting(region, say);
  writeStarted(started);
  await untilAnswering(started);
  return started.url;
};

const graceMs = 5_000;

/** Ends the process that was started and those that it started, which are one group; no other. */
const end = async (pid: number, born: string | undefined): Promise<void> => {
  if (!isAlive(pid, born)) return;
  process.kill(-pid, 'SIGTERM');
  const until = Date.now() + graceMs;
  while (isAlive(pid, born) && Date.now() < until) await pause(50);
  if (isAlive(pid, born)) process.kill(-pid, 'SIGKILL');
};

/** Ends what `up` started; all that was deployed there goes with it. Answers whether there was anything. */
export const down = async (): Promise<boolean> => {
  const started = readStarted();
  if (started === undefined) return false;
  if (started.kind === 'compose') run('docker', [...compose, 'down', '--volumes']);
  else if (started.pid !== undefined) await end(started.pid, started.born);
  forgetStarted();
  return true;
};
