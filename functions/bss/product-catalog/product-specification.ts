import {
  ProductSpecification,
  ProductSpecificationCreate,
  ProductSpecificationUpdate,
} from '../../../schemas/tmf/product-catalog/product-specification.ts';
import { catalogueAccess } from '../../kernel/access/caller.ts';
import { catalogueLifecycle } from '../../kernel/lifecycle/catalogue.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { defineResource } from '../../kernel/tmf/resource.ts';
import { stampedAtCreate, stampedAtPatch } from '../../kernel/tmf/stamps.ts';
import { capability } from './capability.ts';

/** TMF620. A specification names the services that realise a product. */
export const productSpecification = defineResource<Identified<ProductSpecification>>({
  api: capability.api,
  source: 'bss.product-catalog',
  name: 'productSpecification',
  idPrefix: 'ps',
  schema: {
    read: ProductSpecification,
    create: ProductSpecificationCreate,
    update: ProductSpecificationUpdate,
  },
  access: catalogueAccess,
  beforeCreate: stampedAtCreate,
  beforePatch: stampedAtPatch,
  state: { attribute: 'lifecycleStatus', lifecycle: catalogueLifecycle },
});
