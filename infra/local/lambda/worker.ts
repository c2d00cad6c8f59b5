/** The inside of a function's worker thread: loads the bundle once, then answers one event after another. */
import { appendFileSync, openSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type {
  FunctionError,
  InvokeMessage,
  MainMessage,
  WorkerMessage,
  WorkerSetup,
} from './messages.ts';
import { openWire } from './wire.ts';

/** What the main thread passes is its own: nothing of it needs parsing, and a cold start stays short without zod. */
const setup: WorkerSetup = workerData;

/** Time inside a function is the runtime's time. */
const offset = new Float64Array(setup.clockOffset);
const MachineDate = Date;
const now = (): number => Math.trunc(MachineDate.now() + (offset[0] ?? 0));
globalThis.Date = new Proxy(MachineDate, {
  construct: (target, given, newTarget) =>
    Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
  apply: () => new MachineDate(now()).toString(),
  get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
});

/** Logs go straight to the file: through the main thread they would cost it a message a line. */
const log = openSync(setup.logFile, 'a');
const writeLog = (chunk: string | Uint8Array, encoding?: unknown, done?: unknown): boolean => {
  writeSync(log, typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  const callback = typeof encoding === 'function' ? encoding : done;
  if (typeof callback === 'function') callback();
  return true;
};
process.stdout.write = writeLog;
process.stderr.write = writeLog;

const errorOf = (thrown: unknown): FunctionError =>
  thrown instanceof Error
    ? {
        errorType: thrown.name,
        errorMessage: thrown.message,
        trace: (thrown.stack ?? '').split('\n').map((line) => line.trim()),
      }
    : { errorType: typeof thrown, errorMessage: String(thrown) };

type Handler = (event: unknown, context: unknown) => unknown;

/** `index.handler`: the file without its ending, and what it exports. */
const load = (): Handler => {
  const dot = setup.handler.lastIndexOf('.');
  const file = join(setup.directory, setup.handler.slice(0, dot));
  const name = setup.handler.slice(dot + 1);
  const handler: unknown = createRequire(`${file}.js`)(file)[name];
  if (typeof handler !== 'function') throw new Error(`${file} exports no function ${name}`);
  return (event, context) => handler(event, context);
};

const contextOf = (message: InvokeMessage, startedAt: number) => ({
  callbackWaitsForEmptyEventLoop: true,
  functionName: setup.functionName,
  functionVersion: '$LATEST',
  invokedFunctionArn: setup.functionArn,
  memoryLimitInMB: String(setup.memoryMegabytes),
  awsRequestId: message.requestId,
  logGroupName: `/aws/lambda/${setup.functionName}`,
  logStreamName: 'local',
  getRemainingTimeInMillis: () =>
    Math.max(0, Math.floor(message.timeoutMs - (performance.now() - startedAt))),
});

const port = parentPort;
if (port === null) throw new Error('worker.ts runs in a worker thread');
const post = (message: WorkerMessage): void => port.postMessage(message);

const wire = setup.wiredTo === undefined ? undefined : openWire(setup.wiredTo, post);
const handler = load();

const answer = async (message: InvokeMessage): Promise<void> => {
  const startedAt = performance.now();
  const { requestId } = message;
  const durationMs = (): number => performance.now() - startedAt;
  try {
    const result = await handler(JSON.parse(message.payload), contextOf(message, startedAt));
    const payload = JSON.stringify(result) ?? 'null';
    post({ kind: 'answer', requestId, payload, durationMs: durationMs() });
  } catch (thrown) {
    const error = errorOf(thrown);
    appendFileSync(log, `${JSON.stringify({ level: 'ERROR', requestId, ...error })}\n`);
    post({ kind: 'error', requestId, error, durationMs: durationMs() });
  }
};

port.on('message', (message: MainMessage) => {
  if (message.kind === 'aws') wire?.answered(message);
  else void answer(message);
});
post({ kind: 'ready' });
