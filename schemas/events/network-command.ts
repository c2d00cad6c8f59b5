import * as z from 'zod';
import { Characteristic } from '../tmf/common.ts';

/** What an adapter is asked to do on one element for one service. Idempotent by `commandId`. */
export const NetworkCommand = z.strictObject({
  commandId: z.string(),
  monitorId: z.string(),
  kind: z.enum(['apply', 'rollback']),
  action: z.enum(['add', 'modify', 'delete']),
  element: z.string(),
  serviceId: z.string(),
  name: z.string(),
  characteristics: z.array(Characteristic),
  /** True bars the service, false lets it through again; else it stays as it is. */
  barred: z.boolean().optional(),
  resources: z.array(z.strictObject({ id: z.string(), name: z.string() })),
});
export type NetworkCommand = z.infer<typeof NetworkCommand>;
