import {
  CancelServiceOrder,
  CancelServiceOrderCreate,
} from '../../../schemas/tmf/service-ordering/cancel-service-order.ts';
import { staffOnly } from '../../kernel/access/caller.ts';
import { derivedId } from '../../kernel/ids.ts';
import { cancellationLifecycle } from '../../kernel/lifecycle/cancellation.ts';
import { isFinal } from '../../kernel/lifecycle/lifecycle.ts';
import { badRequest, conflict } from '../../kernel/problem.ts';
import { read } from '../../kernel/table/store.ts';
import type { CreateContext, Identified } from '../../kernel/tmf/resource.ts';
import { defineResource, hrefOf } from '../../kernel/tmf/resource.ts';
import { capability } from './capability.ts';
import { isBeingCancelled, serviceOrder, serviceOrderLifecycle } from './service-order.ts';

export const cancelServiceOrderLifecycle = cancellationLifecycle('accepted');

export type CancelTask = Identified<CancelServiceOrder>;

export const serviceOrderRef = (id: string): NonNullable<CancelTask['serviceOrder']> => ({
  id,
  href: hrefOf(serviceOrder, id),
  '@referredType': 'ServiceOrder',
});

/** What can be known at once is answered at once. */
const requested = async (draft: CancelTask, { caller, at }: CreateContext): Promise<CancelTask> => {
  const id = draft.serviceOrder?.id ?? '';
  const order = await read(serviceOrder, caller.tenant, id);
  if (order === undefined) throw badRequest(`serviceOrder ${id} does not exist`);
  const { state = 'acknowledged' } = order.value;
  if (isFinal(serviceOrderLifecycle, state))
    throw conflict(`serviceOrder ${id} is ${state}: there is nothing left to cancel`);
  if (isBeingCancelled(state)) throw conflict(`serviceOrder ${id} is being cancelled already`);
  if (Date.parse(draft.requestedCancellationDate ?? at) > Date.parse(at))
    throw badRequest('requestedCancellationDate is in the future; an order is cancelled at once');
  return { ...draft, serviceOrder: { ...draft.serviceOrder, ...serviceOrderRef(id) } };
};

/** TMF641. A request to cancel a service order, followed to its end. */
export const cancelServiceOrder = defineResource<CancelTask>({
  api: capability.api,
  source: 'oss.service-ordering',
  name: 'cancelServiceOrder',
  idPrefix: 'cso',
  schema: { read: CancelServiceOrder, create: CancelServiceOrderCreate },
  operations: ['list', 'get', 'create'],
  access: staffOnly,
  state: { attribute: 'state', lifecycle: cancelServiceOrderLifecycle },
  shards: 4,
  events: { change: null, delete: null },
  beforeCreate: requested,
});

/** BSS cancels a service order once: the task has the id of what it asked for, and either may come first. */
export const askedTaskId = (serviceOrderId: string): string =>
  derivedId(cancelServiceOrder.idPrefix, cancelServiceOrder.type, 'asked', serviceOrderId);
