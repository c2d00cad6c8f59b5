import {
  ProductOffering,
  ProductOfferingCreate,
  ProductOfferingUpdate,
} from '../../../schemas/tmf/product-catalog/product-offering.ts';
import { catalogueAccess } from '../../kernel/access/caller.ts';
import { catalogueLifecycle } from '../../kernel/lifecycle/catalogue.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { defineResource } from '../../kernel/tmf/resource.ts';
import { stampedAtCreate, stampedAtPatch } from '../../kernel/tmf/stamps.ts';
import { capability } from './capability.ts';

/** TMF620. An offering is sold while it is Active or Launched. */
export const productOffering = defineResource<Identified<ProductOffering>>({
  api: capability.api,
  source: 'bss.product-catalog',
  name: 'productOffering',
  idPrefix: 'off',
  schema: { read: ProductOffering, create: ProductOfferingCreate, update: ProductOfferingUpdate },
  access: catalogueAccess,
  beforeCreate: stampedAtCreate,
  beforePatch: stampedAtPatch,
  state: { attribute: 'lifecycleStatus', lifecycle: catalogueLifecycle },
});
