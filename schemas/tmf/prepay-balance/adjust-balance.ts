import * as z from 'zod';
import { AdjustType, action, serverSet } from './parts.ts';

/** TMF654. A correction of a bucket, up or down. */
export const AdjustBalance = z.strictObject({ ...action, adjustType: AdjustType.optional() });
export type AdjustBalance = z.infer<typeof AdjustBalance>;

/** What a client sends to adjust. */
export const AdjustBalanceCreate = AdjustBalance.omit({
  ...serverSet,
  partyAccount: true,
}).required({ amount: true, usageType: true, bucket: true });
export type AdjustBalanceCreate = z.infer<typeof AdjustBalanceCreate>;

/** What a client may change of an adjustment. */
export const AdjustBalanceUpdate = AdjustBalance.omit({ id: true, href: true }).partial();
export type AdjustBalanceUpdate = z.infer<typeof AdjustBalanceUpdate>;
