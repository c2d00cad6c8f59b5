import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import type { NetworkAnswer } from '../../../schemas/events/network-answer.ts';
import { NetworkCommand } from '../../../schemas/events/network-command.ts';
import { subscriber } from '../../kernel/events/subscriber.ts';
import { derivedId } from '../../kernel/ids.ts';
import { change, commit, creation, racing, read } from '../../kernel/table/store.ts';
import type { ExtraEvent, WriteContext } from '../../kernel/table/stored.ts';
import { simulator } from './adapter.ts';
import type { NetworkConfig, NetworkElement } from './network-element.ts';
import { elementId, networkConfig, networkElement } from './network-element.ts';

const Commanded = z.object({ networkCommand: NetworkCommand });

const empty = (command: NetworkCommand): NetworkConfig => ({
  id: derivedId(networkConfig.idPrefix, command.element, command.serviceId),
  element: command.element,
  serviceId: command.serviceId,
  present: false,
  values: {},
  barred: false,
  before: { present: false, values: {}, barred: false },
  applied: [],
  rolledBack: [],
});

/** What the command makes of the configuration, and the answer to it. */
const outcome = (
  command: NetworkCommand,
  config: NetworkConfig,
  element: NetworkElement | undefined,
): { readonly config: NetworkConfig; readonly reason?: string } => {
  if (command.kind === 'rollback') return { config: simulator.rollBack(command, config) };
  const applied = simulator.apply(command, config, element);
  if ('rejected' in applied) return { config, reason: applied.rejected };
  const difference = simulator.verify(command, applied.config);
  return { config: applied.config, ...(difference !== undefined && { reason: difference }) };
};

const answerTo = (command: NetworkCommand, reason: string | undefined): ExtraEvent => {
  const payload: NetworkAnswer = {
    commandId: command.commandId,
    monitorId: command.monitorId,
    done: reason === undefined,
    ...(reason !== undefined && { reason }),
  };
  return { eventType: 'NetworkAnswerEvent', resource: 'networkAnswer', payload };
};

/** The next rejection is used up. Lost to a rival, it is simply counted by the rival. */
const countRejection = async (name: string, context: WriteContext): Promise<void> => {
  const stored = await read(networkElement, context.caller.tenant, elementId(name));
  if (stored === undefined) return;
  const rejectNext = Math.max(0, (stored.value.rejectNext ?? 0) - 1);
  await commit(change(networkElement, stored, { ...stored.value, rejectNext }, context));
};

/** An element takes its command: configuration and answer are one write, so that neither exists alone. */
export const handler = subscriber('network-simulator', {
  NetworkCommandEvent: async (detail, context) => {
    const { networkCommand: command } = Commanded.parse(detail.event);
    const { tenant } = context.caller;
    const element = await read(networkElement, tenant, elementId(command.element));
    if ((element?.value.latencyMs ?? 0) > 0) await sleep(element?.value.latencyMs);
    await racing(`${command.element} ${command.serviceId}`, async () => {
      const first = empty(command);
      const stored = await read(networkConfig, tenant, first.id);
      const { config, reason } = outcome(command, stored?.value ?? first, element?.value);
      const extra = [answerTo(command, reason)];
      const done = await commit(
        stored === undefined
          ? creation(networkConfig, config, context, { extra })
          : change(networkConfig, stored, config, context, { extra }),
      );
      if (done && reason !== undefined && command.kind === 'apply')
        await countRejection(command.element, context);
      return done;
    });
  },
});
