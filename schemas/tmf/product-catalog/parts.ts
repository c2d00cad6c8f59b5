import * as z from 'zod';
import { addressable, extensible, flag, list, TimePeriod, text, whole } from '../common.ts';
import { CharacteristicValueSpecification } from '../common-catalog.ts';
import { ProductSpecificationRef } from '../references.ts';

/** How many times an offering may stand in a bundle. */
export const BundledProductOfferingOption = z.strictObject({
  ...extensible,
  numberRelOfferDefault: whole,
  numberRelOfferLowerLimit: whole,
  numberRelOfferUpperLimit: whole,
});

/** An offering inside a bundle. */
export const BundledProductOffering = z.strictObject({
  ...addressable,
  lifecycleStatus: text,
  name: text,
  bundledProductOfferingOption: BundledProductOfferingOption.optional(),
});
export type BundledProductOffering = z.infer<typeof BundledProductOffering>;

/** A specification inside a bundle. */
export const BundledProductSpecification = z.strictObject({
  ...addressable,
  lifecycleStatus: text,
  name: text,
});

/** Ties an offering to another one. */
export const ProductOfferingRelationship = z.strictObject({
  ...addressable,
  name: text,
  relationshipType: text,
  role: text,
  validFor: TimePeriod.optional(),
  '@referredType': text,
});

/** Ties a characteristic to one of another specification. */
export const ProductSpecificationCharacteristicRelationship = z.strictObject({
  ...addressable,
  charSpecSeq: whole,
  name: text,
  relationshipType: text,
  validFor: TimePeriod.optional(),
});

/** A characteristic that products may or must have. */
export const ProductSpecificationCharacteristic = z.strictObject({
  ...extensible,
  id: text,
  configurable: flag,
  description: text,
  extensible: flag,
  isUnique: flag,
  maxCardinality: whole,
  minCardinality: whole,
  name: text,
  regex: text,
  valueType: text,
  productSpecCharRelationship: list(ProductSpecificationCharacteristicRelationship),
  productSpecCharacteristicValue: list(CharacteristicValueSpecification),
  validFor: TimePeriod.optional(),
  '@valueSchemaLocation': text,
});
export type ProductSpecificationCharacteristic = z.infer<typeof ProductSpecificationCharacteristic>;

/** The values of a characteristic that an offering or a price allows. */
export const ProductSpecificationCharacteristicValueUse = z.strictObject({
  ...extensible,
  id: text,
  description: text,
  maxCardinality: whole,
  minCardinality: whole,
  name: text,
  valueType: text,
  productSpecCharacteristicValue: list(CharacteristicValueSpecification),
  productSpecification: ProductSpecificationRef.optional(),
  validFor: TimePeriod.optional(),
});
export type ProductSpecificationCharacteristicValueUse = z.infer<
  typeof ProductSpecificationCharacteristicValueUse
>;

/** Ties a product specification to another one. */
export const ProductSpecificationRelationship = z.strictObject({
  ...addressable,
  name: text,
  relationshipType: text,
  validFor: TimePeriod.optional(),
  '@referredType': text,
});
