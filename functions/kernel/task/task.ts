import middy from '@middy/core';
import * as z from 'zod';
import { systemCaller } from '../access/caller.ts';
import { now } from '../clock.ts';
import { log } from '../observability/log.ts';
import type { WriteContext } from '../table/store.ts';

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

export const taskHandler = (capability: string, tasks: Readonly<Record<string, Task>>) =>
  middy<unknown, unknown>(async (raw: unknown) => {
    const event = TaskEvent.parse(raw);
    const task = tasks[event.task];
    if (task === undefined)
      throw new Error(
        `${capability} has no task ${event.task}; there are ${Object.keys(tasks).join(', ')}`,
      );
    return (
      (await task(event, {
        caller: systemCaller(event.tenant, capability, event.correlationId),
        at: now(),
        causationId: event.execution,
      })) ?? {}
    );
  }).use({
    onError: async ({ error, event }) => {
      log.error('TASK-001 a step failed', { error, task: Reflect.get(Object(event), 'task') });
    },
  });
