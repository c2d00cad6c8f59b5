import {
  ResourceCategory,
  ResourceCategoryCreate,
  ResourceCategoryUpdate,
} from '../../../schemas/tmf/resource-catalog/resource-category.ts';
import { catalogueAccess } from '../../kernel/access/caller.ts';
import { catalogueLifecycle } from '../../kernel/lifecycle/catalogue.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { defineResource } from '../../kernel/tmf/resource.ts';
import { stampedAtCreate, stampedAtPatch } from '../../kernel/tmf/stamps.ts';
import { capability } from './capability.ts';

/** TMF634. A category of resources. */
export const resourceCategory = defineResource<Identified<ResourceCategory>>({
  api: capability.api,
  source: 'oss.resource-catalog',
  name: 'resourceCategory',
  idPrefix: 'rctg',
  schema: {
    read: ResourceCategory,
    create: ResourceCategoryCreate,
    update: ResourceCategoryUpdate,
  },
  access: catalogueAccess,
  beforeCreate: stampedAtCreate,
  beforePatch: stampedAtPatch,
  state: { attribute: 'lifecycleStatus', lifecycle: catalogueLifecycle },
  events: { change: 'ResourceCategoryChangeEvent', state: null },
});
