import * as z from 'zod';
import type { TestRuntime } from '../harness/runtime.ts';
import { type HttpCaller, httpCaller } from './caller.ts';

/** What is measured, and how thoroughly. */
export interface Subject {
  readonly runtime: TestRuntime;
  readonly operations: HttpCaller;
  readonly agent: HttpCaller;
  readonly quick: boolean;
}

export const subjectOf = async (runtime: TestRuntime, quick: boolean): Promise<Subject> => ({
  runtime,
  operations: httpCaller(runtime.url, await runtime.token('operations')),
  agent: httpCaller(runtime.url, await runtime.token('agent')),
  quick,
});

const Meter = z.record(z.string(), z.number());
export type Meter = z.infer<typeof Meter>;

export const readMeter = async ({ runtime }: Subject): Promise<Meter> =>
  Meter.parse((await runtime.control('GET', 'meter')).body);

/** What the work was metered at, once everything that it set going has ended. */
export const metered = async (
  subject: Subject,
  work: () => Promise<unknown>,
): Promise<Readonly<Record<string, number>>> => {
  await subject.runtime.idle();
  const before = await readMeter(subject);
  await work();
  await subject.runtime.idle();
  const after = await readMeter(subject);
  return Object.fromEntries(
    Object.entries(after).map(([name, total]) => [name, total - (before[name] ?? 0)]),
  );
};
