import * as z from 'zod';

/** A product that goes from one billing account to another, or to none. The event's time and version are the change's. */
export const ProductMove = z.strictObject({
  product: z.string().min(1),
  from: z.string().min(1),
  to: z.string().min(1).optional(),
});
export type ProductMove = z.infer<typeof ProductMove>;

/** Published by product-inventory (`bss.product-inventory`); the payload stands under `productMove`. */
export const productMoveEvent = 'ProductMoveEvent';
