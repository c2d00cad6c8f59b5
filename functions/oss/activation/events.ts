import * as z from 'zod';
import { NetworkAnswer } from '../../../schemas/events/network-answer.ts';
import { subscriber } from '../../kernel/events/subscriber.ts';
import { change, commit, racing, read } from '../../kernel/table/store.ts';
import { fail, succeed } from '../../kernel/task/answer.ts';
import { monitor, monitorId, waveStep } from './monitor.ts';
import { answered, resultOf, Waiting } from './wave.ts';

const Answered = z.object({ networkAnswer: NetworkAnswer });

/** Tells the step that waits how its wave has ended; while one is open, nothing. */
const wake = async (token: string | undefined, state: string, reason: string): Promise<void> => {
  if (token === undefined) return;
  if (state === 'Completed') await succeed(token, {});
  if (state === 'Failed') await fail(token, 'NetworkRejected', reason);
};

const Cancelled = z.object({ serviceOrder: z.looseObject({ id: z.string() }) });

/** The waves of an order, from the first, as long as there are more. */
const wavesOf = async (tenant: string, orderId: string): Promise<readonly Waiting[]> => {
  const waves: Waiting[] = [];
  for (;;) {
    const stored = await read(monitor, tenant, monitorId(orderId, waveStep(waves.length)));
    if (stored === undefined) return waves;
    waves.push(Waiting.parse(stored.hidden));
  }
};

/**
 * An element has answered: the last answer ends the monitor and wakes the step; one that comes again does so too.
 * An order is being cancelled: the step does not wait for the network any longer, and the machine undoes what was sent.
 */
export const handler = subscriber('activation', {
  NetworkAnswerEvent: async (detail, context) => {
    const { networkAnswer: answer } = Answered.parse(detail.event);
    await racing(answer.monitorId, async () => {
      const stored = await read(monitor, detail.tenantId, answer.monitorId);
      if (stored === undefined) return true;
      const before = Waiting.parse(stored.hidden);
      const after = answered(before, answer.commandId, answer.done, answer.reason);
      const { state, reason } = resultOf(after);
      if (JSON.stringify(after) !== JSON.stringify(before)) {
        const write = change(monitor, stored, { ...stored.value, state }, context, {
          hidden: after,
          attributes: false,
        });
        if (!(await commit(write))) return false;
      }
      await wake(after.token, state, reason);
      return true;
    });
  },
  ServiceOrderStateChangeEvent: async (detail) => {
    const { id } = Cancelled.parse(detail.event).serviceOrder;
    for (const wave of await wavesOf(detail.tenantId, id))
      if (wave.token !== undefined && resultOf(wave).state === 'InProgress')
        await fail(wave.token, 'OrderCancelled', `${id} is being cancelled`);
  },
});
