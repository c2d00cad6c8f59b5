import * as z from 'zod';
import {
  addressable,
  ConstraintRef,
  decimal,
  flag,
  instant,
  list,
  Money,
  Quantity,
  TimePeriod,
  text,
  whole,
} from '../common.ts';
import { ProductSpecificationCharacteristicValueUse } from './parts.ts';
import {
  BundledProductOfferingPriceRelationship,
  PricingLogicAlgorithm,
  ProductOfferingPriceRelationship,
  ProductOfferingTerm,
  TaxItem,
} from './pricing.ts';
import { PlaceRef } from './refs.ts';

/** TMF620. A price of the catalogue: once, recurring, by usage, or a discount. */
export const ProductOfferingPrice = z.strictObject({
  ...addressable,
  description: text,
  isBundle: flag,
  lastUpdate: instant,
  lifecycleStatus: text,
  name: text,
  percentage: decimal,
  priceType: text,
  recurringChargePeriodLength: whole,
  recurringChargePeriodType: text,
  version: text,
  bundledPopRelationship: list(BundledProductOfferingPriceRelationship),
  constraint: list(ConstraintRef),
  place: list(PlaceRef),
  popRelationship: list(ProductOfferingPriceRelationship),
  price: Money.optional(),
  pricingLogicAlgorithm: list(PricingLogicAlgorithm),
  prodSpecCharValueUse: list(ProductSpecificationCharacteristicValueUse),
  productOfferingTerm: list(ProductOfferingTerm),
  tax: list(TaxItem),
  unitOfMeasure: Quantity.optional(),
  validFor: TimePeriod.optional(),
});
export type ProductOfferingPrice = z.infer<typeof ProductOfferingPrice>;

/** What a client sends to create a product offering price. */
export const ProductOfferingPriceCreate = ProductOfferingPrice.omit({
  id: true,
  href: true,
}).required({ name: true });
export type ProductOfferingPriceCreate = z.infer<typeof ProductOfferingPriceCreate>;

/** What a client may change of a product offering price. */
export const ProductOfferingPriceUpdate = ProductOfferingPriceCreate.omit({
  lastUpdate: true,
}).partial();
export type ProductOfferingPriceUpdate = z.infer<typeof ProductOfferingPriceUpdate>;
