import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { functionNameOf } from '../assembly/compute.ts';
import type { FunctionModel } from '../assembly/model.ts';
import type { Meter } from '../meter.ts';
import { AwsError } from '../service.ts';
import type { Fault, Faults } from './faults.ts';
import {
  type AwsPort,
  type Instance,
  lambdaEnvironment,
  type Outcome,
  startInstance,
  timedOut,
} from './instance.ts';
import { openLoad } from './load.ts';

/** All functions of the templates, each with its warm worker threads. */
export interface Functions {
  /** Invokes by name or ARN with JSON text. Throws ResourceNotFoundException, or TooManyRequestsException on a planned throttle. */
  invoke(nameOrArn: string, payload: string): Promise<Outcome>;
  model(nameOrArn: string): FunctionModel;
  /** Invocations that run or wait. */
  busy(): number;
  close(): Promise<void>;
}

export interface FunctionsOptions {
  readonly models: readonly FunctionModel[];
  /** The runtime's own address: where the functions' AWS clients and the token issuer are. */
  readonly url: string;
  readonly logsDirectory: string;
  readonly clockOffset: SharedArrayBuffer;
  readonly meter: Meter;
  readonly faults: Faults;
  /** The most worker threads of one function. */
  readonly workers: number;
  /** What each function signs with. @default - nothing secret: nobody checks it but the file store */
  readonly secretOf?: (functionName: string) => string;
  /** A shorter way to the AWS services than the network. @default - none */
  readonly aws?: AwsPort;
}

interface Job {
  readonly payload: string;
  readonly sinceMs: number;
  readonly fault: Fault | undefined;
  readonly done: (outcome: Outcome) => void;
}

interface Pool {
  readonly model: FunctionModel;
  readonly environment: Readonly<Record<string, string>>;
  readonly instances: Set<Instance>;
  readonly idle: Instance[];
  readonly waiting: Job[];
  growing: NodeJS.Timeout | undefined;
}

/** The issuer of the template is the cloud's; a local token comes from the runtime itself. */
const environmentOf = (
  model: FunctionModel,
  { url, secretOf }: FunctionsOptions,
): Record<string, string> => ({
  ...lambdaEnvironment(model, url),
  ...(secretOf && { AWS_SECRET_ACCESS_KEY: secretOf(model.name) }),
  ...model.environment,
  ...('ISSUER' in model.environment ? { ISSUER: url } : {}),
});

/** Lets a crash fall into the middle of the work and not before it. */
const crashAfterMs = 3;

/** How long work waits for a worker before another is started. */
const patienceMs = 20;

/**
 * While the main thread or the processors have no time to spare, more workers only wait for them too, and each start
 * takes the processor from the others: then another one is started only for work that has waited long, as behind a slow
 * listener. The share is of the main thread's time, and of all processors' time.
 */
const busyShare = 0.8;
const longPatienceMs = 1000;

/** How long a worker beyond the first may have nothing to do. */
const restMs = 30_000;

const workersOf = (model: FunctionModel, most: number): number =>
  Math.max(1, Math.min(most, model.reservedConcurrency ?? most));

const injected: Outcome = {
  error: { errorType: 'InjectedError', errorMessage: 'An error planned through /_local/faults' },
  durationMs: 0,
};

