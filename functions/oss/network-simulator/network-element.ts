import * as z from 'zod';
import type { Access } from '../../kernel/access/caller.ts';
import { derivedId } from '../../kernel/ids.ts';
import { defineResource, untold } from '../../kernel/tmf/resource.ts';
import { capability } from './capability.ts';

/** How an element of the simulated network behaves. `rejectNext` counts down; `latencyMs` is at most ten seconds. */
export const NetworkElement = z.strictObject({
  id: z.string(),
  href: z.string().optional(),
  '@type': z.string().optional(),
  name: z.string().min(1),
  latencyMs: z.int().min(0).max(10_000).optional(),
  rejectNext: z.int().min(0).optional(),
  rejectReason: z.string().optional(),
});
export type NetworkElement = z.infer<typeof NetworkElement>;

const simulatorAccess: Access = { operations: 'all', agent: 'none', customer: 'none' };
/** An element that was never set answers at once and rejects nothing. */
export const networkElement = defineResource<NetworkElement>({
  api: capability.api,
  source: 'oss.network-simulator',
  name: 'networkElement',
  idPrefix: 'nel',
  schema: {
    read: NetworkElement,
    create: NetworkElement.omit({ id: true, href: true }),
    update: NetworkElement.omit({ id: true, href: true, name: true }).partial(),
  },
  access: simulatorAccess,
  shards: 4,
  events: untold,
  naturalKey: ({ name }) => name,
});

export const elementId = (name: string): string =>
  derivedId(networkElement.idPrefix, networkElement.type, 'natural', name);

/** The service is there, what it is set to, and whether it is barred: configured, and not let through. */
const held = {
  present: z.boolean(),
  values: z.record(z.string(), z.unknown()),
  barred: z.boolean(),
};

/** What an element is configured with for one service, what it was before, and which commands it has seen. */
export const NetworkConfig = z.strictObject({
  id: z.string(),
  href: z.string().optional(),
  '@type': z.string().optional(),
  element: z.string(),
  serviceId: z.string(),
  ...held,
  before: z.strictObject(held),
  lastCommandId: z.string().optional(),
  /** The newest commands that were applied: one of them that comes again changes nothing. */
  applied: z.array(z.string()),
  rolledBack: z.array(z.string()),
});
export type NetworkConfig = z.infer<typeof NetworkConfig>;

/** Read-only from outside: the network is changed by commands alone. */
export const networkConfig = defineResource<NetworkConfig>({
  api: capability.api,
  source: 'oss.network-simulator',
  name: 'networkConfig',
  idPrefix: 'ncf',
  schema: { read: NetworkConfig },
  operations: ['list', 'get'],
  access: simulatorAccess,
  lookup: { attribute: 'serviceId', value: ({ serviceId }) => serviceId },
  shards: 16,
  events: untold,
});
