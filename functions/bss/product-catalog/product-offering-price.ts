import {
  ProductOfferingPrice,
  ProductOfferingPriceCreate,
  ProductOfferingPriceUpdate,
} from '../../../schemas/tmf/product-catalog/product-offering-price.ts';
import { catalogueAccess } from '../../kernel/access/caller.ts';
import { catalogueLifecycle } from '../../kernel/lifecycle/catalogue.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { defineResource } from '../../kernel/tmf/resource.ts';
import { stampedAtCreate, stampedAtPatch } from '../../kernel/tmf/stamps.ts';
import { capability } from './capability.ts';

/** TMF620. A price of an offering: one-time, recurring or by usage. */
export const productOfferingPrice = defineResource<Identified<ProductOfferingPrice>>({
  api: capability.api,
  source: 'bss.product-catalog',
  name: 'productOfferingPrice',
  idPrefix: 'pop',
  schema: {
    read: ProductOfferingPrice,
    create: ProductOfferingPriceCreate,
    update: ProductOfferingPriceUpdate,
  },
  access: catalogueAccess,
  beforeCreate: stampedAtCreate,
  beforePatch: stampedAtPatch,
  state: { attribute: 'lifecycleStatus', lifecycle: catalogueLifecycle },
});
