import * as z from 'zod';
import { addressable, instant, list, RelatedParty, TimePeriod, text } from '../common.ts';
import { CategoryRef } from './refs.ts';

/** TMF620. A set of categories for one market. */
export const Catalog = z.strictObject({
  ...addressable,
  catalogType: text,
  description: text,
  lastUpdate: instant,
  lifecycleStatus: text,
  name: text,
  version: text,
  category: list(CategoryRef),
  relatedParty: list(RelatedParty),
  validFor: TimePeriod.optional(),
});
export type Catalog = z.infer<typeof Catalog>;

/** What a client sends to create a catalog. */
export const CatalogCreate = Catalog.omit({ id: true, href: true }).required({ name: true });
export type CatalogCreate = z.infer<typeof CatalogCreate>;

/** What a client may change of a catalog. */
export const CatalogUpdate = CatalogCreate.omit({ lastUpdate: true }).partial();
export type CatalogUpdate = z.infer<typeof CatalogUpdate>;
