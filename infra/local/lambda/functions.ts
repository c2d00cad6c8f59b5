import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { functionNameOf } from '../assembly/compute.ts';
import type { FunctionModel } from '../assembly/model.ts';
import type { Meter } from '../meter.ts';
import { AwsError } from '../service.ts';
import type { FaultKind, Faults } from './faults.ts';
import {
  type Instance,
  lambdaEnvironment,
  type Outcome,
  startInstance,
  timedOut,
} from './instance.ts';

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
}

interface Job {
  readonly payload: string;
  readonly fault: FaultKind | undefined;
  readonly done: (outcome: Outcome) => void;
}

interface Pool {
  readonly model: FunctionModel;
  readonly environment: Readonly<Record<string, string>>;
  readonly instances: Set<Instance>;
  readonly idle: Instance[];
  readonly waiting: Job[];
}

/** The issuer of the template is the cloud's; a local token comes from the runtime itself. */
const environmentOf = (model: FunctionModel, url: string): Record<string, string> => ({
  ...lambdaEnvironment(model, url),
  ...model.environment,
  ...('ISSUER' in model.environment ? { ISSUER: url } : {}),
});

/** Lets a crash fall into the middle of the work and not before it. */
const crashAfterMs = 3;

const injected: Outcome = {
  error: { errorType: 'InjectedError', errorMessage: 'An error planned through /_local/faults' },
  durationMs: 0,
};

export const openFunctions = (options: FunctionsOptions): Functions => {
  const { meter, faults } = options;
  mkdirSync(options.logsDirectory, { recursive: true });
  const pools = new Map<string, Pool>();
  for (const model of options.models) {
    const environment = environmentOf(model, options.url);
    pools.set(model.name, { model, environment, instances: new Set(), idle: [], waiting: [] });
  }
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
      ended: () => {
        pool.instances.delete(instance);
        const place = pool.idle.indexOf(instance);
        if (place >= 0) pool.idle.splice(place, 1);
      },
    });
    pool.instances.add(instance);
    return instance;
  };

  const finish = (pool: Pool, instance: Instance, job: Job, outcome: Outcome): void => {
    const { name } = pool.model;
    meter.count('lambda.invocations', 1, name);
    meter.count('lambda.billedMs', Math.max(1, Math.ceil(outcome.durationMs)), name);
    if (instance.alive()) pool.idle.push(instance);
    const next = pool.waiting.shift();
    if (next !== undefined) run(pool, next);
    job.done(outcome);
  };

  const run = (pool: Pool, job: Job): void => {
    const instance = pool.idle.pop() ?? start(pool);
    const requestId = randomUUID();
    void instance.run(requestId, job.payload).then((outcome) => {
      /** The harshest timeout: the work is done and its answer is lost. */
      const lost: Outcome = {
        error: timedOut(requestId, pool.model.timeoutSeconds * 1000),
        durationMs: outcome.durationMs,
      };
      finish(pool, instance, job, job.fault === 'timeout' ? lost : outcome);
    });
    if (job.fault === 'crash') setTimeout(instance.kill, crashAfterMs);
  };

  const submit = (pool: Pool, job: Job): void => {
    const free = pool.idle.length > 0 || pool.instances.size < options.workers;
    if (free) run(pool, job);
    else pool.waiting.push(job);
  };

  return {
    model: (nameOrArn) => poolOf(nameOrArn).model,
    busy: () => running,
    invoke: (nameOrArn, payload) => {
      const pool = poolOf(nameOrArn);
      if (closed) throw new AwsError('ServiceException', 'The runtime is stopping', 500);
      const fault = faults.take(pool.model.name);
      if (fault === 'throttle')
        throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
      if (fault === 'error') return Promise.resolve(injected);
      running += 1;
      return new Promise((answered) => {
        submit(pool, {
          payload,
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
      for (const pool of pools.values()) {
        pool.waiting.length = 0;
        for (const instance of pool.instances) instance.kill();
      }
    },
  };
};
