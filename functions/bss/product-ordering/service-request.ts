import type { CancelServiceOrderRequest } from '../../../schemas/events/cancel-service-order-request.ts';
import type { ServiceStateType } from '../../../schemas/tmf/common-service.ts';
import type { ProductOrderItem } from '../../../schemas/tmf/product-ordering/parts.ts';
import type { ExtraEvent } from '../../kernel/table/stored.ts';
import { isClosed, linesOf } from './lines.ts';
import type { Order } from './product-order.ts';

const externalIdOf = (order: Order, line: ProductOrderItem): string => `${order.id}/${line.id}`;

/** A product that is suspended stands on services that are inactive: TMF638 v4 has no word of its own for it. */
const switchedState = ({ action, product }: ProductOrderItem): { state?: ServiceStateType } => {
  if (action !== 'modify' || product?.status === undefined) return {};
  return { state: product.status === 'suspended' ? 'inactive' : 'active' };
};

/** What BSS asks of OSS for one line, in TMF641's words: one item for each service that realises the product. */
export const serviceOrderRequest = (
  order: Order,
  line: ProductOrderItem,
  specificationOf: Readonly<Record<string, string>>,
): ExtraEvent => ({
  eventType: 'ServiceOrderRequestEvent',
  resource: 'serviceOrder',
  payload: {
    externalId: externalIdOf(order, line),
    category: 'productOrder',
    description: `${line.action} ${line.product?.name ?? ''}`,
    relatedParty: order.relatedParty,
    serviceOrderItem: (line.product?.realizingService ?? []).map((service, index) => ({
      id: String(index + 1),
      action: line.action,
      quantity: 1,
      service: {
        id: service.id,
        ...(service.name !== undefined && { name: service.name }),
        ...(line.action === 'add' && {
          serviceSpecification: { id: specificationOf[service.id] ?? '' },
        }),
        ...switchedState(line),
        ...(line.product?.place !== undefined && { place: line.product.place }),
        serviceCharacteristic: line.product?.productCharacteristic ?? [],
        relatedParty: order.relatedParty,
      },
    })),
  },
});

/** A line that nothing in the network realises is done as soon as it starts. */
export const needsNetwork = (line: ProductOrderItem): boolean =>
  line.action !== 'noChange' && (line.product?.realizingService ?? []).length > 0;

/** What BSS asks of OSS to take back: the service order of each line that is still open. */
export const cancelRequests = (order: Order, reason: string | undefined): readonly ExtraEvent[] =>
  linesOf(order.productOrderItem)
    .filter((line) => !isClosed(line.state) && needsNetwork(line))
    .map((line) => {
      const payload: CancelServiceOrderRequest = {
        externalId: externalIdOf(order, line),
        ...(reason !== undefined && { cancellationReason: reason }),
      };
      return {
        eventType: 'CancelServiceOrderRequestEvent',
        resource: 'cancelServiceOrder',
        payload,
      };
    });

/** The order and the line that a service order was made for. */
export const lineOf = (
  externalId: string,
): { readonly orderId: string; readonly itemId: string } | undefined => {
  const slash = externalId.indexOf('/');
  return slash < 0
    ? undefined
    : { orderId: externalId.slice(0, slash), itemId: externalId.slice(slash + 1) };
};
