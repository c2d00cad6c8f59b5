import * as z from 'zod';
import {
  Characteristic,
  decimal,
  extensible,
  flag,
  instant,
  list,
  Money,
  Quantity,
  RelatedParty,
  RelatedPlaceRefOrValue,
  TimePeriod,
  text,
  whole,
} from './common.ts';
import {
  AgreementItemRef,
  BillingAccountRef,
  ProductOfferingPriceRef,
  ProductOfferingRef,
  ProductSpecificationRef,
  ResourceRef,
  ServiceRef,
} from './references.ts';

/** A price with and without tax, or a percentage. */
export const Price = z.strictObject({
  ...extensible,
  percentage: decimal,
  taxRate: decimal,
  dutyFreeAmount: Money.optional(),
  taxIncludedAmount: Money.optional(),
});
export type Price = z.infer<typeof Price>;

/** A discount or a surcharge on a price. */
export const PriceAlteration = z.strictObject({
  ...extensible,
  applicationDuration: whole,
  description: text,
  name: text,
  priceType: z.string(),
  priority: whole,
  recurringChargePeriod: text,
  unitOfMeasure: text,
  price: Price,
  productOfferingPrice: ProductOfferingPriceRef.optional(),
});
export type PriceAlteration = z.infer<typeof PriceAlteration>;

/** What a product costs, once or each period. */
export const ProductPrice = z.strictObject({
  ...extensible,
  description: text,
  name: text,
  priceType: z.string(),
  recurringChargePeriod: text,
  unitOfMeasure: text,
  billingAccount: BillingAccountRef.optional(),
  price: Price,
  productOfferingPrice: ProductOfferingPriceRef.optional(),
  productPriceAlteration: list(PriceAlteration),
});
export type ProductPrice = z.infer<typeof ProductPrice>;

/** The order item that created or changed a product. */
export const RelatedProductOrderItem = z.strictObject({
  ...extensible,
  orderItemAction: text,
  orderItemId: z.string(),
  productOrderHref: text,
  productOrderId: z.string(),
  role: text,
  '@referredType': text,
});
export type RelatedProductOrderItem = z.infer<typeof RelatedProductOrderItem>;

/** A commitment that comes with a product. */
export const ProductTerm = z.strictObject({
  ...extensible,
  description: text,
  name: text,
  duration: Quantity.optional(),
  validFor: TimePeriod.optional(),
});

/** Where a product is in its life. */
export const ProductStatusType = z.enum([
  'created',
  'pendingActive',
  'cancelled',
  'active',
  'pendingTerminate',
  'terminated',
  'suspended',
  'aborted',
]);
export type ProductStatusType = z.infer<typeof ProductStatusType>;

/** A product, by reference (modify, delete) or in full (add). */
export const ProductRefOrValue = z.strictObject({
  id: text,
  href: text,
  description: text,
  isBundle: flag,
  isCustomerVisible: flag,
  name: text,
  orderDate: instant,
  productSerialNumber: text,
  startDate: instant,
  terminationDate: instant,
  agreement: list(AgreementItemRef),
  billingAccount: BillingAccountRef.optional(),
  place: list(RelatedPlaceRefOrValue),
  get product() {
    return list(ProductRefOrValue);
  },
  productCharacteristic: list(Characteristic),
  productOffering: ProductOfferingRef.optional(),
  productOrderItem: list(RelatedProductOrderItem),
  productPrice: list(ProductPrice),
  get productRelationship() {
    return list(ProductRelationship);
  },
  productSpecification: ProductSpecificationRef.optional(),
  productTerm: list(ProductTerm),
  realizingResource: list(ResourceRef),
  realizingService: list(ServiceRef),
  relatedParty: list(RelatedParty),
  status: ProductStatusType.optional(),
  '@baseType': text,
  '@schemaLocation': text,
  '@type': text,
  '@referredType': text,
});
export type ProductRefOrValue = z.infer<typeof ProductRefOrValue>;

/** Ties a product to another one. */
export const ProductRelationship = z.strictObject({
  relationshipType: z.string(),
  get product() {
    return ProductRefOrValue;
  },
  '@baseType': text,
  '@schemaLocation': text,
  '@type': text,
});
export type ProductRelationship = z.infer<typeof ProductRelationship>;
