import {
  CancelProductOrder,
  CancelProductOrderCreate,
} from '../../../schemas/tmf/product-ordering/cancel-product-order.ts';
import { customerOwned, grantOf, ownOnly } from '../../kernel/access/caller.ts';
import { cancellationLifecycle } from '../../kernel/lifecycle/cancellation.ts';
import { badRequest, conflict } from '../../kernel/problem.ts';
import { read } from '../../kernel/table/store.ts';
import type { CreateContext, Identified } from '../../kernel/tmf/resource.ts';
import { defineResource, hrefOf } from '../../kernel/tmf/resource.ts';
import { capability } from './capability.ts';
import { isClosed } from './lines.ts';
import { cancellationOf, isBeingCancelled } from './moves.ts';
import { productOrder } from './product-order.ts';

export const cancelProductOrderLifecycle = cancellationLifecycle('acknowledged');

export type CancelTask = Identified<CancelProductOrder>;

/** What can be known at once is answered at once; whether the lines still allow it, the task will say. */
const requested = async (
  draft: CancelTask,
  { caller, at, hide }: CreateContext,
): Promise<CancelTask> => {
  const { id } = draft.productOrder;
  const order = await read(productOrder, caller.tenant, id);
  const owner = order && productOrder.owner?.(order.value, order.hidden);
  const theirs = !ownOnly(grantOf(caller, customerOwned)) || owner === caller.partyId;
  if (order === undefined || !theirs) throw badRequest(`productOrder ${id} does not exist`);
  const { state } = order.value;
  if (isClosed(state))
    throw conflict(`productOrder ${id} is ${state ?? ''}: there is nothing left to cancel`);
  if (isBeingCancelled(state))
    throw conflict(
      `productOrder ${id} is being cancelled already, by ${cancellationOf(order.hidden)?.taskIds.join(', ') ?? 'the network side'}`,
    );
  if (Date.parse(draft.requestedCancellationDate ?? at) > Date.parse(at))
    throw badRequest('requestedCancellationDate is in the future; an order is cancelled at once');
  hide({ owner });
  return {
    ...draft,
    productOrder: {
      ...draft.productOrder,
      href: hrefOf(productOrder, id),
      '@referredType': 'ProductOrder',
    },
  };
};

/** TMF622. A request to cancel an order, followed to its end; it belongs to whom the order belongs. */
export const cancelProductOrder = defineResource<CancelTask>({
  api: capability.api,
  source: 'bss.product-ordering',
  name: 'cancelProductOrder',
  idPrefix: 'can',
  schema: { read: CancelProductOrder, create: CancelProductOrderCreate },
  operations: ['list', 'get', 'create'],
  access: customerOwned,
  state: { attribute: 'state', lifecycle: cancelProductOrderLifecycle },
  owner: (_, { owner }) => (typeof owner === 'string' ? owner : undefined),
  shards: 4,
  events: { change: null, delete: null },
  beforeCreate: requested,
});
