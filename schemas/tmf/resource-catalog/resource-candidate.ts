import * as z from 'zod';
import { addressable, instant, list, TimePeriod, text } from '../common.ts';
import { ResourceSpecificationRef } from '../references.ts';
import { ResourceCategoryRef } from './parts.ts';

/** TMF634. Puts a resource specification on the shelves, where offerings find it. */
export const ResourceCandidate = z.strictObject({
  ...addressable,
  description: text,
  lastUpdate: instant,
  lifecycleStatus: text,
  name: text,
  version: text,
  category: list(ResourceCategoryRef),
  resourceSpecification: ResourceSpecificationRef.optional(),
  validFor: TimePeriod.optional(),
});
export type ResourceCandidate = z.infer<typeof ResourceCandidate>;

/** What a client sends to create a resource candidate. */
export const ResourceCandidateCreate = ResourceCandidate.omit({ id: true, href: true }).required({
  name: true,
});
export type ResourceCandidateCreate = z.infer<typeof ResourceCandidateCreate>;

/** What a client may change of a resource candidate. */
export const ResourceCandidateUpdate = ResourceCandidateCreate.partial();
export type ResourceCandidateUpdate = z.infer<typeof ResourceCandidateUpdate>;
