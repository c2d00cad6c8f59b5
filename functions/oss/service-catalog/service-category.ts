import {
  ServiceCategory,
  ServiceCategoryCreate,
  ServiceCategoryUpdate,
} from '../../../schemas/tmf/service-catalog/service-category.ts';
import { catalogueAccess } from '../../kernel/access/caller.ts';
import { catalogueLifecycle } from '../../kernel/lifecycle/catalogue.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { defineResource } from '../../kernel/tmf/resource.ts';
import { stampedAtCreate, stampedAtPatch } from '../../kernel/tmf/stamps.ts';
import { capability } from './capability.ts';

/** TMF633. A category of services. */
export const serviceCategory = defineResource<Identified<ServiceCategory>>({
  api: capability.api,
  source: 'oss.service-catalog',
  name: 'serviceCategory',
  idPrefix: 'sctg',
  schema: { read: ServiceCategory, create: ServiceCategoryCreate, update: ServiceCategoryUpdate },
  access: catalogueAccess,
  beforeCreate: stampedAtCreate,
  beforePatch: stampedAtPatch,
  state: { attribute: 'lifecycleStatus', lifecycle: catalogueLifecycle },
  events: { change: 'ServiceCategoryChangeEvent', state: null },
});
