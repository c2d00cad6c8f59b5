import {
  ServiceOrder,
  ServiceOrderCreate,
  ServiceOrderUpdate,
} from '../../../schemas/tmf/service-ordering/service-order.ts';
import { staffOnly } from '../../kernel/access/caller.ts';
import { derivedId } from '../../kernel/ids.ts';
import { lifecycle } from '../../kernel/lifecycle/lifecycle.ts';
import { badRequest } from '../../kernel/problem.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { defineResource, ownerAmong } from '../../kernel/tmf/resource.ts';
import { capability } from './capability.ts';

/** TMF641's official diagram, whole. */
export const serviceOrderLifecycle = lifecycle(['acknowledged'], {
  acknowledged: ['inProgress', 'rejected', 'cancelled', 'assessingCancellation'],
  inProgress: [
    'pending',
    'held',
    'completed',
    'partial',
    'failed',
    'cancelled',
    'assessingCancellation',
  ],
  pending: ['inProgress', 'cancelled', 'assessingCancellation'],
  held: ['inProgress', 'cancelled', 'assessingCancellation'],
  assessingCancellation: ['acknowledged', 'inProgress', 'pending', 'held', 'pendingCancellation'],
  pendingCancellation: ['cancelled'],
  completed: [],
  failed: [],
  partial: [],
  cancelled: [],
  rejected: [],
});

export type StoredServiceOrder = Identified<ServiceOrder>;

/** TMF638 v4 has no `suspended`: a service that is barred is inactive. */
const switched: readonly string[] = ['active', 'inactive'];

const faultsOf = (order: ServiceOrder): readonly string[] =>
  (order.serviceOrderItem ?? []).flatMap((item) => {
    if (item.action === 'add' && item.service.serviceSpecification?.id === undefined)
      return [`item ${item.id}: service.serviceSpecification.id is required to add a service`];
    if ((item.action === 'modify' || item.action === 'delete') && item.service.id === undefined)
      return [`item ${item.id}: service.id is required to ${item.action} a service`];
    const { state } = item.service;
    if (item.action === 'modify' && state !== undefined && !switched.includes(state))
      return [
        `item ${item.id}: service.state ${state} cannot be ordered; there is ${switched.join(' and ')}`,
      ];
    return [];
  });

/** TMF641. An order to the network side; its machine moves it. */
export const serviceOrder = defineResource<StoredServiceOrder>({
  api: capability.api,
  source: 'oss.service-ordering',
  name: 'serviceOrder',
  idPrefix: 'sord',
  schema: { read: ServiceOrder, create: ServiceOrderCreate, update: ServiceOrderUpdate },
  access: staffOnly,
  state: { attribute: 'state', lifecycle: serviceOrderLifecycle },
  owner: (order) => ownerAmong(order.relatedParty),
  lookup: { attribute: 'externalId', value: (order) => order.externalId },
  shards: 16,
  naturalKey: (order) => order.externalId,
  beforeCreate: (draft, { at }) => {
    const faults = faultsOf(draft);
    if (faults.length > 0) throw badRequest(faults[0] ?? '', faults);
    return acknowledged(draft, at);
  },
  beforePatch: (next, before) => {
    if (next.state !== before.state)
      throw badRequest('state follows the items of the order; it cannot be set');
    return next;
  },
});

/** The id of what BSS asks for: asked again, it is the same order. */
export const requestedOrderId = (externalId: string): string =>
  derivedId(serviceOrder.idPrefix, serviceOrder.type, 'natural', externalId);

/** True between the request to cancel and its end. */
export const isBeingCancelled = (state: string | undefined): boolean =>
  state === 'assessingCancellation' || state === 'pendingCancellation';

/** A new order with every item acknowledged. */
export const acknowledged = (draft: StoredServiceOrder, at: string): StoredServiceOrder => ({
  ...draft,
  state: 'acknowledged',
  orderDate: at,
  serviceOrderItem: (draft.serviceOrderItem ?? []).map((item) => ({
    ...item,
    state: 'acknowledged' as const,
  })),
});
