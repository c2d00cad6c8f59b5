import * as z from 'zod';
import {
  addressable,
  anything,
  extensible,
  flag,
  instant,
  list,
  reference,
  TimePeriod,
  text,
} from '../common.ts';
import { ProductOfferingRef } from '../references.ts';

/** Who signed, when and how. */
export const AgreementAuthorization = z.strictObject({
  ...extensible,
  date: instant,
  signatureRepresentation: text,
  state: text,
});
export type AgreementAuthorization = z.infer<typeof AgreementAuthorization>;

/** Points at a product. */
export const ProductRef = z.strictObject({
  ...reference,
});
export type ProductRef = z.infer<typeof ProductRef>;

/** A term, while it is valid. */
export const AgreementTermOrCondition = z.strictObject({
  ...extensible,
  id: text,
  description: text,
  validFor: TimePeriod.optional(),
});
export type AgreementTermOrCondition = z.infer<typeof AgreementTermOrCondition>;

/** Products of an agreement, with their conditions. */
export const AgreementItem = z.strictObject({
  ...extensible,
  product: list(ProductRef),
  productOffering: list(ProductOfferingRef),
  termOrCondition: list(AgreementTermOrCondition),
});
export type AgreementItem = z.infer<typeof AgreementItem>;

/** Points at a specification of agreements. */
export const AgreementSpecificationRef = z.strictObject({
  ...reference,
  description: text,
});
export type AgreementSpecificationRef = z.infer<typeof AgreementSpecificationRef>;

/** Points at a category. */
export const CategoryRef = z.strictObject({
  ...reference,
  version: text,
});
export type CategoryRef = z.infer<typeof CategoryRef>;

/** A value that such a characteristic may take. */
export const AgreementSpecCharacteristicValue = z.strictObject({
  ...extensible,
  default: flag,
  unitOfMeasure: text,
  valueFrom: text,
  valueTo: text,
  valueType: text,
  validFor: TimePeriod.optional(),
  value: anything,
});
export type AgreementSpecCharacteristicValue = z.infer<typeof AgreementSpecCharacteristicValue>;

/** A characteristic that agreements may have. */
export const AgreementSpecCharacteristic = z.strictObject({
  ...extensible,
  configurable: flag,
  description: text,
  name: text,
  valueType: text,
  specCharacteristicValue: list(AgreementSpecCharacteristicValue),
  validFor: TimePeriod.optional(),
});
export type AgreementSpecCharacteristic = z.infer<typeof AgreementSpecCharacteristic>;

/** Ties a specification to another one. */
export const AgreementSpecificationRelationship = z.strictObject({
  ...addressable,
  name: text,
  relationshipType: text,
  '@referredType': text,
  validFor: TimePeriod.optional(),
});
export type AgreementSpecificationRelationship = z.infer<typeof AgreementSpecificationRelationship>;
