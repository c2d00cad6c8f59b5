import * as z from 'zod';
import { NetworkAnswer } from '../../../schemas/events/network-answer.ts';
import { subscriber } from '../../kernel/events/subscriber.ts';
import { networkAnswered } from '../../kernel/observability/metrics.ts';
import { change, commit, racing, read } from '../../kernel/table/store.ts';
import { fail, succeed } from '../../kernel/task/answer.ts';
import { conclude } from './conclude.ts';
import { monitor } from './monitor.ts';
import { stopOrder } from './stop.ts';
import { answered, resultOf, Waiting } from './wave.ts';

const Answered = z.object({ networkAnswer: NetworkAnswer });

/** Tells the step that waits how its wave has ended; while one is open, nothing. */
const wake = async (token: string | undefined, state: string, reason: string): Promise<void> => {
  if (token === undefined) return;
  if (state === 'Completed') await succeed(token, {});
  if (state === 'Failed') await fail(token, 'NetworkRejected', reason);
};

const Moved = z.object({ serviceOrder: z.looseObject({ id: z.string(), state: z.string() }) });

/**
 * An element has answered: the last answer ends the monitor and wakes the step; one that comes again does so too.
 * An order is being cancelled: the step does not wait for the network any longer, and the machine undoes what was sent.
 * The order of a direct activation has ended: its monitor tells.
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
        networkAnswered(answer.done);
      }
      await wake(after.token, state, reason);
      return true;
    });
  },
  ServiceOrderStateChangeEvent: (detail, context) => {
    const { id, state } = Moved.parse(detail.event).serviceOrder;
    return state === 'pendingCancellation' ? stopOrder(id, context) : conclude(detail, context);
  },
});
