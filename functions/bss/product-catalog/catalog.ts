import {
  Catalog,
  CatalogCreate,
  CatalogUpdate,
} from '../../../schemas/tmf/product-catalog/catalog.ts';
import { catalogueAccess } from '../../kernel/access/caller.ts';
import { catalogueLifecycle } from '../../kernel/lifecycle/catalogue.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { defineResource } from '../../kernel/tmf/resource.ts';
import { stampedAtCreate, stampedAtPatch } from '../../kernel/tmf/stamps.ts';
import { capability } from './capability.ts';

/** TMF620. A catalogue holds categories of offerings. */
export const catalog = defineResource<Identified<Catalog>>({
  api: capability.api,
  source: 'bss.product-catalog',
  name: 'catalog',
  idPrefix: 'cat',
  schema: { read: Catalog, create: CatalogCreate, update: CatalogUpdate },
  access: catalogueAccess,
  beforeCreate: stampedAtCreate,
  beforePatch: stampedAtPatch,
  state: { attribute: 'lifecycleStatus', lifecycle: catalogueLifecycle },
});
