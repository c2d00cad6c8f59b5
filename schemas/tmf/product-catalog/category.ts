import * as z from 'zod';
import { addressable, flag, instant, list, TimePeriod, text } from '../common.ts';
import { ProductOfferingRef } from '../references.ts';
import { CategoryRef } from './refs.ts';

/** TMF620. A shelf of the catalogue; categories form a tree. */
export const Category = z.strictObject({
  ...addressable,
  description: text,
  isRoot: flag,
  lastUpdate: instant,
  lifecycleStatus: text,
  name: text,
  parentId: text,
  version: text,
  productOffering: list(ProductOfferingRef),
  subCategory: list(CategoryRef),
  validFor: TimePeriod.optional(),
});
export type Category = z.infer<typeof Category>;

/** What a client sends to create a category. */
export const CategoryCreate = Category.omit({ id: true, href: true }).required({ name: true });
export type CategoryCreate = z.infer<typeof CategoryCreate>;

/** What a client may change of a category. */
export const CategoryUpdate = CategoryCreate.omit({ lastUpdate: true }).partial();
export type CategoryUpdate = z.infer<typeof CategoryUpdate>;
