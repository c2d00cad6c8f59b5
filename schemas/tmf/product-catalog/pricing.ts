import * as z from 'zod';
import {
  addressable,
  ConstraintRef,
  decimal,
  extensible,
  instant,
  list,
  Money,
  Quantity,
  TimePeriod,
  text,
  whole,
} from '../common.ts';

/** A price inside a bundle of prices. */
export const BundledProductOfferingPriceRelationship = z.strictObject({
  ...addressable,
  name: text,
});

/** A length of time in some unit. */
export const Duration = z.strictObject({
  ...extensible,
  amount: whole,
  units: text,
});

/** A price with and without tax, or a percentage. */
export const ProductPriceValue = z.strictObject({
  ...extensible,
  percentage: decimal,
  taxCategory: text,
  taxRate: decimal,
  dutyFreeAmount: Money.optional(),
  taxIncludedAmount: Money.optional(),
});

/** A discount or a surcharge on a price of the catalogue. */
export const POPAlteration = z.strictObject({
  ...addressable,
  description: text,
  name: text,
  priceType: z.string(),
  priority: whole,
  recurringChargePeriod: text,
  applicationDuration: Duration.optional(),
  price: ProductPriceValue,
  unitOfMeasure: Quantity.optional(),
  validFor: TimePeriod.optional(),
});
export type POPAlteration = z.infer<typeof POPAlteration>;

/** Names the algorithm that works out a price. */
export const PricingLogicAlgorithm = z.strictObject({
  ...addressable,
  description: text,
  name: text,
  plaSpecId: text,
  validFor: TimePeriod.optional(),
});

/** A price of an offering, by reference or in full. */
export const ProductOfferingPriceRefOrValue = z.strictObject({
  ...addressable,
  description: text,
  lastUpdate: instant,
  lifecycleStatus: text,
  name: text,
  priceType: text,
  recurringChargePeriod: text,
  recurringChargePeriodLength: whole,
  version: text,
  constraint: list(ConstraintRef),
  price: ProductPriceValue.optional(),
  priceAlteration: list(POPAlteration),
  unitOfMeasure: Quantity.optional(),
  validFor: TimePeriod.optional(),
  '@referredType': text,
});
export type ProductOfferingPriceRefOrValue = z.infer<typeof ProductOfferingPriceRefOrValue>;

/** Ties a price to another one. */
export const ProductOfferingPriceRelationship = z.strictObject({
  ...addressable,
  name: text,
  relationshipType: text,
  role: text,
  '@referredType': text,
});

/** A commitment that comes with an offering or a price. */
export const ProductOfferingTerm = z.strictObject({
  ...extensible,
  description: text,
  name: text,
  duration: Duration.optional(),
  validFor: TimePeriod.optional(),
});

/** One tax on a price. */
export const TaxItem = z.strictObject({
  ...addressable,
  taxCategory: text,
  taxRate: decimal,
  taxAmount: Money.optional(),
});
