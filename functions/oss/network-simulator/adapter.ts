import type { NetworkCommand } from '../../../schemas/events/network-command.ts';
import type { NetworkConfig, NetworkElement } from './network-element.ts';

/**
 * The contract of every adapter to the network (H1): pure data in and out, idempotent by command id. `plan` says what
 * the element shall hold, `apply` makes it so, `verify` reads back and compares, `rollBack` restores what was before.
 */
export interface Adapter<Config, Element> {
  plan(command: NetworkCommand, config: Config): Config;
  apply(
    command: NetworkCommand,
    config: Config,
    element: Element | undefined,
  ): { readonly config: Config } | { readonly rejected: string };
  verify(command: NetworkCommand, config: Config): string | undefined;
  rollBack(command: NetworkCommand, config: Config): Config;
  read(config: Config): Readonly<Record<string, unknown>> | undefined;
}

/** A service sees a handful of changes in a day, and a repeat comes within one. */
const commandsRemembered = 20;

const wanted = (command: NetworkCommand): Record<string, unknown> => ({
  ...Object.fromEntries(command.characteristics.map(({ name, value }) => [name, value])),
  ...(command.resources.length > 0 && { resources: command.resources.map(({ name }) => name) }),
});

/** The simulated network. A command that was rolled back before it arrived is refused: it comes too late. */
export const simulator: Adapter<NetworkConfig, NetworkElement> = {
  plan: (command, config) => ({
    ...config,
    present: command.action !== 'delete',
    values: command.action === 'delete' ? {} : { ...config.values, ...wanted(command) },
    barred: command.action !== 'delete' && (command.barred ?? config.barred),
    before: { present: config.present, values: config.values, barred: config.barred },
    lastCommandId: command.commandId,
    applied: [...config.applied, command.commandId].slice(-commandsRemembered),
  }),
  apply: (command, config, element) => {
    if (config.rolledBack.includes(command.commandId))
      return { rejected: 'the command was rolled back before it arrived' };
    if (config.applied.includes(command.commandId)) return { config };
    if ((element?.rejectNext ?? 0) > 0)
      return { rejected: element?.rejectReason ?? `${command.element} rejected the command` };
    return { config: simulator.plan(command, config) };
  },
  verify: (command, config) => {
    const held = simulator.read(config);
    if (command.action === 'delete')
      return held === undefined ? undefined : `${command.element} still holds ${command.serviceId}`;
    if (command.barred !== undefined && config.barred !== command.barred)
      return `${command.element} ${command.barred ? 'still lets through' : 'still bars'} ${command.serviceId}`;
    const differing = Object.entries(wanted(command)).filter(
      ([name, value]) => JSON.stringify(held?.[name]) !== JSON.stringify(value),
    );
    return differing.length === 0
      ? undefined
      : `${command.element} does not hold ${differing.map(([name]) => name).join(', ')}`;
  },
  rollBack: (command, config) => {
    const rolledBack = [
      ...config.rolledBack.filter((id) => id !== command.commandId),
      command.commandId,
    ].slice(-commandsRemembered);
    return config.lastCommandId === command.commandId
      ? {
          ...config,
          ...config.before,
          lastCommandId: undefined,
          applied: config.applied.filter((id) => id !== command.commandId),
          rolledBack,
        }
      : { ...config, rolledBack };
  },
  read: (config) => (config.present ? config.values : undefined),
};
