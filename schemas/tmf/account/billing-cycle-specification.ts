import * as z from 'zod';
import { addressable, TimePeriod, text, whole } from '../common.ts';

/** TMF666. When bills are made and when they are due. */
export const BillingCycleSpecification = z.strictObject({
  ...addressable,
  billingDateShift: whole,
  billingPeriod: text,
  chargeDateOffset: whole,
  creditDateOffset: whole,
  description: text,
  frequency: text,
  mailingDateOffset: whole,
  name: z.string(),
  paymentDueDateOffset: whole,
  validFor: TimePeriod.optional(),
});
export type BillingCycleSpecification = z.infer<typeof BillingCycleSpecification>;

/** What a client sends to create a billing cycle specification. */
export const BillingCycleSpecificationCreate = BillingCycleSpecification.omit({
  id: true,
  href: true,
});
export type BillingCycleSpecificationCreate = z.infer<typeof BillingCycleSpecificationCreate>;

/** What a client may change of a billing cycle specification. */
export const BillingCycleSpecificationUpdate = BillingCycleSpecificationCreate.partial();
export type BillingCycleSpecificationUpdate = z.infer<typeof BillingCycleSpecificationUpdate>;
