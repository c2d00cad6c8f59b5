import * as z from 'zod';
import { action, serverSet } from './parts.ts';

/** TMF654. Value that is held back for what is about to be used. */
export const ReserveBalance = z.strictObject(action);
export type ReserveBalance = z.infer<typeof ReserveBalance>;

/** What a client sends to reserve. */
export const ReserveBalanceCreate = ReserveBalance.omit(serverSet).required({
  usageType: true,
  bucket: true,
  partyAccount: true,
});
export type ReserveBalanceCreate = z.infer<typeof ReserveBalanceCreate>;

/** What a client may change of a reservation: it debits what was used, or gives the rest back. */
export const ReserveBalanceUpdate = ReserveBalance.omit({ id: true, href: true }).partial();
export type ReserveBalanceUpdate = z.infer<typeof ReserveBalanceUpdate>;
