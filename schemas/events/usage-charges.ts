import * as z from 'zod';

/** What is measured: seconds of calls, bytes of data, messages. */
export const UsageType = z.enum(['voice', 'data', 'sms']);
export type UsageType = z.infer<typeof UsageType>;

/** One kind of charge of one subscription in one period, added up over its records. */
export const UsageChargeLine = z.strictObject({
  /** Stable over versions: kind of charge, zone, band and price version. */
  key: z.string().min(1),
  /** What a customer reads on the bill. */
  name: z.string().min(1),
  usageType: UsageType,
  quantity: z.number().min(0),
  unit: z.string(),
  records: z.int().min(0),
  /** Millionths of the currency's unit, tax excluded. Negative where a re-rating gives back. */
  amountMicros: z.int(),
  priceId: z.string(),
  priceVersion: z.string(),
});
export type UsageChargeLine = z.infer<typeof UsageChargeLine>;

/**
 * All that the usage of one subscription in one period costs so far. It is cumulative: the newest version replaces
 * every older one, so that it may come late, twice or out of order. Who bills it bills the difference.
 */
export const UsageCharges = z.strictObject({
  /** The product's id. */
  subscription: z.string().min(1),
  billingAccount: z.string().min(1),
  party: z.string().min(1),
  currency: z.string().length(3),
  /** The month that the usage belongs to, in the customer's time zone; the end is not in it. */
  period: z.strictObject({ startDateTime: z.iso.datetime(), endDateTime: z.iso.datetime() }),
  /** Grows with each change of the same subscription and period. */
  version: z.int().min(1),
  lines: z.array(UsageChargeLine),
});
export type UsageCharges = z.infer<typeof UsageCharges>;

/** Published by usage (`bss.usage`); the payload stands under `usageCharges`. */
export const usageChargesChangeEvent = 'UsageChargesChangeEvent';
