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
import { FeatureSpecification } from '../common-catalog.ts';
import {
  ConnectionPointSpecificationRef,
  ResourceGraphSpecification,
  ResourceSpecificationCharacteristic,
  ResourceSpecificationRelationship,
  TargetResourceSchema,
} from './parts.ts';

/** TMF634. What a kind of resource is: its characteristics and features. */
export const ResourceSpecification = z.strictObject({
  ...addressable,
  category: text,
  description: text,
  isBundle: flag,
  lastUpdate: instant,
  lifecycleStatus: text,
  name: text,
  version: text,
  attachment: list(AttachmentRefOrValue),
  featureSpecification: list(FeatureSpecification),
  relatedParty: list(RelatedParty),
  resourceSpecCharacteristic: list(ResourceSpecificationCharacteristic),
  resourceSpecRelationship: list(ResourceSpecificationRelationship),
  targetResourceSchema: TargetResourceSchema.optional(),
  validFor: TimePeriod.optional(),
});
export type ResourceSpecification = z.infer<typeof ResourceSpecification>;

/** What a client sends to create a resource specification. */
export const ResourceSpecificationCreate = ResourceSpecification.omit({
  id: true,
  href: true,
}).required({ name: true });
export type ResourceSpecificationCreate = z.infer<typeof ResourceSpecificationCreate>;

/** What a client may change of a resource specification. */
export const ResourceSpecificationUpdate = ResourceSpecificationCreate.partial();
export type ResourceSpecificationUpdate = z.infer<typeof ResourceSpecificationUpdate>;

/** What a kind of number, address or other logical resource is. */
export const LogicalResourceSpecification = ResourceSpecification;
export type LogicalResourceSpecification = z.infer<typeof LogicalResourceSpecification>;

/** What a kind of device, card or other physical resource is. */
export const PhysicalResourceSpecification = ResourceSpecification.extend({
  model: text,
  part: text,
  sku: text,
  vendor: text,
});
export type PhysicalResourceSpecification = z.infer<typeof PhysicalResourceSpecification>;

/** What a kind of network function is. */
export const ResourceFunctionSpecification = ResourceSpecification.extend({
  connectionPointSpecification: list(ConnectionPointSpecificationRef),
  connectivitySpecification: list(ResourceGraphSpecification),
});
export type ResourceFunctionSpecification = z.infer<typeof ResourceFunctionSpecification>;
