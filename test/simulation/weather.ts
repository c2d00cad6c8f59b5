import { setTimeout as pause } from 'node:timers/promises';
import type { HttpAnswer, Role, TestRuntime } from '../harness/runtime.ts';
import { randomFrom } from './random.ts';

/** Chance that is the same for the same seed. */
export interface Chance {
  readonly seed: number;
  /** From 0 to 1. */
  readonly random: () => number;
  pick<T>(from: readonly T[]): T;
  /** From 1 to `most`. */
  upTo(most: number): number;
}

/** SEED=<number> runs the same story again. */
export const chanceOf = (usual: number): Chance => {
  const seed = Number(process.env['SEED'] ?? usual);
  const random = randomFrom(seed);
  return {
    seed,
    random,
    pick: <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T,
    upTo: (most) => Math.floor(random() * most) + 1,
  };
};

/** What a failing story is told by: the command that runs it again. */
export const replay = (name: string, file: string, seed: number): string =>
  `${name} (again: SEED=${seed} npx jest test/simulation/${file})`;

/** Sends again, with the same key, until there is an answer that is not a failure of ours. */
export const insist = async (
  runtime: TestRuntime,
  path: string,
  body: object,
  key: string,
  role: Role = 'operations',
): Promise<HttpAnswer> => {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    const answer = await runtime
      .fetchJson(role, 'POST', path, body, { 'idempotency-key': key })
      .catch(() => undefined);
    if (answer !== undefined && answer.status < 500 && answer.status !== 429) return answer;
    await pause(30);
  }
  throw new Error(`${key} was never taken`);
};

/** Ends the process as a power cut would, and starts it again. */
export const powerCut = async (runtime: TestRuntime): Promise<void> => {
  await runtime.kill();
  await runtime.restart();
};

const fault = (runtime: TestRuntime, body: object) => runtime.control('PUT', 'faults', body);

/** One trouble of many: events that come twice or late, a function that fails somewhere in its work, or no power. */
export const troubleOf =
  (runtime: () => TestRuntime, functions: readonly string[], { pick, random, upTo }: Chance) =>
  async (): Promise<void> => {
    const named = () => ({ function: `strowger-local-${pick(functions)}` });
    const happen: readonly (() => Promise<unknown>)[] = [
      () => fault(runtime(), { kind: 'duplicate', times: 10 }),
      () => fault(runtime(), { kind: 'delay', times: 5, delayMs: 100 }),
      () =>
        fault(runtime(), {
          ...named(),
          kind: pick(['error', 'throttle', 'timeout']),
          times: upTo(2),
        }),
      () =>
        fault(runtime(), { ...named(), kind: 'crash', afterWrites: upTo(4) - 1, times: upTo(2) }),
      async () => {
        if (random() < 0.4) await powerCut(runtime());
      },
    ];
    await pick(happen)();
  };

/** The weather clears: no fault is planned any more, and what could not be delivered is, as an operator would have it. */
export const clearUp = async (
  runtime: TestRuntime,
  functions: readonly string[],
): Promise<void> => {
  await fault(runtime, { kind: 'duplicate', times: 0 });
  await fault(runtime, { kind: 'delay', times: 0 });
  for (const name of functions)
    await fault(runtime, { function: `strowger-local-${name}`, kind: 'error', times: 0 });
  await runtime.idle();
  await runtime.control('POST', 'dead-letters/redrive');
  await runtime.idle();
};
