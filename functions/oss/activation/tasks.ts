import * as z from 'zod';
import type { NetworkCommand } from '../../../schemas/events/network-command.ts';
import { Transient } from '../../kernel/problem.ts';
import type { ExtraEvent } from '../../kernel/table/store.ts';
import { change, commit, creation, racing, read } from '../../kernel/table/store.ts';
import type { WriteContext } from '../../kernel/table/stored.ts';
import { fail, succeed } from '../../kernel/task/answer.ts';
import type { Task } from '../../kernel/task/task.ts';
import { taskHandler } from '../../kernel/task/task.ts';
import { hrefOf } from '../../kernel/tmf/resource.ts';
import { monitor, monitorId, waveStep } from './monitor.ts';
import { giveUpIfStopped } from './stop.ts';
import { Assigned, commandsOf, opened, Planned, resultOf, Waiting } from './wave.ts';

const Wave = z.object({
  id: z.string(),
  index: z.int(),
  wave: z.array(Planned),
  resources: z.array(Assigned).optional(),
});
const Undo = z.object({ id: z.string(), waves: z.array(z.unknown()) });

const asked = (command: NetworkCommand): ExtraEvent => ({
  eventType: 'NetworkCommandEvent',
  resource: 'networkCommand',
  payload: command,
});

/**
 * Opens a monitor and sends its commands, in one write. The step waits with its token; a repeat of the step brings a
 * new token to the same monitor, and where the answers were faster, it is answered at once.
 */
const ask = async (
  id: string,
  orderId: string,
  commands: readonly NetworkCommand[],
  token: string,
  context: WriteContext,
): Promise<void> => {
  if (commands.length === 0) return succeed(token, {});
  const waiting = opened(commands, token);
  const value = {
    id,
    href: hrefOf(monitor, id),
    '@type': 'Monitor',
    sourceHref: `/tmf-api/serviceOrdering/v4/serviceOrder/${orderId}`,
    state: 'InProgress',
  };
  if (
    await commit(creation(monitor, value, context, { hidden: waiting, extra: commands.map(asked) }))
  )
    return;
  await racing(id, async () => {
    const stored = await read(monitor, context.caller.tenant, id);
    if (stored === undefined) throw new Transient(`${id} is not there yet`);
    const before = Waiting.parse(stored.hidden);
    const { state, reason } = resultOf(before);
    if (state === 'Completed') await succeed(token, {});
    if (state === 'Failed') await fail(token, 'NetworkRejected', reason);
    if (state !== 'InProgress') return true;
    return commit(change(monitor, stored, stored.value, context, { hidden: { ...before, token } }));
  });
};

const configureWave: Task = async ({ input, token }, context) => {
  const { id, index, wave, resources } = Wave.parse(input);
  const monitored = monitorId(id, waveStep(index));
  await ask(monitored, id, commandsOf(monitored, wave, resources ?? []), token ?? '', context);
  await giveUpIfStopped(id, token ?? '', context);
};

/** Takes back what was applied, or may have been: every command of every wave, newest first. */
const undoConfigure: Task = async ({ input, token }, context) => {
  const { id, waves } = Undo.parse(input);
  const monitored = monitorId(id, 'undo');
  const sent = await Promise.all(
    waves.map((_, index) => read(monitor, context.caller.tenant, monitorId(id, waveStep(index)))),
  );
  const commands = sent
    .reverse()
    .flatMap((stored) => (stored === undefined ? [] : Waiting.parse(stored.hidden).commands))
    .filter(({ answer }) => answer !== 'rejected')
    .map(({ command }): NetworkCommand => ({ ...command, monitorId: monitored, kind: 'rollback' }));
  await ask(monitored, id, commands, token ?? '', context);
};

/** The steps of provision-service-order that reach the network. */
export const handler = taskHandler('activation', {
  'configure-wave': configureWave,
  'undo-configure': undoConfigure,
});
