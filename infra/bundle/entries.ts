import { join } from 'node:path';
import type { Capability } from '../../functions/kernel/capability.ts';
import type { Room } from '../names.ts';
import { platformFunctions } from '../names.ts';

/** True where it hears events of other capabilities, of itself, or of files. */
export const hearsEvents = ({ subscribes, files }: Capability): boolean =>
  subscribes !== undefined || files?.hears !== undefined;

/** The rooms of a capability that are functions, as its manifest says. */
export const roomsOf = (capability: Capability): readonly Room[] => [
  ...(capability.api === undefined ? [] : (['api'] as const)),
  ...(hearsEvents(capability) ? (['events'] as const) : []),
  ...(capability.tasks === true ? (['tasks'] as const) : []),
];

/** Every function by its key, with its source file. */
export const entryPoints = (
  capabilities: readonly Capability[],
): Readonly<Record<string, string>> => ({
  ...platformFunctions,
  ...Object.fromEntries(
    capabilities.flatMap((capability) =>
      roomsOf(capability).map((room) => [
        `${capability.name}-${room}`,
        join('functions', capability.domain, capability.name, `${room}.ts`),
      ]),
    ),
  ),
});