export const openFunctions = (options: FunctionsOptions): Functions => {
  const { meter, faults } = options;
  mkdirSync(options.logsDirectory, { recursive: true });
  const pools = new Map<string, Pool>();
  for (const model of options.models) {
    const environment = environmentOf(model, options);
    pools.set(model.name, {
      model,
      environment,
      instances: new Set(),
      idle: [],
      waiting: [],
      growing: undefined,
    });
  }
  const restingSince = new WeakMap<Instance, number>();
  const load = openLoad();
  let running = 0;
  let closed = false;

  const poolOf = (nameOrArn: string): Pool => {
    const name = functionNameOf(nameOrArn);
    const pool = pools.get(name);
    if (pool !== undefined) return pool;
    throw new AwsError('ResourceNotFoundException', `Function not found: ${name}`, 404);
  };

  const start = (pool: Pool): Instance => {
    const instance: Instance = startInstance({
      model: pool.model,
      environment: pool.environment,
      logFile: join(options.logsDirectory, `${pool.model.name}.log`),
      clockOffset: options.clockOffset,
      aws: options.aws,
      ended: () => {
        pool.instances.delete(instance);
        const place = pool.idle.indexOf(instance);
        if (place >= 0) pool.idle.splice(place, 1);
      },
    });
    pool.instances.add(instance);
    return instance;
  };

  const rest = (pool: Pool, instance: Instance): void => {
    pool.idle.push(instance);
    restingSince.set(instance, Date.now());
  };

  /** The worker that has ended its work takes what waits; one that has died is replaced. */
  const finish = (pool: Pool, instance: Instance, job: Job, outcome: Outcome): void => {
    const { name } = pool.model;
    meter.count('lambda.invocations', 1, name);
    meter.count('lambda.billedMs', Math.max(1, Math.ceil(outcome.durationMs)), name);
    if (pool.waiting.length > 0) runNext(pool, instance.alive() ? instance : start(pool));
    else if (instance.alive()) rest(pool, instance);
    job.done(outcome);
  };

  const runNext = (pool: Pool, instance: Instance): void => {
    const job = pool.waiting.shift();
    if (job === undefined) {
      rest(pool, instance);
      return;
    }
    const requestId = randomUUID();
    void instance.run(requestId, job.payload, job.fault?.afterWrites).then((outcome) => {
      /** The harshest timeout: the work is done and its answer is lost. */
      const lost: Outcome = {
        error: timedOut(requestId, pool.model.timeoutSeconds * 1000),
        durationMs: outcome.durationMs,
      };
      finish(pool, instance, job, job.fault?.kind === 'timeout' ? lost : outcome);
    });
    if (job.fault?.kind === 'crash' && job.fault.afterWrites === undefined)
      setTimeout(() => void instance.kill(), crashAfterMs);
  };

  /** One more worker at a time, and only when work has waited: a thread that starts takes the processor from the others. */
  const grow = (pool: Pool): void => {
    pool.growing = undefined;
    const oldest = pool.waiting[0];
    if (oldest === undefined || closed) return;
    const starting = [...pool.instances].some((one) => !one.ready());
    const full = pool.instances.size >= workersOf(pool.model, options.workers);
    const patience = load() < busyShare ? patienceMs : longPatienceMs;
    const due = performance.now() - oldest.sinceMs >= patience;
    if (due && !starting && !full) runNext(pool, start(pool));
    if (!full) growLater(pool);
  };
  const growLater = (pool: Pool): void => {
    pool.growing ??= setTimeout(grow, patienceMs, pool);
  };

  const submit = (pool: Pool, job: Job): void => {
    pool.waiting.push(job);
    const instance = pool.idle.pop() ?? (pool.instances.size === 0 ? start(pool) : undefined);
    if (instance !== undefined) runNext(pool, instance);
    else growLater(pool);
  };

  /** Ends what a burst has left; one worker of a function stays warm. */
  const sweep = (): void => {
    const before = Date.now() - restMs;
    for (const pool of pools.values()) {
      const rested = pool.idle.filter((one) => (restingSince.get(one) ?? 0) < before);
      for (const instance of rested.slice(0, pool.instances.size - 1)) {
        pool.idle.splice(pool.idle.indexOf(instance), 1);
        void instance.kill();
      }
    }
  };
  const sweeper = setInterval(sweep, restMs / 2);
  sweeper.unref();

  return {
    model: (nameOrArn) => poolOf(nameOrArn).model,
    busy: () => running,
    invoke: (nameOrArn, payload) => {
      const pool = poolOf(nameOrArn);
      if (closed) throw new AwsError('ServiceException', 'The runtime is stopping', 500);
      const fault = faults.take(pool.model.name, payload);
      if (fault?.kind === 'throttle')
        throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
      if (fault?.kind === 'error') return Promise.resolve(injected);
      running += 1;
      return new Promise((answered) => {
        submit(pool, {
          payload,
          sinceMs: performance.now(),
          fault,
          done: (outcome) => {
            running -= 1;
            answered(outcome);
          },
        });
      });
    },
    close: async () => {
      closed = true;
      clearInterval(sweeper);
      for (const pool of pools.values()) pool.waiting.length = 0;
      const instances = [...pools.values()].flatMap((pool) => [...pool.instances]);
      await Promise.all(instances.map((instance) => instance.kill()));
    },
  };
};
