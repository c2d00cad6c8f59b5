import {
  Category,
  CategoryCreate,
  CategoryUpdate,
} from '../../../schemas/tmf/product-catalog/category.ts';
import { catalogueAccess } from '../../kernel/access/caller.ts';
import { catalogueLifecycle } from '../../kernel/lifecycle/catalogue.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { defineResource } from '../../kernel/tmf/resource.ts';
import { stampedAtCreate, stampedAtPatch } from '../../kernel/tmf/stamps.ts';
import { capability } from './capability.ts';

/** TMF620. A category groups offerings. */
export const category = defineResource<Identified<Category>>({
  api: capability.api,
  source: 'bss.product-catalog',
  name: 'category',
  idPrefix: 'ctg',
  schema: { read: Category, create: CategoryCreate, update: CategoryUpdate },
  access: catalogueAccess,
  beforeCreate: stampedAtCreate,
  beforePatch: stampedAtPatch,
  state: { attribute: 'lifecycleStatus', lifecycle: catalogueLifecycle },
});
