import * as z from 'zod';
import { addressable, instant, list, RelatedParty, TimePeriod, text } from '../common.ts';
import { ResourceCategoryRef } from './parts.ts';

/** TMF634. A set of resource categories. */
export const ResourceCatalog = z.strictObject({
  ...addressable,
  description: text,
  lastUpdate: instant,
  lifecycleStatus: text,
  name: text,
  version: text,
  category: list(ResourceCategoryRef),
  relatedParty: list(RelatedParty),
  validFor: TimePeriod.optional(),
});
export type ResourceCatalog = z.infer<typeof ResourceCatalog>;

/** What a client sends to create a resource catalog. */
export const ResourceCatalogCreate = ResourceCatalog.omit({ id: true, href: true }).required({
  name: true,
});
export type ResourceCatalogCreate = z.infer<typeof ResourceCatalogCreate>;

/** What a client may change of a resource catalog. */
export const ResourceCatalogUpdate = ResourceCatalogCreate.partial();
export type ResourceCatalogUpdate = z.infer<typeof ResourceCatalogUpdate>;
