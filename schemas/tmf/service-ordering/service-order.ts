import * as z from 'zod';
import { addressable, instant, list, Note, RelatedParty, text } from '../common.ts';
import {
  ExternalReference,
  ServiceOrderErrorMessage,
  ServiceOrderItem,
  ServiceOrderJeopardyAlert,
  ServiceOrderMilestone,
  ServiceOrderRelationship,
  ServiceOrderStateType,
} from './parts.ts';

/** TMF641. An order for services, from a product order or from operations. */
export const ServiceOrder = z.strictObject({
  ...addressable,
  cancellationDate: instant,
  cancellationReason: text,
  category: text,
  completionDate: instant,
  description: text,
  expectedCompletionDate: instant,
  externalId: text,
  notificationContact: text,
  orderDate: instant,
  priority: text,
  requestedCompletionDate: instant,
  requestedStartDate: instant,
  startDate: instant,
  errorMessage: list(ServiceOrderErrorMessage),
  externalReference: list(ExternalReference),
  jeopardyAlert: list(ServiceOrderJeopardyAlert),
  milestone: list(ServiceOrderMilestone),
  note: list(Note),
  orderRelationship: list(ServiceOrderRelationship),
  relatedParty: list(RelatedParty),
  serviceOrderItem: list(ServiceOrderItem),
  state: ServiceOrderStateType.optional(),
});
export type ServiceOrder = z.infer<typeof ServiceOrder>;

/** What a client sends to create a service order. */
export const ServiceOrderCreate = ServiceOrder.omit({
  id: true,
  href: true,
  completionDate: true,
  expectedCompletionDate: true,
  orderDate: true,
  startDate: true,
  errorMessage: true,
  jeopardyAlert: true,
  milestone: true,
  state: true,
}).extend({ serviceOrderItem: z.array(ServiceOrderItem).min(1) });
export type ServiceOrderCreate = z.infer<typeof ServiceOrderCreate>;

/** What a client may change of a service order. */
export const ServiceOrderUpdate = ServiceOrder.omit({
  id: true,
  href: true,
  cancellationDate: true,
  cancellationReason: true,
  category: true,
  completionDate: true,
  orderDate: true,
  startDate: true,
  errorMessage: true,
  jeopardyAlert: true,
  milestone: true,
}).partial();
export type ServiceOrderUpdate = z.infer<typeof ServiceOrderUpdate>;
