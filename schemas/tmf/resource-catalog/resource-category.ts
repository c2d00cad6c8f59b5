import * as z from 'zod';
import { addressable, flag, instant, list, RelatedParty, TimePeriod, text } from '../common.ts';
import { ResourceCandidateRef } from '../references.ts';
import { ResourceCategoryRef } from './parts.ts';

/** TMF634. A shelf of the resource catalogue; categories form a tree. */
export const ResourceCategory = z.strictObject({
  ...addressable,
  description: text,
  isRoot: flag,
  lastUpdate: instant,
  lifecycleStatus: text,
  name: text,
  parentId: text,
  version: text,
  category: list(ResourceCategoryRef),
  relatedParty: list(RelatedParty),
  resourceCandidate: list(ResourceCandidateRef),
  validFor: TimePeriod.optional(),
});
export type ResourceCategory = z.infer<typeof ResourceCategory>;

/** What a client sends to create a resource category. */
export const ResourceCategoryCreate = ResourceCategory.omit({ id: true, href: true }).required({
  name: true,
});
export type ResourceCategoryCreate = z.infer<typeof ResourceCategoryCreate>;

/** What a client may change of a resource category. */
export const ResourceCategoryUpdate = ResourceCategoryCreate.partial();
export type ResourceCategoryUpdate = z.infer<typeof ResourceCategoryUpdate>;
