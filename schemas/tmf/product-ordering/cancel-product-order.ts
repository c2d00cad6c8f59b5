import * as z from 'zod';
import { addressable, instant, text } from '../common.ts';
import { ProductOrderRef, TaskStateType } from './parts.ts';

/** TMF622. A request to cancel a product order, and what became of it. */
export const CancelProductOrder = z.strictObject({
  ...addressable,
  cancellationReason: text,
  effectiveCancellationDate: instant,
  requestedCancellationDate: instant,
  productOrder: ProductOrderRef,
  state: TaskStateType.optional(),
});
export type CancelProductOrder = z.infer<typeof CancelProductOrder>;

/** What a client sends to cancel a product order. */
export const CancelProductOrderCreate = CancelProductOrder.omit({
  id: true,
  href: true,
  effectiveCancellationDate: true,
  state: true,
});
export type CancelProductOrderCreate = z.infer<typeof CancelProductOrderCreate>;
