import * as z from 'zod';
import { addressable, instant, Money, text } from '../tmf/common.ts';
import { BillingAccountRef, ProductOfferingPriceRef } from '../tmf/references.ts';

/** A price as it would be: another amount, or some percent more; less where that is negative. */
const PriceChange = z.strictObject({
  productOfferingPrice: ProductOfferingPriceRef,
  price: Money.optional(),
  percentage: z.number().optional(),
});

/** What a customer's last bill comes to, with tax, and what it would have come to. */
export const PriceEffect = z.strictObject({
  billingAccount: BillingAccountRef,
  relatedParty: z.strictObject({ id: z.string() }),
  before: Money,
  after: Money,
  difference: Money,
});
export type PriceEffect = z.infer<typeof PriceEffect>;

/** What a change of prices would do to every customer's last month. It works in the background and writes no bill. */
export const PriceChangePreview = z.strictObject({
  ...addressable,
  description: text,
  priceChange: z.array(PriceChange).min(1),
  state: z.enum(['inProgress', 'stopped', 'done']).optional(),
  /** The last cycle of each account that was over by then is looked at. */
  creationDate: instant,
  completionDate: instant,
  progress: z
    .strictObject({
      accounts: z.int(),
      done: z.int(),
      /** That have a bill for their last month. */
      billed: z.int(),
      /** Whose bill would be another. */
      changed: z.int(),
      failed: z.int(),
    })
    .optional(),
  /** All customers together, a row for each currency. */
  total: z.array(z.strictObject({ before: Money, after: Money, difference: Money })).optional(),
  /** The ten whose bills would change most. */
  largest: z.array(PriceEffect).optional(),
  /** Accounts that cannot be billed, and why; the first hundred. */
  failure: z.array(z.strictObject({ billingAccount: z.string(), reason: z.string() })).optional(),
});
export type PriceChangePreview = z.infer<typeof PriceChangePreview>;

/** What a client asks. */
export const PriceChangePreviewCreate = PriceChangePreview.pick({
  description: true,
  priceChange: true,
  '@type': true,
  '@baseType': true,
  '@schemaLocation': true,
});

/** A client may stop it. */
export const PriceChangePreviewUpdate = PriceChangePreview.pick({
  state: true,
  description: true,
}).partial();
