import * as z from 'zod';
import {
  AttachmentRefOrValue,
  addressable,
  ConstraintRef,
  flag,
  instant,
  list,
  RelatedParty,
  TimePeriod,
  text,
} from '../common.ts';
import { FeatureSpecification } from '../common-catalog.ts';
import { ResourceSpecificationRef } from '../references.ts';
import {
  CharacteristicSpecification,
  EntitySpecificationRelationship,
  ServiceLevelSpecificationRef,
  ServiceSpecRelationship,
  TargetEntitySchema,
} from './parts.ts';

/** TMF633. What a kind of service is: its characteristics, features and what it stands on. */
export const ServiceSpecification = z.strictObject({
  ...addressable,
  description: text,
  isBundle: flag,
  lastUpdate: instant,
  lifecycleStatus: text,
  name: text,
  version: text,
  attachment: list(AttachmentRefOrValue),
  constraint: list(ConstraintRef),
  entitySpecRelationship: list(EntitySpecificationRelationship),
  featureSpecification: list(FeatureSpecification),
  relatedParty: list(RelatedParty),
  resourceSpecification: list(ResourceSpecificationRef),
  serviceLevelSpecification: list(ServiceLevelSpecificationRef),
  serviceSpecRelationship: list(ServiceSpecRelationship),
  specCharacteristic: list(CharacteristicSpecification),
  targetEntitySchema: TargetEntitySchema.optional(),
  validFor: TimePeriod.optional(),
});
export type ServiceSpecification = z.infer<typeof ServiceSpecification>;

/** What a client sends to create a service specification. */
export const ServiceSpecificationCreate = ServiceSpecification.omit({
  id: true,
  href: true,
}).required({ name: true });
export type ServiceSpecificationCreate = z.infer<typeof ServiceSpecificationCreate>;

/** What a client may change of a service specification. */
export const ServiceSpecificationUpdate = ServiceSpecificationCreate.omit({
  lastUpdate: true,
}).partial();
export type ServiceSpecificationUpdate = z.infer<typeof ServiceSpecificationUpdate>;
