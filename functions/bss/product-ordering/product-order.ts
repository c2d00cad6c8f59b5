import {
  ProductOrder,
  ProductOrderCreate,
  ProductOrderUpdate,
} from '../../../schemas/tmf/product-ordering/product-order.ts';
import { customerOwned } from '../../kernel/access/caller.ts';
import { badRequest } from '../../kernel/problem.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { defineResource, ownerAmong } from '../../kernel/tmf/resource.ts';
import { capability } from './capability.ts';
import { capture } from './capture.ts';
import { productOrderLifecycle } from './lifecycle.ts';

export type Order = Identified<ProductOrder>;

/** TMF622. An order is captured against the catalogue and moves as its lines do; the machine moves it, not the client. */
export const productOrder = defineResource<Order>({
  api: capability.api,
  source: 'bss.product-ordering',
  name: 'productOrder',
  idPrefix: 'ord',
  schema: { read: ProductOrder, create: ProductOrderCreate, update: ProductOrderUpdate },
  access: customerOwned,
  state: { attribute: 'state', lifecycle: productOrderLifecycle },
  owner: (order) => ownerAmong(order.relatedParty),
  lookup: { attribute: 'externalId', value: (order) => order.externalId },
  shards: 16,
  naturalKey: (order) => order.externalId,
  beforeCreate: capture,
  beforePatch: (next, before) => {
    if (next.state !== before.state)
      throw badRequest('state follows the lines of the order; it cannot be set');
    if (JSON.stringify(next.productOrderItem) !== JSON.stringify(before.productOrderItem))
      throw badRequest(
        'productOrderItem cannot be changed once the order is captured; order the change',
      );
    return next;
  },
});
