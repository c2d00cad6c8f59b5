import * as z from 'zod';
import {
  addressable,
  extensible,
  instant,
  list,
  OrderItemActionType,
  reference,
  text,
  whole,
} from '../common.ts';
import { ServiceRefOrValue } from '../common-service.ts';
import { AppointmentRef } from '../references.ts';

/** Why a cancellation failed. */
export const ErrorMessage = z.strictObject({
  ...extensible,
  code: text,
  message: text,
  reason: text,
  referenceError: text,
  status: text,
});

/** What another system calls this. */
export const ExternalReference = z.strictObject({
  ...addressable,
  externalReferenceType: text,
  name: z.string(),
});

/** Points at one line of a service order. */
export const ServiceOrderItemRef = z.strictObject({
  ...extensible,
  itemId: text,
  serviceOrderHref: text,
  serviceOrderId: text,
  '@referredType': text,
});

/** An error that an order met, and the lines that it concerns. */
export const ServiceOrderErrorMessage = z.strictObject({
  ...extensible,
  code: text,
  message: text,
  reason: text,
  referenceError: text,
  status: text,
  timestamp: instant,
  serviceOrderItem: list(ServiceOrderItemRef),
});
export type ServiceOrderErrorMessage = z.infer<typeof ServiceOrderErrorMessage>;

/** An error that one line met. */
export const ServiceOrderItemErrorMessage = z.strictObject({
  ...extensible,
  code: text,
  message: text,
  reason: text,
  referenceError: text,
  status: text,
  timestamp: instant,
});

/** Ties a line of a service order to another line. */
export const ServiceOrderItemRelationship = z.strictObject({
  ...extensible,
  relationshipType: text,
  orderItem: ServiceOrderItemRef.optional(),
});
export type ServiceOrderItemRelationship = z.infer<typeof ServiceOrderItemRelationship>;

/** Where one line of a service order is in its life. */
export const ServiceOrderItemStateType = z.enum([
  'acknowledged',
  'rejected',
  'pending',
  'held',
  'inProgress',
  'cancelled',
  'completed',
  'failed',
  'assessingCancellation',
  'pendingCancellation',
  'partial',
]);
export type ServiceOrderItemStateType = z.infer<typeof ServiceOrderItemStateType>;

/** One line of a service order: the service and what to do with it. */
export const ServiceOrderItem = z.strictObject({
  id: z.string(),
  quantity: whole,
  action: OrderItemActionType,
  appointment: AppointmentRef.optional(),
  errorMessage: list(ServiceOrderItemErrorMessage),
  service: ServiceRefOrValue,
  get serviceOrderItem() {
    return list(ServiceOrderItem);
  },
  serviceOrderItemRelationship: list(ServiceOrderItemRelationship),
  state: ServiceOrderItemStateType.optional(),
  '@baseType': text,
  '@schemaLocation': text,
  '@type': text,
});
export type ServiceOrderItem = z.infer<typeof ServiceOrderItem>;

/** A warning that an order may miss its date, and the lines that it concerns. */
export const ServiceOrderJeopardyAlert = z.strictObject({
  ...extensible,
  id: text,
  alertDate: instant,
  exception: text,
  jeopardyType: text,
  message: text,
  name: text,
  serviceOrderItem: list(ServiceOrderItemRef),
});
export type ServiceOrderJeopardyAlert = z.infer<typeof ServiceOrderJeopardyAlert>;

/** A point that an order reaches, and the lines that it concerns. */
export const ServiceOrderMilestone = z.strictObject({
  ...extensible,
  id: text,
  description: text,
  message: text,
  milestoneDate: instant,
  name: text,
  status: text,
  serviceOrderItem: list(ServiceOrderItemRef),
});
export type ServiceOrderMilestone = z.infer<typeof ServiceOrderMilestone>;

/** Points at a service order. */
export const ServiceOrderRef = z.strictObject(reference);

/** Ties a service order to another one. */
export const ServiceOrderRelationship = z.strictObject({
  ...extensible,
  id: z.string(),
  href: text,
  relationshipType: z.string(),
  '@referredType': text,
});
export type ServiceOrderRelationship = z.infer<typeof ServiceOrderRelationship>;

/** Where a service order is in its life. */
export const ServiceOrderStateType = z.enum([
  'acknowledged',
  'rejected',
  'pending',
  'held',
  'inProgress',
  'cancelled',
  'completed',
  'failed',
  'partial',
  'assessingCancellation',
  'pendingCancellation',
]);
export type ServiceOrderStateType = z.infer<typeof ServiceOrderStateType>;

/** How far a cancellation is. */
export const TaskStateType = z.enum(['accepted', 'terminatedWithError', 'inProgress', 'done']);
export type TaskStateType = z.infer<typeof TaskStateType>;
