import * as z from 'zod';
import { addressable, instant, list, TimePeriod, text } from '../common.ts';
import { ServiceSpecificationRef } from '../references.ts';
import { ServiceCategoryRef } from './parts.ts';

/** TMF633. Puts a service specification on the shelves, where offerings find it. */
export const ServiceCandidate = z.strictObject({
  ...addressable,
  description: text,
  lastUpdate: instant,
  lifecycleStatus: text,
  name: text,
  version: text,
  category: list(ServiceCategoryRef),
  serviceSpecification: ServiceSpecificationRef.optional(),
  validFor: TimePeriod.optional(),
});
export type ServiceCandidate = z.infer<typeof ServiceCandidate>;

/** What a client sends to create a service candidate. */
export const ServiceCandidateCreate = ServiceCandidate.omit({ id: true, href: true }).required({
  name: true,
  serviceSpecification: true,
});
export type ServiceCandidateCreate = z.infer<typeof ServiceCandidateCreate>;

/** What a client may change of a service candidate. */
export const ServiceCandidateUpdate = ServiceCandidateCreate.omit({ lastUpdate: true }).partial();
export type ServiceCandidateUpdate = z.infer<typeof ServiceCandidateUpdate>;
