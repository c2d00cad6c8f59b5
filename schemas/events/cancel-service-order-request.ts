import * as z from 'zod';

/** BSS asks OSS to cancel what it asked for: `externalId` is that of the service order's request. */
export const CancelServiceOrderRequest = z.strictObject({
  externalId: z.string(),
  cancellationReason: z.string().optional(),
});
export type CancelServiceOrderRequest = z.infer<typeof CancelServiceOrderRequest>;
