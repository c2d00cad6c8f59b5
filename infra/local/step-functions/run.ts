import type { MachineModel } from '../assembly/model.ts';
import type { Clock } from '../clock.ts';
import type { Meter } from '../meter.ts';
import type { Caller } from '../service.ts';
import type { Json } from './paths.ts';
import type { Execution, Outcome, Store } from './store.ts';

/** Invokes a function as a caller, and checks that it may; a refusal is an error too. */
export type Invoke = (
  functionName: string,
  payload: unknown,
  caller: Caller,
) => Promise<
  | { readonly payload: unknown }
  | { readonly error: { readonly errorType: string; readonly errorMessage: string } }
>;

/** A task that waits for its callback in this process. */
export interface Waiter {
  readonly settle: (outcome: Outcome) => void;
  readonly beat: () => void;
}

/** What all executions share. */
export interface Engine {
  readonly store: Store;
  readonly clock: Clock;
  readonly meter: Meter;
  readonly invoke: Invoke;
  readonly waiters: Map<string, Waiter>;
  /** Marks something under way that ends without the clock or a callback; answers how to end it. */
  readonly busy: () => () => void;
}

/** One execution being run. */
export interface Run {
  readonly engine: Engine;
  readonly machine: MachineModel;
  readonly caller: Caller;
  readonly execution: Execution;
  readonly context: Json;
  /** Remembers by key what was done; undefined when it was not. */
  readonly read: (key: string) => unknown;
  readonly write: (key: string, value: unknown) => void;
  /** Adds to the history; false when a run before the restart did it. */
  readonly note: (key: string, type: string, details: unknown) => boolean;
}

/** The execution was stopped, its branch was given up, or the process ends: nothing may be recorded any more. */
export class Stopped extends Error {}

type Settle<T> = (value: T) => void;

/** Waits for what `start` reports, unless the signal stops it first; `start` answers how to give up. */
export const until = <T>(
  signal: AbortSignal,
  start: (resolve: Settle<T>, reject: Settle<unknown>) => () => void,
): Promise<T> =>
  new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new Stopped());
    let giveUp: (() => void) | undefined;
    let settled = false;
    const finish = (then: () => void): void => {
      if (settled) return;
      settled = true;
      signal.removeEventListener('abort', stop);
      giveUp?.();
      then();
    };
    const stop = (): void => finish(() => reject(new Stopped()));
    signal.addEventListener('abort', stop);
    giveUp = start(
      (value) => finish(() => resolve(value)),
      (thrown) => finish(() => reject(thrown)),
    );
    if (settled) giveUp();
  });

/** A short delay comes to its end by itself, so that somebody who waits for quiet waits for it too. */
const shortDelayMs = 10_000;

export const sleepUntil = async (
  { clock, busy }: Engine,
  timeMs: number,
  signal: AbortSignal,
  isRetry: boolean,
): Promise<void> => {
  if (timeMs <= clock.now()) return;
  const done = isRetry && timeMs - clock.now() <= shortDelayMs ? busy() : () => {};
  try {
    await until<void>(signal, (resolve) => clock.at(timeMs, () => resolve()));
  } finally {
    done();
  }
};
