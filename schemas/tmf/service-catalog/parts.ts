import * as z from 'zod';
import {
  addressable,
  extensible,
  flag,
  list,
  reference,
  TimePeriod,
  text,
  whole,
} from '../common.ts';
import { CharacteristicValueSpecification } from '../common-catalog.ts';

/** Points at the specification of an association. */
export const AssociationSpecificationRef = z.strictObject(reference);

/** Ties a characteristic to one of another specification. */
export const CharacteristicSpecificationRelationship = z.strictObject({
  ...extensible,
  characteristicSpecificationId: text,
  name: text,
  parentSpecificationHref: text,
  parentSpecificationId: text,
  relationshipType: text,
  validFor: TimePeriod.optional(),
});

/** A characteristic that services may or must have. */
export const CharacteristicSpecification = z.strictObject({
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
  charSpecRelationship: list(CharacteristicSpecificationRelationship),
  characteristicValueSpecification: list(CharacteristicValueSpecification),
  validFor: TimePeriod.optional(),
  '@valueSchemaLocation': text,
});
export type CharacteristicSpecification = z.infer<typeof CharacteristicSpecification>;

/** Ties a specification to any other one. */
export const EntitySpecificationRelationship = z.strictObject({
  ...addressable,
  name: text,
  relationshipType: z.string(),
  role: text,
  associationSpec: AssociationSpecificationRef.optional(),
  validFor: TimePeriod.optional(),
  '@referredType': text,
});

/** Points at a service category. */
export const ServiceCategoryRef = z.strictObject({
  ...reference,
  version: text,
});

/** Points at a service level specification. */
export const ServiceLevelSpecificationRef = z.strictObject(reference);

/** Ties a service specification to another one. */
export const ServiceSpecRelationship = z.strictObject({
  ...addressable,
  name: text,
  relationshipType: z.string(),
  role: text,
  validFor: TimePeriod.optional(),
  '@referredType': text,
});

/** Names the schema that services of a specification follow. */
export const TargetEntitySchema = z.strictObject({
  ...extensible,
  '@schemaLocation': z.string(),
  '@type': z.string(),
});
