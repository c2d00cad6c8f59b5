import * as z from 'zod';
import { addressable, instant, list, Note, RelatedParty, text } from '../common.ts';
import { AgreementRef, BillingAccountRef } from '../references.ts';
import {
  OrderPrice,
  PaymentRef,
  ProductOfferingQualificationRef,
  ProductOrderItem,
  ProductOrderStateType,
  QuoteRef,
  RelatedChannel,
} from './parts.ts';

/** TMF622. A customer's order for products: add, modify or delete, line by line. */
export const ProductOrder = z.strictObject({
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
  agreement: list(AgreementRef),
  billingAccount: BillingAccountRef.optional(),
  channel: list(RelatedChannel),
  note: list(Note),
  orderTotalPrice: list(OrderPrice),
  payment: list(PaymentRef),
  productOfferingQualification: list(ProductOfferingQualificationRef),
  productOrderItem: z.array(ProductOrderItem).min(1),
  quote: list(QuoteRef),
  relatedParty: list(RelatedParty),
  state: ProductOrderStateType.optional(),
});
export type ProductOrder = z.infer<typeof ProductOrder>;

/** What a client sends to create a product order. */
export const ProductOrderCreate = ProductOrder.omit({
  id: true,
  href: true,
  completionDate: true,
  expectedCompletionDate: true,
  orderDate: true,
  state: true,
});
export type ProductOrderCreate = z.infer<typeof ProductOrderCreate>;

/** What a client may change of a product order. */
export const ProductOrderUpdate = ProductOrder.omit({
  id: true,
  href: true,
  orderDate: true,
}).partial();
export type ProductOrderUpdate = z.infer<typeof ProductOrderUpdate>;
