import * as z from 'zod';
import { addressable, instant, text } from '../common.ts';
import { ErrorMessage, ServiceOrderRef, TaskStateType } from './parts.ts';

/** TMF641. A request to cancel a service order, and what became of it. */
export const CancelServiceOrder = z.strictObject({
  ...addressable,
  cancellationReason: text,
  completionMessage: text,
  effectiveCancellationDate: instant,
  requestedCancellationDate: instant,
  errorMessage: ErrorMessage.optional(),
  serviceOrder: ServiceOrderRef.optional(),
  state: TaskStateType.optional(),
});
export type CancelServiceOrder = z.infer<typeof CancelServiceOrder>;

/** What a client sends to cancel a service order. */
export const CancelServiceOrderCreate = CancelServiceOrder.omit({
  id: true,
  href: true,
  completionMessage: true,
  effectiveCancellationDate: true,
  errorMessage: true,
  state: true,
}).required({ serviceOrder: true });
export type CancelServiceOrderCreate = z.infer<typeof CancelServiceOrderCreate>;
