import * as z from 'zod';
import {
  addressable,
  Characteristic,
  Feature,
  flag,
  instant,
  list,
  Note,
  OrderItemActionType,
  RelatedEntityRefOrValue,
  RelatedParty,
  RelatedPlaceRefOrValue,
  text,
} from './common.ts';
import { ResourceRef, ServiceSpecificationRef } from './references.ts';

/** The service order item that created or changed a service. */
export const RelatedServiceOrderItem = z.strictObject({
  ...addressable,
  itemId: text,
  role: text,
  serviceOrderHref: text,
  serviceOrderId: text,
  itemAction: OrderItemActionType.optional(),
  '@referredType': text,
});
export type RelatedServiceOrderItem = z.infer<typeof RelatedServiceOrderItem>;

/** Where a service is in its life. */
export const ServiceStateType = z.enum([
  'feasibilityChecked',
  'designed',
  'reserved',
  'inactive',
  'active',
  'terminated',
]);
export type ServiceStateType = z.infer<typeof ServiceStateType>;

/** A service, by reference or in full. */
export const ServiceRefOrValue = z.strictObject({
  id: text,
  href: text,
  category: text,
  description: text,
  endDate: instant,
  hasStarted: flag,
  isBundle: flag,
  isServiceEnabled: flag,
  isStateful: flag,
  name: text,
  serviceDate: text,
  serviceType: text,
  startDate: instant,
  startMode: text,
  feature: list(Feature),
  note: list(Note),
  place: list(RelatedPlaceRefOrValue),
  relatedEntity: list(RelatedEntityRefOrValue),
  relatedParty: list(RelatedParty),
  serviceCharacteristic: list(Characteristic),
  serviceOrderItem: list(RelatedServiceOrderItem),
  get serviceRelationship() {
    return list(ServiceRelationship);
  },
  serviceSpecification: ServiceSpecificationRef.optional(),
  state: ServiceStateType.optional(),
  supportingResource: list(ResourceRef),
  get supportingService() {
    return list(ServiceRefOrValue);
  },
  '@baseType': text,
  '@schemaLocation': text,
  '@type': text,
  '@referredType': text,
});
export type ServiceRefOrValue = z.infer<typeof ServiceRefOrValue>;

/** Ties a service to another one. */
export const ServiceRelationship = z.strictObject({
  id: text,
  href: text,
  relationshipType: z.string(),
  get service() {
    return z.optional(ServiceRefOrValue);
  },
  serviceRelationshipCharacteristic: list(Characteristic),
  // TMF640, and the example of TMF638, write it with a capital.
  ServiceRelationshipCharacteristic: list(Characteristic),
  '@baseType': text,
  '@schemaLocation': text,
  '@type': text,
});
export type ServiceRelationship = z.infer<typeof ServiceRelationship>;
