import { Monitor } from '../../../schemas/tmf/activation/monitor.ts';
import { staffOnly } from '../../kernel/access/caller.ts';
import { derivedId } from '../../kernel/ids.ts';
import { lifecycle } from '../../kernel/lifecycle/lifecycle.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { defineResource } from '../../kernel/tmf/resource.ts';
import { capability } from './capability.ts';

/** TMF640 leaves the states of a monitor open; these are the usual ones. */
export const monitorLifecycle = lifecycle(['InProgress'], {
  InProgress: ['Completed', 'Failed'],
  Completed: [],
  Failed: [],
});

export type StoredMonitor = Identified<Monitor>;

/** The monitor of one step of an order's machine. */
export const monitorId = (orderId: string, step: string): string =>
  derivedId(monitor.idPrefix, orderId, step);

/** The step that sends one wave of commands. */
export const waveStep = (index: number): string => `wave ${index}`;

/** TMF640. Follows what the network was asked to do, until all of it is answered. */
export const monitor = defineResource<StoredMonitor>({
  api: capability.api,
  source: 'oss.activation',
  name: 'monitor',
  idPrefix: 'mon',
  schema: { read: Monitor },
  operations: ['list', 'get'],
  access: staffOnly,
  state: { attribute: 'state', lifecycle: monitorLifecycle },
  shards: 16,
});
