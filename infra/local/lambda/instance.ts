import { devNull } from 'node:os';
import { resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FunctionModel } from '../assembly/model.ts';
import { region } from '../assembly/physical.ts';
import type {
  AwsAnswer,
  AwsRequest,
  FunctionError,
  MainMessage,
  WorkerMessage,
  WorkerSetup,
} from './messages.ts';
import { compileCache, workerScript } from './worker-script.ts';

/** How one invocation ended. `payload` is JSON text. */
export type Outcome =
  | { readonly payload: string; readonly durationMs: number }
  | { readonly error: FunctionError; readonly durationMs: number };

/** A warm worker thread of one function; it answers one event at a time. */
export interface Instance {
  /** @default dieAfterWrites - it lives on */
  run(requestId: string, payload: string, dieAfterWrites?: number): Promise<Outcome>;
  /** Ends the thread at once, as a crash of the sandbox would. */
  kill(): Promise<void>;
  /** True once the bundle is loaded. */
  ready(): boolean;
  /** False once the thread has ended. */
  alive(): boolean;
}

/** The runtime's AWS services, for a function's clients. */
export interface AwsPort {
  readonly url: string;
  readonly answer: (request: AwsRequest) => Promise<Omit<AwsAnswer, 'kind' | 'id'>>;
}

export interface InstanceOptions {
  readonly model: FunctionModel;
  readonly environment: Readonly<Record<string, string>>;
  readonly logFile: string;
  readonly clockOffset: SharedArrayBuffer;
  readonly ended: () => void;
  /** The services behind the thread's port, and their address. @default - the functions reach them over the network */
  readonly aws?: AwsPort | undefined;
}

/** A cold start may take this long before the function's own time begins, as on Lambda. */
const initTimeoutMs = 10_000;

/** Lambda's own variables; the person's AWS profile must not leak in, so the files of the SDK's configuration are empty. */
export const lambdaEnvironment = (model: FunctionModel, url: string): Record<string, string> => ({
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_ACCESS_KEY_ID: model.name,
  AWS_SECRET_ACCESS_KEY: 'x',
  AWS_SESSION_TOKEN: 'local',
  AWS_ENDPOINT_URL: url,
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
  AWS_LAMBDA_FUNCTION_NAME: model.name,
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(model.memoryMegabytes),
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  LAMBDA_TASK_ROOT: model.directory,
  _HANDLER: model.handler,
  TZ: ':UTC',
  PATH: process.env['PATH'] ?? '',
  NODE_COMPILE_CACHE: resolve(compileCache),
});

const errorOf = (thrown: unknown): FunctionError => {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const outOfMemory = message.includes('memory limit');
  return {
    errorType: outOfMemory ? 'Runtime.OutOfMemory' : 'Runtime.ExitError',
    errorMessage: outOfMemory ? 'RequestId: runtime exited: out of memory' : message,
  };
};

/** Lambda's own words. */
export const timedOut = (requestId: string, ms: number): FunctionError => ({
  errorType: 'Sandbox.Timedout',
  errorMessage: `RequestId: ${requestId} Error: Task timed out after ${(ms / 1000).toFixed(2)} seconds`,
});

/** What changes something that others see: items, events, a machine's waiting step. */
const isWrite = ({ headers }: AwsRequest): boolean =>
  /\.(PutItem|UpdateItem|DeleteItem|TransactWriteItems|BatchWriteItem|PutEvents|SendTask\w+)$/.test(
    headers['x-amz-target'] ?? '',
  );

export const startInstance = (options: InstanceOptions): Instance => {
  const { model } = options;
  const setup: WorkerSetup = {
    directory: model.directory,
    handler: model.handler,
    functionName: model.name,
    functionArn: model.arn,
    memoryMegabytes: model.memoryMegabytes,
    logFile: options.logFile,
    clockOffset: options.clockOffset,
    wiredTo: options.aws?.url,
  };
  const worker = new Worker(resolve(workerScript), {
    workerData: setup,
    env: options.environment,
    resourceLimits: { maxOldGenerationSizeMb: model.memoryMegabytes },
    execArgv: [],
    name: model.name.split('-').slice(2).join('-'),
  });
  worker.unref();
  const timeoutMs = model.timeoutSeconds * 1000;
  let alive = true;
  let ready = false;
  let queued: (() => void) | undefined;
  let finish: ((outcome: Outcome) => void) | undefined;
  const fail = (error: FunctionError, durationMs = 0): void => {
    if (alive) options.ended();
    alive = false;
    finish?.({ error, durationMs });
  };
  const send = (message: MainMessage): void => worker.postMessage(message);
  let writesLeft: number | undefined;
  /** True when the function is to die now: the write is not made, or it is and the function does not hear of it. */
  const diesOf = (request: AwsRequest, isDone: boolean): boolean => {
    if (writesLeft === undefined || !isWrite(request)) return false;
    if (isDone) writesLeft -= 1;
    return writesLeft <= 0;
  };
  const serve = async (request: AwsRequest): Promise<void> => {
    if (diesOf(request, false)) return kill();
    const answer = await options.aws?.answer(request);
    if (diesOf(request, true)) return kill();
    if (answer !== undefined && alive) send({ kind: 'aws', id: request.id, ...answer });
  };
  const kill = async (): Promise<void> => {
    await worker.terminate();
  };
  worker.on('message', (message: WorkerMessage) => {
    if (message.kind === 'aws') void serve(message);
    else if (message.kind === 'ready') {
      ready = true;
      queued?.();
    } else if (message.kind === 'answer')
      finish?.({ payload: message.payload, durationMs: message.durationMs });
    else finish?.({ error: message.error, durationMs: message.durationMs });
  });
  worker.on('error', (thrown) => fail(errorOf(thrown)));
  worker.on('exit', (code) =>
    fail({
      errorType: 'Runtime.ExitError',
      errorMessage: `Error: Runtime exited with error: exit status ${code}`,
    }),
  );
  return {
    alive: () => alive,
    ready: () => ready,
    kill,
    run: (requestId, payload, dieAfterWrites) =>
      new Promise((done) => {
        writesLeft = dieAfterWrites;
        if (!alive) {
          done({
            error: { errorType: 'Runtime.ExitError', errorMessage: 'Runtime exited' },
            durationMs: 0,
          });
          return;
        }
        let timer: NodeJS.Timeout | undefined;
        const limit = (ms: number): void => {
          clearTimeout(timer);
          timer = setTimeout(() => {
            fail(timedOut(requestId, ms), ms);
            void kill();
          }, ms);
        };
        finish = (outcome) => {
          clearTimeout(timer);
          finish = undefined;
          done(outcome);
        };
        const invoke = (): void => {
          limit(timeoutMs);
          send({ kind: 'invoke', requestId, payload, timeoutMs });
        };
        if (ready) invoke();
        else {
          limit(initTimeoutMs);
          queued = invoke;
        }
      }),
  };
};
