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

/** Points at the specification of a connection point. */
export const ConnectionPointSpecificationRef = z.strictObject({
  ...reference,
  version: text,
});

/** Points at an end of a connection, and its role. */
export const EndpointSpecificationRef = z.strictObject({
  ...reference,
  isRoot: flag,
  role: text,
  connectionPointSpecification: ConnectionPointSpecificationRef.optional(),
});

/** How two endpoints of a graph are joined. */
export const ConnectionSpecification = z.strictObject({
  ...addressable,
  associationType: z.string(),
  name: text,
  endpointSpecification: z.array(EndpointSpecificationRef).min(1),
});

/** Points at a resource category. */
export const ResourceCategoryRef = z.strictObject({
  ...reference,
  version: text,
});

/** Points at a graph of resources. */
export const ResourceGraphSpecificationRef = z.strictObject(reference);

/** Ties a graph to another one. */
export const ResourceGraphSpecificationRelationship = z.strictObject({
  ...addressable,
  relationshipType: text,
  resourceGraph: ResourceGraphSpecificationRef.optional(),
});

/** How the parts of a network function are joined. */
export const ResourceGraphSpecification = z.strictObject({
  ...addressable,
  description: text,
  name: text,
  connectionSpecification: z.array(ConnectionSpecification).min(1),
  graphSpecificationRelationship: list(ResourceGraphSpecificationRelationship),
});

/** Ties a characteristic to one of another specification. */
export const ResourceSpecificationCharacteristicRelationship = z.strictObject({
  ...extensible,
  characteristicSpecificationId: text,
  name: text,
  relationshipType: text,
  resourceSpecificationHref: text,
  resourceSpecificationId: text,
  validFor: TimePeriod.optional(),
});

/** A characteristic that resources may or must have. */
export const ResourceSpecificationCharacteristic = z.strictObject({
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
  resourceSpecCharRelationship: list(ResourceSpecificationCharacteristicRelationship),
  resourceSpecCharacteristicValue: list(CharacteristicValueSpecification),
  validFor: TimePeriod.optional(),
  '@valueSchemaLocation': text,
});
export type ResourceSpecificationCharacteristic = z.infer<
  typeof ResourceSpecificationCharacteristic
>;

/** Ties a resource specification to another one. */
export const ResourceSpecificationRelationship = z.strictObject({
  ...addressable,
  defaultQuantity: whole,
  maximumQuantity: whole,
  minimumQuantity: whole,
  name: text,
  relationshipType: text,
  role: text,
  characteristic: list(ResourceSpecificationCharacteristic),
  validFor: TimePeriod.optional(),
});

/** Names the schema that resources of a specification follow. */
export const TargetResourceSchema = z.strictObject({
  ...extensible,
  '@schemaLocation': z.string(),
  '@type': z.string(),
});
