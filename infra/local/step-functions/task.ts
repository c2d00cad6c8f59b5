import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { State } from './definition.ts';
import { checkSize, runtimeFailure, StateFailure } from './failure.ts';
import type { Data } from './paths.ts';
import { type Run, until } from './run.ts';
import type { Outcome } from './store.ts';
import { fill } from './templates.ts';

const invokeArn = 'arn:aws:states:::lambda:invoke';
const callbackArn = `${invokeArn}.waitForTaskToken`;

const Parameters = z.object({ FunctionName: z.string(), Payload: z.unknown() });

const OpenWait = z.object({ token: z.string(), startedAt: z.number() });
type OpenWait = z.infer<typeof OpenWait>;

interface Attempt {
  readonly run: Run;
  readonly state: State;
  /** Where the attempt's token and its sending are remembered. */
  readonly key: string;
  readonly input: unknown;
  readonly context: Record<string, unknown>;
  readonly signal: AbortSignal;
}

interface Call {
  readonly functionName: string;
  readonly payload: unknown;
}

const callOf = (state: State, data: Data): Call => {
  if (state.Resource !== invokeArn && state.Resource !== callbackArn)
    return { functionName: state.Resource ?? '', payload: data.input };
  const filled = Parameters.safeParse(fill(state.Parameters, data));
  if (!filled.success) throw runtimeFailure(`Parameters of a Task: ${filled.error.message}`);
  const { FunctionName, Payload } = filled.data;
  checkSize(Payload, 'The payload');
  return { functionName: FunctionName, payload: Payload };
};

/** Lambda's error as Step Functions gives it on: the cause is JSON. */
const invoke = async (run: Run, call: Call): Promise<Outcome> => {
  const answer = await run.engine.invoke(call.functionName, call.payload, run.caller);
  return 'error' in answer
    ? { error: answer.error.errorType, cause: JSON.stringify(answer.error) }
    : { output: answer.payload };
};

/** Invokes in the background; a call that itself breaks is reported as a rejection. */
const inBackground = (
  attempt: Attempt,
  call: Call,
  settled: (outcome: Outcome) => void,
  broken: (thrown: unknown) => void,
): void => {
  const done = attempt.run.engine.busy();
  invoke(attempt.run, call)
    .then(settled, broken)
    .finally(() => setImmediate(done));
};

const timedOut = { error: 'States.Timeout', cause: 'The task timed out' };
const heartbeatMissed = {
  error: 'States.HeartbeatTimeout',
  cause: 'No heartbeat came in time',
};

const resultOf = (outcome: Outcome): unknown => {
  if ('error' in outcome) throw new StateFailure(outcome.error, outcome.cause);
  checkSize(outcome.output, 'The result');
  return outcome.output;
};

const plain = async (attempt: Attempt): Promise<unknown> => {
  const { run, state, signal } = attempt;
  const { clock } = run.engine;
  const call = callOf(state, attempt);
  const seconds = state.TimeoutSeconds;
  const outcome = await until<Outcome>(signal, (resolve, reject) => {
    inBackground(attempt, call, resolve, reject);
    return seconds === undefined
      ? () => {}
      : clock.at(clock.now() + seconds * 1000, () => resolve(timedOut));
  });
  const payload = resultOf(outcome);
  return state.Resource === invokeArn
    ? { ExecutedVersion: '$LATEST', Payload: payload, StatusCode: 200 }
    : payload;
};

/** The token is recorded before the function can know it, so that a callback always finds it. */
const openWait = ({ run, key }: Attempt): OpenWait => {
  const known = run.read(`${key}:wait`);
  if (known !== undefined) return OpenWait.parse(known);
  const { store, clock } = run.engine;
  const wait = { token: randomBytes(48).toString('base64url'), startedAt: clock.now() };
  store.inTransaction(() => {
    run.write(`${key}:wait`, wait);
    store.openToken(wait.token, run.execution.arn, wait.startedAt);
  });
  return wait;
};

/** Sends unless an earlier process did; a function that fails ends the wait. */
const send = (
  attempt: Attempt,
  call: Call,
  failed: (outcome: Outcome) => void,
  broken: (thrown: unknown) => void,
): void => {
  const { run, key, signal } = attempt;
  if (run.read(`${key}:sent`) !== undefined) return;
  const sent = (outcome: Outcome): void => {
    if (signal.aborted) return;
    if ('error' in outcome) failed(outcome);
    else run.write(`${key}:sent`, true);
  };
  inBackground(attempt, call, sent, broken);
};

/** Ends with a failure at the state's timeout or when no heartbeat has come for too long. */
const watch = (attempt: Attempt, wait: OpenWait, failed: (outcome: Outcome) => void) => {
  const { run, state } = attempt;
  const { clock, store } = run.engine;
  const seconds = state.TimeoutSeconds;
  const beats = state.HeartbeatSeconds;
  const stopTimeout =
    seconds === undefined
      ? () => {}
      : clock.at(wait.startedAt + seconds * 1000, () => failed(timedOut));
  let stopBeats = (): void => {};
  const beat = (): void => {
    stopBeats();
    const from = store.token(wait.token)?.beatAt ?? wait.startedAt;
    if (beats !== undefined)
      stopBeats = clock.at(from + beats * 1000, () => failed(heartbeatMissed));
  };
  beat();
  const stop = (): void => {
    stopTimeout();
    stopBeats();
  };
  return { beat, stop };
};

const withCallback = async (attempt: Attempt): Promise<unknown> => {
  const { run, state, context, signal } = attempt;
  const { waiters, store } = run.engine;
  const wait = openWait(attempt);
  const { token } = wait;
  const early = store.token(token)?.outcome;
  if (early !== undefined) return resultOf(early);
  const data = { input: attempt.input, context: { ...context, Task: { Token: token } } };
  const call = callOf(state, data);
  const outcome = await until<Outcome>(signal, (resolve, reject) => {
    const watched = watch(attempt, wait, (outcome) => failed(outcome));
    waiters.set(token, { settle: resolve, beat: watched.beat });
    const failed = (failure: Outcome): void => {
      if (!waiters.has(token)) return;
      store.closeToken(token, failure);
      resolve(failure);
    };
    send(attempt, call, failed, reject);
    return () => {
      watched.stop();
      waiters.delete(token);
    };
  });
  return resultOf(outcome);
};

/** One attempt of a Task: invokes a function, and waits for the callback where the resource says so. */
export const runTask = (attempt: Attempt): Promise<unknown> =>
  attempt.state.Resource === callbackArn ? withCallback(attempt) : plain(attempt);
