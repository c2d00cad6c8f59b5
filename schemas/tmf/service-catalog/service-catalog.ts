import * as z from 'zod';
import { addressable, instant, list, RelatedParty, TimePeriod, text } from '../common.ts';
import { ServiceCategoryRef } from './parts.ts';

/** TMF633. A set of service categories. */
export const ServiceCatalog = z.strictObject({
  ...addressable,
  description: text,
  lastUpdate: instant,
  lifecycleStatus: text,
  name: text,
  version: text,
  category: list(ServiceCategoryRef),
  relatedParty: list(RelatedParty),
  validFor: TimePeriod.optional(),
});
export type ServiceCatalog = z.infer<typeof ServiceCatalog>;

/** What a client sends to create a service catalog. */
export const ServiceCatalogCreate = ServiceCatalog.omit({ id: true, href: true }).required({
  name: true,
});
export type ServiceCatalogCreate = z.infer<typeof ServiceCatalogCreate>;

/** What a client may change of a service catalog. */
export const ServiceCatalogUpdate = ServiceCatalogCreate.omit({ lastUpdate: true }).partial();
export type ServiceCatalogUpdate = z.infer<typeof ServiceCatalogUpdate>;
