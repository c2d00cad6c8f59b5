import {
  ResourceSpecification,
  ResourceSpecificationCreate,
  ResourceSpecificationUpdate,
} from '../../../schemas/tmf/resource-catalog/resource-specification.ts';
import { catalogueAccess } from '../../kernel/access/caller.ts';
import { catalogueLifecycle } from '../../kernel/lifecycle/catalogue.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { defineResource } from '../../kernel/tmf/resource.ts';
import { stampedAtCreate, stampedAtPatch } from '../../kernel/tmf/stamps.ts';
import { capability } from './capability.ts';

/** TMF634. What a resource is and where it is taken from. */
export const resourceSpecification = defineResource<Identified<ResourceSpecification>>({
  api: capability.api,
  source: 'oss.resource-catalog',
  name: 'resourceSpecification',
  idPrefix: 'rs',
  schema: {
    read: ResourceSpecification,
    create: ResourceSpecificationCreate,
    update: ResourceSpecificationUpdate,
  },
  access: catalogueAccess,
  beforeCreate: stampedAtCreate,
  beforePatch: stampedAtPatch,
  state: { attribute: 'lifecycleStatus', lifecycle: catalogueLifecycle },
  events: { change: 'ResourceSpecificationChangeEvent', state: null },
});
