import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import type { Model } from './assembly/model.ts';
import { readModel } from './assembly/read-model.ts';
import { type MovableClock, movableClock } from './clock.ts';
import { json } from './gateway/answer.ts';
import { type Parts, serve } from './gateway/server.ts';
import type { Tenant } from './identity/clients.ts';
import { codeOf, lock, StartRefused } from './lock.ts';
import { missingPermissions } from './targets.ts';
import { wire } from './wiring.ts';

/** A running system: the templates' resources behind one port. */
export interface Runtime {
  readonly url: string;
  /** The clients of the tenant `demo`. */
  readonly tenant: Tenant;
  stop(): Promise<void>;
}

export interface RuntimeOptions {
  /** The folder of the synthesised app. */
  readonly assembly: string;
  readonly dataDir: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly log: (line: string) => void;
  /** The most worker threads of one function. @default 4 */
  readonly workers?: number;
  /** Empties the data folder first. @default false */
  readonly fresh?: boolean;
}

const Moved = z.object({ offsetMs: z.number() });

/** The clock goes on from where it was moved to, also after a restart. Its offset is shared with the functions' threads. */
const openClock = (file: string): { clock: MovableClock; offset: SharedArrayBuffer } => {
  const shared = new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT);
  const offset = new Float64Array(shared);
  const start = existsSync(file) ? Moved.parse(JSON.parse(readFileSync(file, 'utf8'))).offsetMs : 0;
  offset[0] = start;
  const clock = movableClock(start, (offsetMs) => {
    offset[0] = offsetMs;
    writeFileSync(file, JSON.stringify({ offsetMs }));
  });
  return { clock, offset: shared };
};

const starting: Parts = {
  aws: async () => json(503, { __type: 'ServiceUnavailable', message: 'Starting' }),
  own: async () => json(503, { status: 'starting' }),
  rest: async () => json(503, { message: 'Starting' }),
  streamed: () => undefined,
};

const listen = async (options: RuntimeOptions, parts: () => Parts): Promise<Server> => {
  const now: Parts = {
    aws: (request, target) => parts().aws(request, target),
    own: (request) => parts().own(request),
    rest: (request) => parts().rest(request),
    streamed: (raw, response) => parts().streamed(raw, response),
  };
  const report = (thrown: unknown): void =>
    options.log(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));
  try {
    return await serve(options.port, now, report);
  } catch (thrown) {
    if (codeOf(thrown) !== 'EADDRINUSE') throw thrown;
    throw new StartRefused(
      `Port ${options.port} is taken: set PORT to another, e.g. PORT=8081 npm start`,
    );
  }
};

const portOf = (server: Server): number => {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

const closeServer = (server: Server): Promise<void> =>
  new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });

const checked = (model: Model): Model => {
  const missing = missingPermissions(model);
  if (missing.length > 0)
    throw new StartRefused(`The templates lack permissions:\n  ${missing.join('\n  ')}`);
  return model;
};

/** Everything in the folder but the lock that this process holds. */
const openData = (options: RuntimeOptions): (() => void) => {
  const { dataDir } = options;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const release = lock(dataDir);
  if (options.fresh !== true) return release;
  release();
  rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  return lock(dataDir);
};

/** Starts all that the templates describe on one port, and takes up what an earlier run left undone. */
export const startRuntime = async (options: RuntimeOptions): Promise<Runtime> => {
  const release = openData(options);
  let parts = starting;
  let server: Server | undefined;
  try {
    const model = checked(readModel(options.assembly));
    server = await listen(options, () => parts);
    const url = `http://127.0.0.1:${portOf(server)}`;
    const { clock, offset } = openClock(join(options.dataDir, 'clock.json'));
    const database = new DatabaseSync(join(options.dataDir, 'runtime.sqlite'));
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    const system = await wire({
      model,
      dataDir: options.dataDir,
      url,
      clock,
      clockOffset: offset,
      database,
      workers: options.workers ?? 4,
      log: options.log,
    });
    parts = system.parts;
    system.resume();
    const listening = server;
    return {
      url,
      tenant: system.tenant,
      stop: async () => {
        await system.settle();
        await closeServer(listening);
        await system.close();
        database.close();
        release();
      },
    };
  } catch (thrown) {
    if (server !== undefined) await closeServer(server);
    release();
    throw thrown;
  }
};
