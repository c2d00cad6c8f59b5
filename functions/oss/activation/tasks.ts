import * as z from 'zod';
import type { NetworkCommand } from '../../../schemas/events/network-command.ts';
import { Transient } from '../../kernel/problem.ts';
import { change, commit, creation, racing, read } from '../../kernel/table/store.ts';
import type { ExtraEvent, WriteContext } from '../../kernel/table/stored.ts';
import { fail, succeed } from '../../kernel/task/answer.ts';
import type { Task } from '../../kernel/task/task.ts';
import { taskHandler } from '../../kernel/task/task.ts';
import { hrefOf } from '../../kernel/tmf/resource.ts';
import { monitor, monitorId, waveStep } from './monitor.ts';
import { giveUpIfStopped } from './stop.ts';
import {
  Assigned,
  answeredBy,
  commandsOf,
  HeldAnswer,
  opened,
  Planned,
  resultOf,
  Waiting,
} from './wave.ts';

const Wave = z.object({
  id: z.string(),
  index: z.int(),
  wave: z.array(Planned),
  resources: z.array(Assigned).optional(),
  held: HeldAnswer.optional(),
});
const Undo = z.object({ id: z.string(), waves: z.array(z.unknown()) });

const asked = (command: NetworkCommand): ExtraEvent => ({
  eventType: 'NetworkCommandEvent',
  resource: 'networkCommand',
  payload: command,
});

/** What a step asks of the network, for whose order, and what a person has said to it. */
interface Asking {
  readonly id: string;
  readonly orderId: string;
  readonly commands: readonly NetworkCommand[];
  readonly token: string;
  readonly held?: HeldAnswer;
}

/** The step comes again, with a new token: after a failure of its own, or because a person has answered. */
const askAgain = ({ id, token, held }: Asking, context: WriteContext): Promise<void> =>
  racing(id, async () => {
    const stored = await read(monitor, context.caller.tenant, id);
    if (stored === undefined) throw new Transient(`${id} is not there yet`);
    const before = Waiting.parse(stored.hidden);
    const { waiting, again } = answeredBy(before, held);
    const { state, reason } = resultOf(waiting);
    if (stored.value.state === 'InProgress') {
      const more = { hidden: { ...waiting, token }, extra: again.map(asked), attributes: false };
      const value = { ...stored.value, state };
      if (!(await commit(change(monitor, stored, value, context, more)))) return false;
    }
    if (state === 'Completed') await succeed(token, {});
    if (state === 'Failed') await fail(token, 'NetworkRejected', reason);
    return true;
  });

/**
 * Opens a monitor and sends its commands, in one write. The step waits with its token; a repeat of the step brings a
 * new token to the same monitor, and where the answers were faster, it is answered at once.
 */
const ask = async (asking: Asking, context: WriteContext): Promise<void> => {
  const { id, orderId, commands, token } = asking;
  if (commands.length === 0) return succeed(token, {});
  const value = {
    id,
    href: hrefOf(monitor, id),
    '@type': 'Monitor',
    sourceHref: `/tmf-api/serviceOrdering/v4/serviceOrder/${orderId}`,
    state: 'InProgress',
  };
  const more = { hidden: opened(commands, token, context.at), extra: commands.map(asked) };
  if (await commit(creation(monitor, value, context, more))) return;
  await askAgain(asking, context);
};

const configureWave: Task = async ({ input, token }, context) => {
  const { id, index, wave, resources, held } = Wave.parse(input);
  const monitored = monitorId(id, waveStep(index));
  const commands = commandsOf(monitored, wave, resources ?? []);
  await ask(
    { id: monitored, orderId: id, commands, token: token ?? '', ...(held && { held }) },
    context,
  );
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
  await ask({ id: monitored, orderId: id, commands, token: token ?? '' }, context);
};

/** The steps of provision-service-order that reach the network. */
export const handler = taskHandler('activation', {
  'configure-wave': configureWave,
  'undo-configure': undoConfigure,
});
