import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parsed } from './json.ts';
import { expectPrivate, personalMemory } from './personal.ts';

export type Role = 'admin' | 'operations' | 'agent' | 'customer';

interface Client {
  readonly id: string;
  readonly secret: string;
  readonly partyId?: string;
}

type Clients = Record<string, Record<Role, Client>>;

export interface HttpAnswer {
  readonly status: number;
  readonly body: any;
  readonly headers: Headers;
}

/** A runtime in a process of its own, as `npm start -- --empty` runs it. */
export interface TestRuntime {
  readonly url: string;
  readonly dataDir: string;
  readonly clients: () => Clients;
  token(role: Role | Client, tenant?: string): Promise<string>;
  fetchJson(
    role: Role | Client,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<HttpAnswer>;
  /** Calls `/_local/<path>` as the demo tenant's admin. */
  control(method: string, path: string, body?: unknown): Promise<HttpAnswer>;
  /** Waits until streams, events and executions are quiet. */
  idle(): Promise<void>;
  /** Ends it, and throws where its logs, metrics or traces say something personal that was sent through it. */
  stop(): Promise<void>;
  /** Ends the process at once, as a power cut would. */
  kill(): Promise<void>;
  /** Starts again on the same data and port. */
  restart(): Promise<void>;
}

const startTimeoutMs = 120_000;

const freePort = (): Promise<number> =>
  new Promise((done, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => done(port));
    });
  });

/** What follows `node` in the command of `npm start`. */
const startArguments = (): readonly string[] => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
  return String(scripts.start).split(' ').slice(1);
};

const start = async (port: number, dataDir: string, url: string): Promise<ChildProcess> => {
  const env = { ...process.env, PORT: String(port), DATA_DIR: dataDir, NODE_OPTIONS: '' };
  const child = spawn('node_modules/.bin/node', [...startArguments(), '--', '--empty'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const until = Date.now() + startTimeoutMs;
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`The runtime did not start:\n${output}`);
    const up = await fetch(`${url}/_local/health`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (up) return child;
    await wait(50);
  }
  child.kill('SIGKILL');
  throw new Error(`The runtime was not up after ${startTimeoutMs} ms:\n${output}`);
};

const end = (child: ChildProcess, signal: NodeJS.Signals): Promise<void> =>
  new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null) {
      done();
      return;
    }
    child.once('exit', () => done());
    child.kill(signal);
  });

/**
 * With `STROWGER_SYSTEM=cloud` the tests that need no control of the runtime run on what is deployed.
 * @default dataDir - a folder of its own, removed at stop
 */
export const startTestRuntime = async (
  options: { dataDir?: string } = {},
): Promise<TestRuntime> => {
  if (process.env['STROWGER_SYSTEM'] === 'cloud')
    return (await import('./cloud.ts')).deployedSystem();
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'strowger-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let child = await start(port, dataDir, url);
  const tokens = new Map<string, string>();
  const personal = personalMemory();
  const clients = (): Clients => JSON.parse(readFileSync(join(dataDir, 'clients.json'), 'utf8'));

  const token = async (role: Role | Client, tenant = 'demo'): Promise<string> => {
    const client = typeof role === 'string' ? clients()[tenant]?.[role] : role;
    if (client === undefined) throw new Error(`Tenant ${tenant} has no clients`);
    const known = tokens.get(client.id);
    if (known !== undefined) return known;
    const answer = await fetch(`${url}/oauth2/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${client.id}:${client.secret}`)}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    const { access_token: fresh } = (await answer.json()) as { access_token: string };
    tokens.set(client.id, fresh);
    return fresh;
  };

  const fetchJson: TestRuntime['fetchJson'] = async (role, method, path, body, headers = {}) => {
    personal.hear(path, body);
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await token(role)}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: answer.status, body: parsed(await answer.text()), headers: answer.headers };
  };

  const control: TestRuntime['control'] = async (method, path, body) => {
    const answer = await fetchJson(
      'admin',
      method,
      `/_local/${path.replace(/^\/?(_local\/)?/, '')}`,
      body,
    );
    /** A token lives an hour of the runtime's time: after a move of the clock it may be over. */
    if (method === 'PUT' && path.endsWith('clock')) tokens.clear();
    return answer;
  };

  return {
    url,
    dataDir,
    clients,
    token,
    fetchJson,
    control,
    idle: async () => {
      const { status, body } = await control('POST', 'idle');
      if (status !== 200)
        throw new Error(`The runtime did not become quiet: ${JSON.stringify(body)}`);
    },
    stop: async () => {
      await end(child, 'SIGINT');
      try {
        expectPrivate(dataDir, personal.values);
      } finally {
        if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
      }
    },
    kill: () => end(child, 'SIGKILL'),
    restart: async () => {
      await end(child, 'SIGINT');
      child = await start(port, dataDir, url);
    },
  };
};
