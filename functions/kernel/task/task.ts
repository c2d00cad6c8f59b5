import middy from '@middy/core';
import * as z from 'zod';
import { systemCaller } from '../access/caller.ts';
import { now } from '../clock.ts';
import { log } from '../observability/log.ts';
import { Transient } from '../problem.ts';
import type { WriteContext } from '../table/stored.ts';
import { rememberedTenants } from './tenants.ts';

/** What a state machine hands to a task: which one, the machine's input, and the token where it waits for an answer. */
const TaskEvent = z.object({
  task: z.string(),
  tenant: z.string(),
  correlationId: z.string(),
  input: z.record(z.string(), z.unknown()),
  token: z.string().optional(),
  execution: z.string(),
});
export type TaskEvent = z.infer<typeof TaskEvent>;

/** A step of a state machine: idempotent, since a machine repeats it. It throws Transient to be retried. */
export type Task = (event: TaskEvent, context: WriteContext) => Promise<unknown>;

/** What a schedule's rule hands to a task: it is done for each tenant, as if due then. */
const Tick = z.object({
  schedule: z.string(),
  task: z.string(),
  dueAt: z.string(),
  input: z.record(z.string(), z.unknown()),
});

type Run = (event: TaskEvent) => Promise<unknown>;

/** One tenant's failure keeps no other waiting; the tick comes again, and what was done is not done twice. */
const tickAll = async (capability: string, tick: z.infer<typeof Tick>, run: Run): Promise<void> => {
  const { schedule, task, dueAt, input } = tick;
  const correlationId = `${capability}-${schedule}-${dueAt}`;
  const failed: unknown[] = [];
  for (const tenant of await rememberedTenants())
    await run({
      task,
      tenant,
      correlationId,
      execution: correlationId,
      input: { ...input, dueAt },
    }).catch((error: unknown) => failed.push(error));
  if (failed.length > 0)
    throw new Transient(`${correlationId} failed for ${failed.length} tenants: ${failed[0]}`);
};

export const taskHandler = (capability: string, tasks: Readonly<Record<string, Task>>) => {
  const run: Run = async (event) => {
    const task = tasks[event.task];
    if (task === undefined)
      throw new Error(
        `${capability} has no task ${event.task}; there are ${Object.keys(tasks).join(', ')}`,
      );
    const answer = await task(event, {
      caller: systemCaller(event.tenant, capability, event.correlationId),
      at: now(),
      causationId: event.execution,
    });
    return answer ?? {};
  };
  return middy<unknown, unknown>(async (raw: unknown) => {
    const tick = Tick.safeParse(raw);
    return tick.success ? tickAll(capability, tick.data, run) : run(TaskEvent.parse(raw));
  }).use({
    onError: async ({ error, event }) => {
      log.error('TASK-001 a step failed', {
        error,
        task: Reflect.get(Object(event), 'task'),
        correlationId: Reflect.get(Object(event), 'correlationId'),
      });
    },
  });
};
