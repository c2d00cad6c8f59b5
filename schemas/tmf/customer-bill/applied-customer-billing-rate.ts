import * as z from 'zod';
import { extensible, flag, instant, list, Money, TimePeriod, text } from '../common.ts';
import { BillingAccountRef } from '../references.ts';
import {
  AppliedBillingRateCharacteristic,
  AppliedBillingTaxRate,
  BillRef,
  ProductRef,
} from './parts.ts';

/** TMF678. One charge or credit: a line of a bill, or one to come. */
export const AppliedCustomerBillingRate = z.strictObject({
  ...extensible,
  id: z.string(),
  href: text,
  date: instant,
  description: text,
  isBilled: flag,
  name: text,
  type: text,
  appliedTax: list(AppliedBillingTaxRate),
  bill: BillRef.optional(),
  billingAccount: BillingAccountRef.optional(),
  characteristic: list(AppliedBillingRateCharacteristic),
  periodCoverage: TimePeriod.optional(),
  product: ProductRef.optional(),
  taxExcludedAmount: Money.optional(),
  taxIncludedAmount: Money.optional(),
});
export type AppliedCustomerBillingRate = z.infer<typeof AppliedCustomerBillingRate>;
