import * as z from 'zod';
import {
  extensible,
  list,
  OrderItemActionType,
  Quantity,
  reference,
  text,
  whole,
} from '../common.ts';
import { Price, PriceAlteration, ProductRefOrValue } from '../common-product.ts';
import {
  AppointmentRef,
  BillingAccountRef,
  ProductOfferingPriceRef,
  ProductOfferingRef,
} from '../references.ts';

/** Ties a line of an order to another line. */
export const OrderItemRelationship = z.strictObject({
  ...extensible,
  id: text,
  relationshipType: text,
});
export type OrderItemRelationship = z.infer<typeof OrderItemRelationship>;

/** A price of an order or of one line. */
export const OrderPrice = z.strictObject({
  ...extensible,
  description: text,
  name: text,
  priceType: text,
  recurringChargePeriod: text,
  unitOfMeasure: text,
  billingAccount: BillingAccountRef.optional(),
  price: Price.optional(),
  priceAlteration: list(PriceAlteration),
  productOfferingPrice: ProductOfferingPriceRef.optional(),
});
export type OrderPrice = z.infer<typeof OrderPrice>;

/** A commitment that is agreed with a line. */
export const OrderTerm = z.strictObject({
  ...extensible,
  description: text,
  name: text,
  duration: Quantity.optional(),
});

/** Points at a payment. */
export const PaymentRef = z.strictObject(reference);

/** Points at one item of a qualification. */
export const ProductOfferingQualificationItemRef = z.strictObject({
  ...reference,
  productOfferingQualificationHref: text,
  productOfferingQualificationId: z.string(),
  productOfferingQualificationName: text,
});

/** Points at a qualification that was made before the order. */
export const ProductOfferingQualificationRef = z.strictObject(reference);

/** Points at one item of a quote. */
export const QuoteItemRef = z.strictObject({
  ...reference,
  quoteHref: text,
  quoteId: z.string(),
  quoteName: text,
});

/** Where one line of a product order is in its life. */
export const ProductOrderItemStateType = z.enum([
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
]);
export type ProductOrderItemStateType = z.infer<typeof ProductOrderItemStateType>;

/** One line of an order; a bundle holds its parts as further lines. */
export const ProductOrderItem = z.strictObject({
  id: z.string(),
  quantity: whole,
  action: OrderItemActionType,
  appointment: AppointmentRef.optional(),
  billingAccount: BillingAccountRef.optional(),
  itemPrice: list(OrderPrice),
  itemTerm: list(OrderTerm),
  itemTotalPrice: list(OrderPrice),
  payment: list(PaymentRef),
  product: ProductRefOrValue.optional(),
  productOffering: ProductOfferingRef.optional(),
  productOfferingQualificationItem: ProductOfferingQualificationItemRef.optional(),
  get productOrderItem() {
    return list(ProductOrderItem);
  },
  productOrderItemRelationship: list(OrderItemRelationship),
  qualification: list(ProductOfferingQualificationRef),
  quoteItem: QuoteItemRef.optional(),
  state: ProductOrderItemStateType.optional(),
  '@baseType': text,
  '@schemaLocation': text,
  '@type': text,
});
export type ProductOrderItem = z.infer<typeof ProductOrderItem>;

/** Points at a product order. */
export const ProductOrderRef = z.strictObject(reference);

/** Where a product order is in its life. */
export const ProductOrderStateType = z.enum([
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
export type ProductOrderStateType = z.infer<typeof ProductOrderStateType>;

/** Points at a quote. */
export const QuoteRef = z.strictObject(reference);

/** The channel that an order came through, and its role. */
export const RelatedChannel = z.strictObject({
  ...reference,
  role: text,
});

/** How far a cancellation is. */
export const TaskStateType = z.enum(['acknowledged', 'terminatedWithError', 'inProgress', 'done']);
export type TaskStateType = z.infer<typeof TaskStateType>;
