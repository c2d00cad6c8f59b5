import {
  ResourceCandidate,
  ResourceCandidateCreate,
  ResourceCandidateUpdate,
} from '../../../schemas/tmf/resource-catalog/resource-candidate.ts';
import { catalogueAccess } from '../../kernel/access/caller.ts';
import { catalogueLifecycle } from '../../kernel/lifecycle/catalogue.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { defineResource } from '../../kernel/tmf/resource.ts';
import { stampedAtCreate, stampedAtPatch } from '../../kernel/tmf/stamps.ts';
import { capability } from './capability.ts';

/** TMF634. A specification, published under a category. */
export const resourceCandidate = defineResource<Identified<ResourceCandidate>>({
  api: capability.api,
  source: 'oss.resource-catalog',
  name: 'resourceCandidate',
  idPrefix: 'rcan',
  schema: {
    read: ResourceCandidate,
    create: ResourceCandidateCreate,
    update: ResourceCandidateUpdate,
  },
  access: catalogueAccess,
  beforeCreate: stampedAtCreate,
  beforePatch: stampedAtPatch,
  state: { attribute: 'lifecycleStatus', lifecycle: catalogueLifecycle },
  events: { change: 'ResourceCandidateChangeEvent', state: null },
});
