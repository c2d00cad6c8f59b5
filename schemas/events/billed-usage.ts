import * as z from 'zod';

/** Up to which version of its charges the usage of one subscription in one period is on bills. */
export const BilledPeriod = z.strictObject({
  subscription: z.string().min(1),
  /** The first moment of the period, as the charges say it. */
  startDateTime: z.iso.datetime(),
  /** The version of `UsageChargesChangeEvent`; what is in a later one is billed next time. */
  version: z.int().min(1),
});
export type BilledPeriod = z.infer<typeof BilledPeriod>;

/** The usage that a bill which was sent charges. A larger version counts, so that it may come late, twice or out of order. */
export const BilledUsage = z.strictObject({
  /** The bill's id, and its number where it has one. */
  bill: z.string().min(1),
  billNo: z.string().optional(),
  billingAccount: z.string().min(1),
  period: z.array(BilledPeriod).min(1),
});
export type BilledUsage = z.infer<typeof BilledUsage>;

/** The usage that some bills charge, which were sent together. */
export const BilledUsages = z.strictObject({
  /** The bill's id, or that of what made several at once. */
  id: z.string().min(1),
  bill: z.array(BilledUsage).min(1),
});
export type BilledUsages = z.infer<typeof BilledUsages>;

/** Published by customer-bill (`bss.customer-bill`) once a bill; the payload stands under `billedUsages`. */
export const billedUsagesEvent = 'BilledUsagesCreateEvent';
