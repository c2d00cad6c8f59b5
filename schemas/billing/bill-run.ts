import * as z from 'zod';
import { addressable, flag, instant, list, Money, text, whole } from '../tmf/common.ts';
import { BillingAccountRef } from '../tmf/references.ts';

/** How far a run is; the numbers grow while it runs. */
export const BillRunProgress = z.strictObject({
  accounts: z.int(),
  done: z.int(),
  billed: z.int(),
  held: z.int(),
  nothingToBill: z.int(),
  failed: z.int(),
  total: z.array(Money),
  expectedCompletionDate: instant,
});
export type BillRunProgress = z.infer<typeof BillRunProgress>;

/** Where a run is in its life. */
export const BillRunState = z.enum(['waiting', 'inProgress', 'stopped', 'failed', 'done']);

/** A run over the accounts whose cycle begins anew on a date. */
export const BillRun = z.strictObject({
  ...addressable,
  description: text,
  /** The day on which the cycles end, in each account's own time zone. */
  cycleDate: z.iso.date(),
  /** Works out and checks, and changes nothing. */
  isTrial: flag,
  /** Only these. @default - all of the date */
  billingAccount: list(BillingAccountRef),
  state: BillRunState.optional(),
  creationDate: instant,
  startDate: instant,
  completionDate: instant,
  shards: whole,
  progress: BillRunProgress.optional(),
  /** Accounts that could not be billed, and why; the first hundred. */
  failure: list(z.strictObject({ billingAccount: z.string(), reason: z.string() })),
  statusReason: text,
});
export type BillRun = z.infer<typeof BillRun>;

/** What a client sends to start a run. */
export const BillRunCreate = BillRun.pick({
  description: true,
  cycleDate: true,
  isTrial: true,
  billingAccount: true,
  '@type': true,
  '@baseType': true,
  '@schemaLocation': true,
});
export type BillRunCreate = z.infer<typeof BillRunCreate>;

/** What a client may change of a run: stop it, let it go on. */
export const BillRunUpdate = BillRun.pick({ state: true, description: true }).partial();
export type BillRunUpdate = z.infer<typeof BillRunUpdate>;
