import * as z from 'zod';

/** How a network command ended. `reason` says why where it was refused. */
export const NetworkAnswer = z.strictObject({
  commandId: z.string(),
  monitorId: z.string(),
  done: z.boolean(),
  reason: z.string().optional(),
});
export type NetworkAnswer = z.infer<typeof NetworkAnswer>;
