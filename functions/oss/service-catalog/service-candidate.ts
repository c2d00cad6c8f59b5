import {
  ServiceCandidate,
  ServiceCandidateCreate,
  ServiceCandidateUpdate,
} from '../../../schemas/tmf/service-catalog/service-candidate.ts';
import { catalogueAccess } from '../../kernel/access/caller.ts';
import { catalogueLifecycle } from '../../kernel/lifecycle/catalogue.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { defineResource } from '../../kernel/tmf/resource.ts';
import { stampedAtCreate, stampedAtPatch } from '../../kernel/tmf/stamps.ts';
import { capability } from './capability.ts';

/** TMF633. A specification, published under a category. */
export const serviceCandidate = defineResource<Identified<ServiceCandidate>>({
  api: capability.api,
  source: 'oss.service-catalog',
  name: 'serviceCandidate',
  idPrefix: 'scan',
  schema: {
    read: ServiceCandidate,
    create: ServiceCandidateCreate,
    update: ServiceCandidateUpdate,
  },
  access: catalogueAccess,
  beforeCreate: stampedAtCreate,
  beforePatch: stampedAtPatch,
  state: { attribute: 'lifecycleStatus', lifecycle: catalogueLifecycle },
  events: { change: 'ServiceCandidateChangeEvent', state: null },
});
