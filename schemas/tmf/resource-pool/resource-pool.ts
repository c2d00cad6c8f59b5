import * as z from 'zod';
import { addressable, list, RelatedParty, text } from '../common.ts';
import { ResourceRef, ResourceSpecificationRef } from '../references.ts';
import { Capacity } from './parts.ts';

/** TMF685. A stock of like resources, with its capacity. */
export const ResourcePool = z.strictObject({
  ...addressable,
  description: text,
  capacity: list(Capacity),
  relatedParty: RelatedParty.optional(),
  resource: list(ResourceRef),
  resourceSpecification: ResourceSpecificationRef.optional(),
});
export type ResourcePool = z.infer<typeof ResourcePool>;

/** What a client sends to create a resource pool. */
export const ResourcePoolCreate = ResourcePool.omit({ id: true, href: true });
export type ResourcePoolCreate = z.infer<typeof ResourcePoolCreate>;

/** What a client may change of a resource pool. */
export const ResourcePoolUpdate = ResourcePoolCreate.partial();
export type ResourcePoolUpdate = z.infer<typeof ResourcePoolUpdate>;
