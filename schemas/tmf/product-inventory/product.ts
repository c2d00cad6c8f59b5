import type * as z from 'zod';
import { ProductRefOrValue } from '../common-product.ts';

/** TMF637. A product that a customer has. */
export const Product = ProductRefOrValue.omit({ '@referredType': true });
export type Product = z.infer<typeof Product>;

/** What a client sends to create a product. */
export const ProductCreate = Product.omit({ id: true, href: true }).required({ status: true });
export type ProductCreate = z.infer<typeof ProductCreate>;

/** What a client may change of a product. */
export const ProductUpdate = ProductCreate.partial();
export type ProductUpdate = z.infer<typeof ProductUpdate>;
