import * as z from 'zod';
import { Money } from '../../../schemas/tmf/common.ts';

/** A charge as the provider keeps it, under the key that the merchant chose. */
export const ProviderCharge = z.strictObject({
  id: z.string(),
  href: z.string().optional(),
  '@type': z.string().optional(),
  key: z.string().min(1),
  source: z.string().min(1),
  amount: Money,
  status: z.string().optional(),
  code: z.string().optional(),
  reason: z.string().optional(),
  /** What of it was given back, by the key of each refund. */
  refund: z.array(z.strictObject({ key: z.string(), amount: Money })).optional(),
});
export type ProviderCharge = z.infer<typeof ProviderCharge>;
