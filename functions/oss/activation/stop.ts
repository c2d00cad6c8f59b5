import * as z from 'zod';
import { staffOnly } from '../../kernel/access/caller.ts';
import { commit, creation, read } from '../../kernel/table/store.ts';
import type { WriteContext } from '../../kernel/table/stored.ts';
import { fail } from '../../kernel/task/answer.ts';
import { defineResource, untold } from '../../kernel/tmf/resource.ts';
import { capability } from './capability.ts';
import { monitor, monitorId, waveStep } from './monitor.ts';
import { resultOf, Waiting } from './wave.ts';

/** That an order is being cancelled. Ours alone: no API shows it, and its changes are no events. */
const stop = defineResource<{ id: string }>({
  api: capability.api,
  source: 'oss.activation',
  name: 'stop',
  idPrefix: 'stp',
  schema: { read: z.strictObject({ id: z.string() }) },
  operations: [],
  access: staffOnly,
  events: untold,
});

const giveUp = (token: string, orderId: string): Promise<void> =>
  fail(token, 'OrderCancelled', `${orderId} is being cancelled`);

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
 * An order is being cancelled: no step of it waits for the network any longer, and its machine undoes what was sent.
 * It is written first and the waves are looked for then; who sends a wave does it the other way round: one sees both.
 */
export const stopOrder = async (orderId: string, context: WriteContext): Promise<void> => {
  await commit(creation(stop, { id: orderId }, context));
  for (const wave of await wavesOf(context.caller.tenant, orderId))
    if (wave.token !== undefined && resultOf(wave).state === 'InProgress')
      await giveUp(wave.token, orderId);
};

/** A wave was sent: where its order is being cancelled by now, the step does not wait for it. */
export const giveUpIfStopped = async (
  orderId: string,
  token: string,
  { caller }: WriteContext,
): Promise<void> => {
  if ((await read(stop, caller.tenant, orderId)) !== undefined) await giveUp(token, orderId);
};
