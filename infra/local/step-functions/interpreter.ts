import * as z from 'zod';
import { holds } from './choice.ts';
import type { Retrier, Scope, State } from './definition.ts';
import { checkSize, matchesError, runtimeFailure, StateFailure } from './failure.ts';
import { type Data, type Json, readPath, selectPath, writePath } from './paths.ts';
import { type Run, Stopped, sleepUntil } from './run.ts';
import { runTask } from './task.ts';
import { evaluate, fill } from './templates.ts';

/*
 * Why not aws-local-stepfunctions: it keeps no state. Here each state's outcome, each open token and each delay is
 * recorded under the state's path and occurrence, so that a restart goes on inside of a Map; and every state needs
 * the virtual clock and the meter.
 */

const Done = z.object({ output: z.unknown(), next: z.string().optional() });
/** How a visit of a state ended; without `next` its scope has ended. */
type Done = z.infer<typeof Done>;

const Failed = z.object({ error: z.string(), cause: z.string(), at: z.number() });

interface Place {
  readonly run: Run;
  /** Scope path, state and occurrence, e.g. `/Configure network#0@0[2]/Configure wave#0`. */
  readonly key: string;
  readonly name: string;
  readonly state: State;
  readonly input: unknown;
  readonly context: Json;
  readonly signal: AbortSignal;
}

interface Branch {
  readonly scope: Scope;
  readonly path: string;
  readonly input: unknown;
  readonly context: Json;
}

/** Runs branches, at most `limit` at once; the first that fails stops the others. */
const runBranches = async (
  { run, signal }: Place,
  branches: readonly Branch[],
  limit: number,
): Promise<unknown[]> => {
  const failure = new AbortController();
  const inner = AbortSignal.any([signal, failure.signal]);
  const results: unknown[] = branches.map(() => null);
  const left = [...branches.entries()].values();
  const worker = async (): Promise<void> => {
    for (const [index, branch] of left) {
      results[index] = await runScope(run, branch, inner);
    }
  };
  const workers = Math.min(limit === 0 ? branches.length : limit, branches.length);
  try {
    await Promise.all(Array.from({ length: workers }, worker));
    return results;
  } finally {
    failure.abort();
  }
};

const runMap = (place: Place, attempt: string, data: Data): Promise<unknown[]> => {
  const { state, context } = place;
  const scope = state.ItemProcessor ?? state.Iterator;
  const items = readPath(state.ItemsPath, data);
  if (scope === undefined) throw runtimeFailure('A Map needs an ItemProcessor');
  if (!Array.isArray(items)) throw runtimeFailure(`'${state.ItemsPath}' is no array`);
  const selector = state.ItemSelector ?? state.Parameters;
  const branches = items.map((item: unknown, index): Branch => {
    const inner = { ...context, Map: { Item: { Value: item, Index: index } } };
    const input =
      selector === undefined ? item : fill(selector, { input: data.input, context: inner });
    return { scope, path: `${attempt}[${index}]`, input, context: inner };
  });
  return runBranches(place, branches, state.MaxConcurrency);
};

const runParallel = (place: Place, attempt: string, input: unknown): Promise<unknown[]> => {
  const branches = (place.state.Branches ?? []).map((scope, index) => ({
    scope,
    path: `${attempt}[${index}]`,
    input,
    context: place.context,
  }));
  return runBranches(place, branches, 0);
};

const WaitUntil = z.number();

const waitEnd = (state: State, data: Data, now: number): number => {
  const path = state.SecondsPath ?? state.TimestampPath;
  const value = path === undefined ? (state.Seconds ?? state.Timestamp) : readPath(path, data);
  const end = typeof value === 'number' ? now + value * 1000 : Date.parse(String(value));
  if (Number.isNaN(end)) throw runtimeFailure(`A Wait cannot last until '${value}'`);
  return end;
};

