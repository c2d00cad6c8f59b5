import * as z from 'zod';
import { addressable, flag, instant, list, TimePeriod, text } from '../common.ts';
import { ServiceCandidateRef } from '../references.ts';
import { ServiceCategoryRef } from './parts.ts';

/** TMF633. A shelf of the service catalogue; categories form a tree. */
export const ServiceCategory = z.strictObject({
  ...addressable,
  description: text,
  isRoot: flag,
  lastUpdate: instant,
  lifecycleStatus: text,
  name: text,
  parentId: text,
  version: text,
  category: list(ServiceCategoryRef),
  serviceCandidate: list(ServiceCandidateRef),
  validFor: TimePeriod.optional(),
});
export type ServiceCategory = z.infer<typeof ServiceCategory>;

/** What a client sends to create a service category. */
export const ServiceCategoryCreate = ServiceCategory.omit({ id: true, href: true }).required({
  name: true,
});
export type ServiceCategoryCreate = z.infer<typeof ServiceCategoryCreate>;

/** What a client may change of a service category. */
export const ServiceCategoryUpdate = ServiceCategoryCreate.omit({ lastUpdate: true }).partial();
export type ServiceCategoryUpdate = z.infer<typeof ServiceCategoryUpdate>;
