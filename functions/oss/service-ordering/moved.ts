import type { ServiceOrderItemStateType } from '../../../schemas/tmf/service-ordering/parts.ts';
import { isFinal } from '../../kernel/lifecycle/lifecycle.ts';
import type { StoredServiceOrder } from './service-order.ts';
import { serviceOrderLifecycle } from './service-order.ts';

/** The order with itself and its open items moved. */
export const movedOrder = (
  order: StoredServiceOrder,
  state: ServiceOrderItemStateType,
): StoredServiceOrder => ({
  ...order,
  state,
  serviceOrderItem: (order.serviceOrderItem ?? []).map((item) =>
    isFinal(serviceOrderLifecycle, item.state ?? 'acknowledged') ? item : { ...item, state },
  ),
});
