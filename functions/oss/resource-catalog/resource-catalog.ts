import {
  ResourceCatalog,
  ResourceCatalogCreate,
  ResourceCatalogUpdate,
} from '../../../schemas/tmf/resource-catalog/resource-catalog.ts';
import { catalogueAccess } from '../../kernel/access/caller.ts';
import { catalogueLifecycle } from '../../kernel/lifecycle/catalogue.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { defineResource } from '../../kernel/tmf/resource.ts';
import { stampedAtCreate, stampedAtPatch } from '../../kernel/tmf/stamps.ts';
import { capability } from './capability.ts';

/** TMF634. A catalogue of resources. */
export const resourceCatalog = defineResource<Identified<ResourceCatalog>>({
  api: capability.api,
  source: 'oss.resource-catalog',
  name: 'resourceCatalog',
  idPrefix: 'rcat',
  schema: { read: ResourceCatalog, create: ResourceCatalogCreate, update: ResourceCatalogUpdate },
  access: catalogueAccess,
  beforeCreate: stampedAtCreate,
  beforePatch: stampedAtPatch,
  state: { attribute: 'lifecycleStatus', lifecycle: catalogueLifecycle },
  events: { change: 'ResourceCatalogChangeEvent', state: null },
});
