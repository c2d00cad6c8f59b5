import * as z from 'zod';
import {
  AttachmentRefOrValue,
  addressable,
  flag,
  instant,
  list,
  RelatedParty,
  TimePeriod,
  text,
} from '../common.ts';
import {
  ResourceSpecificationRef,
  ServiceSpecificationRef,
  TargetProductSchema,
} from '../references.ts';
import {
  BundledProductSpecification,
  ProductSpecificationCharacteristic,
  ProductSpecificationRelationship,
} from './parts.ts';

/** TMF620. What a kind of product is: its characteristics and what realises it. */
export const ProductSpecification = z.strictObject({
  ...addressable,
  brand: text,
  description: text,
  isBundle: flag,
  lastUpdate: instant,
  lifecycleStatus: text,
  name: text,
  productNumber: text,
  version: text,
  attachment: list(AttachmentRefOrValue),
  bundledProductSpecification: list(BundledProductSpecification),
  productSpecCharacteristic: list(ProductSpecificationCharacteristic),
  productSpecificationRelationship: list(ProductSpecificationRelationship),
  relatedParty: list(RelatedParty),
  resourceSpecification: list(ResourceSpecificationRef),
  serviceSpecification: list(ServiceSpecificationRef),
  targetProductSchema: TargetProductSchema.optional(),
  validFor: TimePeriod.optional(),
});
export type ProductSpecification = z.infer<typeof ProductSpecification>;

/** What a client sends to create a product specification. */
export const ProductSpecificationCreate = ProductSpecification.omit({
  id: true,
  href: true,
}).required({ name: true });
export type ProductSpecificationCreate = z.infer<typeof ProductSpecificationCreate>;

/** What a client may change of a product specification. */
export const ProductSpecificationUpdate = ProductSpecificationCreate.omit({
  lastUpdate: true,
}).partial();
export type ProductSpecificationUpdate = z.infer<typeof ProductSpecificationUpdate>;
