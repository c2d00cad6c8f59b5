import * as z from 'zod';
import { staffOnly } from '../../kernel/access/caller.ts';
import { defineResource, untold } from '../../kernel/tmf/resource.ts';
import { capability } from './capability.ts';

/** One resource that an order holds for a service. */
const Held = z.strictObject({
  serviceId: z.string(),
  id: z.string(),
  name: z.string(),
  element: z.string().optional(),
});

/** What one service order holds. It is written with its resources in one transaction, so that it is the truth of a retry. */
export const Assignment = z.strictObject({
  id: z.string(),
  state: z.enum(['held', 'inUse', 'released']),
  resources: z.array(Held),
});
export type Assignment = z.infer<typeof Assignment>;
export type Held = z.infer<typeof Held>;

/** Ours alone: no API shows it, and its changes are no events. */
export const assignment = defineResource<Assignment>({
  api: capability.api,
  source: 'oss.resource-inventory',
  name: 'assignment',
  idPrefix: 'asg',
  schema: { read: Assignment },
  operations: [],
  access: staffOnly,
  events: untold,
});
