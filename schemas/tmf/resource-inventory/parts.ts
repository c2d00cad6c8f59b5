import * as z from 'zod';
import {
  AttachmentRefOrValue,
  addressable,
  Characteristic,
  Feature,
  instant,
  list,
  RelatedParty,
  RelatedPlaceRefOrValue,
  text,
} from '../common.ts';
import { ResourceSpecificationRef } from '../references.ts';

/** A remark that somebody left. */
export const Note = z.strictObject({
  ...addressable,
  author: text,
  date: instant,
  text: text,
});
export type Note = z.infer<typeof Note>;

/** May the resource be used (ITU-T X.731). */
export const ResourceAdministrativeStateType = z.enum(['locked', 'unlocked', 'shutdown']);
export type ResourceAdministrativeStateType = z.infer<typeof ResourceAdministrativeStateType>;

/** Does the resource work (ITU-T X.731). */
export const ResourceOperationalStateType = z.enum(['enable', 'disable']);
export type ResourceOperationalStateType = z.infer<typeof ResourceOperationalStateType>;

/** Is the resource free, held or faulty. */
export const ResourceStatusType = z.enum([
  'standby',
  'alarm',
  'available',
  'reserved',
  'unknown',
  'suspended',
]);
export type ResourceStatusType = z.infer<typeof ResourceStatusType>;

/** Has the resource room for more (ITU-T X.731). */
export const ResourceUsageStateType = z.enum(['idle', 'active', 'busy']);
export type ResourceUsageStateType = z.infer<typeof ResourceUsageStateType>;

/** A resource, by reference or in full. */
export const ResourceRefOrValue = z.strictObject({
  id: z.string(),
  href: z.string(),
  category: text,
  description: text,
  endOperatingDate: instant,
  name: text,
  resourceVersion: text,
  startOperatingDate: instant,
  activationFeature: list(Feature),
  administrativeState: ResourceAdministrativeStateType.optional(),
  attachment: list(AttachmentRefOrValue),
  note: list(Note),
  operationalState: ResourceOperationalStateType.optional(),
  place: RelatedPlaceRefOrValue.optional(),
  relatedParty: list(RelatedParty),
  resourceCharacteristic: list(Characteristic),
  get resourceRelationship() {
    return list(ResourceRelationship);
  },
  resourceSpecification: ResourceSpecificationRef.optional(),
  resourceStatus: ResourceStatusType.optional(),
  usageState: ResourceUsageStateType.optional(),
  '@baseType': text,
  '@schemaLocation': text,
  '@type': text,
  '@referredType': text,
});
export type ResourceRefOrValue = z.infer<typeof ResourceRefOrValue>;

/** Ties a resource to another one. */
export const ResourceRelationship = z.strictObject({
  id: text,
  href: text,
  relationshipType: z.string(),
  get resource() {
    return ResourceRefOrValue;
  },
  '@baseType': text,
  '@schemaLocation': text,
  '@type': text,
});
export type ResourceRelationship = z.infer<typeof ResourceRelationship>;
