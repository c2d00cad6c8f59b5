import { productMoveEvent } from '../../../schemas/events/product-move.ts';
import {
  Product,
  ProductCreate,
  ProductUpdate,
} from '../../../schemas/tmf/product-inventory/product.ts';
import { customerReads } from '../../kernel/access/caller.ts';
import { lifecycle } from '../../kernel/lifecycle/lifecycle.ts';
import type { ExtraEvent } from '../../kernel/table/stored.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { defineResource, ownerAmong } from '../../kernel/tmf/resource.ts';
import { capability } from './capability.ts';

/**
 * TMF637's official diagram, spelt without the contract's stray blank in `aborted`. The extensions are ours: a cease
 * while suspended, and a cease that is called off: the product is again what it was.
 */
export const productLifecycle = lifecycle(
  ['created'],
  {
    created: ['pendingActive', 'active'],
    pendingActive: ['active', 'aborted', 'cancelled'],
    active: ['suspended', 'pendingTerminate', 'terminated'],
    suspended: ['active'],
    pendingTerminate: ['terminated'],
    terminated: [],
    aborted: [],
    cancelled: [],
  },
  { suspended: ['pendingTerminate'], pendingTerminate: ['active', 'suspended'] },
);

export type OwnedProduct = Identified<Product>;

/** The product names only who pays now: who paid before is told apart, so that they stop. */
const movesOf = (before: OwnedProduct, next: OwnedProduct): readonly ExtraEvent[] => {
  const from = before.billingAccount?.id;
  const to = next.billingAccount?.id;
  if (from === undefined || from === to) return [];
  const payload = { product: next.id, from, ...(to !== undefined && { to }) };
  return [{ eventType: productMoveEvent, resource: 'productMove', payload }];
};

/** TMF637. What a customer has; orders make, change and end it. */
export const product = defineResource<OwnedProduct>({
  api: capability.api,
  source: 'bss.product-inventory',
  name: 'product',
  idPrefix: 'prd',
  schema: { read: Product, create: ProductCreate, update: ProductUpdate },
  access: customerReads,
  state: { attribute: 'status', lifecycle: productLifecycle },
  alsoTells: movesOf,
  owner: (owned) => ownerAmong(owned.relatedParty),
  shards: 16,
});
