import {
  ServiceCatalog,
  ServiceCatalogCreate,
  ServiceCatalogUpdate,
} from '../../../schemas/tmf/service-catalog/service-catalog.ts';
import { catalogueAccess } from '../../kernel/access/caller.ts';
import { catalogueLifecycle } from '../../kernel/lifecycle/catalogue.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { defineResource } from '../../kernel/tmf/resource.ts';
import { stampedAtCreate, stampedAtPatch } from '../../kernel/tmf/stamps.ts';
import { capability } from './capability.ts';

/** TMF633. A catalogue of services. */
export const serviceCatalog = defineResource<Identified<ServiceCatalog>>({
  api: capability.api,
  source: 'oss.service-catalog',
  name: 'serviceCatalog',
  idPrefix: 'scat',
  schema: { read: ServiceCatalog, create: ServiceCatalogCreate, update: ServiceCatalogUpdate },
  access: catalogueAccess,
  beforeCreate: stampedAtCreate,
  beforePatch: stampedAtPatch,
  state: { attribute: 'lifecycleStatus', lifecycle: catalogueLifecycle },
  events: { change: 'ServiceCatalogChangeEvent', state: null },
});