const runWait = async (place: Place, data: Data): Promise<unknown> => {
  const { run, key, state, signal } = place;
  const known = run.read(`${key}:until`);
  const end =
    known === undefined ? waitEnd(state, data, run.engine.clock.now()) : WaitUntil.parse(known);
  if (known === undefined) run.write(`${key}:until`, end);
  await sleepUntil(run.engine, end, signal, false);
  return data.input;
};

const textOf = (fixed: string | undefined, path: string | undefined, data: Data): string =>
  path === undefined ? (fixed ?? '') : String(evaluate(path, data));

/** What a state makes of its effective input, before ResultSelector. */
const perform = async (place: Place, attempt: string, data: Data): Promise<unknown> => {
  const { run, state, context, signal } = place;
  const filled = (): unknown =>
    state.Parameters === undefined ? data.input : fill(state.Parameters, data);
  switch (state.Type) {
    case 'Task':
      return runTask({ run, state, key: attempt, input: data.input, context, signal });
    case 'Map':
      return runMap(place, attempt, data);
    case 'Parallel':
      return runParallel(place, attempt, filled());
    case 'Wait':
      return runWait(place, data);
    case 'Pass':
      return state.Result === undefined ? filled() : state.Result;
    case 'Fail':
      throw new StateFailure(
        textOf(state.Error, state.ErrorPath, data),
        textOf(state.Cause, state.CausePath, data),
      );
    case 'Choice':
    case 'Succeed':
      return data.input;
  }
};

const nextOf = (state: State, data: Data): string | undefined => {
  if (state.Type !== 'Choice') return state.Next;
  const rule = state.Choices.find((one) => holds(one, data));
  const next = rule === undefined ? state.Default : String(rule['Next']);
  if (next === undefined)
    throw new StateFailure('States.NoChoiceMatched', 'No rule holds and there is no Default');
  return next;
};

const withResult = ['Task', 'Map', 'Parallel', 'Pass'];

const attemptOnce = async (place: Place, attempt: string): Promise<Done> => {
  const { state, context, input: raw } = place;
  const data = { input: selectPath(state.InputPath, { input: raw, context }), context };
  const next = nextOf(state, data);
  const result = await perform(place, attempt, data);
  const selected =
    state.ResultSelector === undefined
      ? result
      : fill(state.ResultSelector, { input: result, context });
  const joined = withResult.includes(state.Type)
    ? writePath(state.ResultPath, raw, selected)
    : selected;
  const output = selectPath(state.OutputPath, { input: joined, context });
  checkSize(output, 'The output');
  return { output, ...(next !== undefined && { next }) };
};

const delaySeconds = (retrier: Retrier, retries: number): number =>
  Math.min(
    retrier.IntervalSeconds * retrier.BackoffRate ** retries,
    retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY,
  );

/** Fails as an earlier process saw it fail, or tries. */
const tryOnce = (place: Place, attempt: string): Promise<Done> => {
  const known = place.run.read(`${attempt}:failed`);
  if (known === undefined) return attemptOnce(place, attempt);
  const { error, cause } = Failed.parse(known);
  return Promise.reject(new StateFailure(error, cause));
};

const failureTime = (place: Place, attempt: string, failure: StateFailure): number => {
  const { run } = place;
  const known = run.read(`${attempt}:failed`);
  if (known !== undefined) return Failed.parse(known).at;
  const { error, cause } = failure;
  const at = run.engine.clock.now();
  run.write(`${attempt}:failed`, { error, cause, at });
  const type = error === 'States.Timeout' ? 'TimedOut' : 'Failed';
  run.note(`${attempt}:failed`, `${place.state.Type}${type}`, { name: place.name, error, cause });
  return at;
};

const caught = ({ state, input }: Place, failure: StateFailure): Done => {
  const catcher = state.Catch.find((one) => matchesError(one.ErrorEquals, failure.error));
  if (catcher === undefined) throw failure;
  const error = { Error: failure.error, Cause: failure.cause };
  return { output: writePath(catcher.ResultPath, input, error), next: catcher.Next };
};

/** A retry is a transition; after a restart the same one is not counted again. */
const countRetry = (run: Run, attempt: string): void => {
  if (run.read(`${attempt}:retried`) !== undefined) return;
  run.write(`${attempt}:retried`, true);
  run.engine.meter.count('states.transitions', 1, run.machine.name);
};

/** The first retrier that takes the error and has attempts left. */
const retrierFor = (
  state: State,
  error: string,
  used: ReadonlyMap<Retrier, number>,
): Retrier | undefined => {
  const retrier = state.Retry.find((one) => matchesError(one.ErrorEquals, error));
  return retrier !== undefined && (used.get(retrier) ?? 0) < retrier.MaxAttempts
    ? retrier
    : undefined;
};

/** Waits for the next attempt where a retrier takes the failure; else answers what the Catch makes of it. */
const afterFailure = async (
  place: Place,
  attempt: string,
  failure: StateFailure,
  used: Map<Retrier, number>,
): Promise<Done | undefined> => {
  const { run, state, signal } = place;
  const at = failureTime(place, attempt, failure);
  const retrier = retrierFor(state, failure.error, used);
  if (retrier === undefined) return caught(place, failure);
  const retries = used.get(retrier) ?? 0;
  used.set(retrier, retries + 1);
  await sleepUntil(run.engine, at + delaySeconds(retrier, retries) * 1000, signal, true);
  if (signal.aborted) throw new Stopped();
  countRetry(run, attempt);
  return undefined;
};

/** Tries, retries and catches. */
const attempts = async (place: Place): Promise<Done> => {
  const used = new Map<Retrier, number>();
  for (let number = 0; ; number += 1) {
    const attempt = `${place.key}@${number}`;
    try {
      return await tryOnce(place, attempt);
    } catch (thrown) {
      if (!(thrown instanceof StateFailure) || place.signal.aborted) throw thrown;
      const done = await afterFailure(place, attempt, thrown, used);
      if (done !== undefined) return done;
    }
  }
};

const Entered = z.number();

const visit = async (place: Place): Promise<Done> => {
  const { run, key, name, state } = place;
  if (place.signal.aborted) throw new Stopped();
  const known = run.read(`${key}:done`);
  if (known !== undefined) return Done.parse(known);
  const entered = run.read(`${key}:entered`) ?? run.engine.clock.now();
  if (run.note(`${key}:entered`, `${state.Type}StateEntered`, { name, input: place.input })) {
    run.write(`${key}:entered`, entered);
    run.engine.meter.count('states.transitions', 1, run.machine.name);
  }
  const EnteredTime = new Date(Entered.parse(entered)).toISOString();
  const context = { ...place.context, State: { Name: name, EnteredTime } };
  const done = await attempts({ ...place, context });
  if (place.signal.aborted) throw new Stopped();
  run.engine.store.inTransaction(() => {
    run.write(`${key}:done`, done);
    run.note(`${key}:exited`, `${state.Type}StateExited`, { name, output: done.output });
  });
  return done;
};

/** Runs the states of a machine, a branch or an item to the end and answers the last one's output. */
export const runScope = async (run: Run, branch: Branch, signal: AbortSignal): Promise<unknown> => {
  const visits = new Map<string, number>();
  let name: string | undefined = branch.scope.StartAt;
  let input = branch.input;
  while (name !== undefined) {
    const state: State | undefined = branch.scope.States[name];
    if (state === undefined) throw runtimeFailure(`There is no state '${name}'`);
    const occurrence = visits.get(name) ?? 0;
    visits.set(name, occurrence + 1);
    const key = `${branch.path}/${name}#${occurrence}`;
    const { context } = branch;
    const done: Done = await visit({ run, key, name, state, input, context, signal });
    input = done.output;
    name = done.next;
  }
  return input;
};
