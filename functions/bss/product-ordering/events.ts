import * as z from 'zod';
import type { ProductOrderItem } from '../../../schemas/tmf/product-ordering/parts.ts';
import { subscriber } from '../../kernel/events/subscriber.ts';
import { orderEnded } from '../../kernel/observability/metrics.ts';
import { change, commit, racing, read } from '../../kernel/table/store.ts';
import type { Stored, WriteContext } from '../../kernel/table/stored.ts';
import { cancel } from './cancel.ts';
import { isClosed, mapItems, withBundleStates } from './lines.ts';
import { cancellationOf, nextMove } from './moves.ts';
import type { Order } from './product-order.ts';
import { productOrder } from './product-order.ts';
import { lineOf } from './service-request.ts';
import { settle, written } from './settle.ts';

/** What we need of a service order that has ended, or that is being taken back. */
const Heard = z.object({
  serviceOrder: z.looseObject({
    id: z.string(),
    externalId: z.string().optional(),
    state: z.enum([
      'completed',
      'failed',
      'partial',
      'cancelled',
      'rejected',
      'pendingCancellation',
    ]),
    note: z.array(z.looseObject({ text: z.string() })).optional(),
    serviceOrderItem: z.array(
      z.looseObject({
        service: z.looseObject({
          supportingResource: z
            .array(z.looseObject({ id: z.string(), name: z.string().optional() }))
            .optional(),
        }),
      }),
    ),
  }),
});
type Heard = z.infer<typeof Heard>['serviceOrder'];

const lineStates = {
  completed: 'completed',
  failed: 'failed',
  partial: 'failed',
  cancelled: 'cancelled',
  rejected: 'failed',
  pendingCancellation: 'pendingCancellation',
} as const;

const movedLine =
  (serviceOrder: Heard, itemId: string) =>
  (item: ProductOrderItem): ProductOrderItem => {
    if (item.id !== itemId || isClosed(item.state)) return item;
    const resources = serviceOrder.serviceOrderItem.flatMap(
      ({ service }) => service.supportingResource ?? [],
    );
    return {
      ...item,
      state: lineStates[serviceOrder.state],
      product: {
        ...item.product,
        ...(resources.length > 0 && {
          realizingResource: resources.map(({ id, name }) => ({
            id,
            ...(name !== undefined && { name }),
          })),
        }),
      },
    };
  };

/** The network side's word on a line: how it ended, or that it is being taken back. */
const heardOf = (
  items: readonly ProductOrderItem[],
  serviceOrder: Heard,
  itemId: string,
): ProductOrderItem[] => withBundleStates(mapItems(items, movedLine(serviceOrder, itemId)));

/** Answers whether the order now says how its line stands; the last line's end ends the order and wakes the machine. */
const hear = async (
  stored: Stored<Order> | undefined,
  serviceOrder: Heard,
  itemId: string,
  context: WriteContext,
): Promise<boolean> => {
  if (stored === undefined) return true;
  const items = heardOf(stored.value.productOrderItem, serviceOrder, itemId);
  if (JSON.stringify(items) === JSON.stringify(stored.value.productOrderItem))
    return settle(stored, context);
  const reasons = isClosed(serviceOrder.state)
    ? (serviceOrder.note ?? []).map(({ text }) => ({
        text: `item ${itemId}: ${text}`,
        date: context.at,
        author: 'strowger',
      }))
    : [];
  const heard = {
    ...stored.value,
    productOrderItem: items,
    ...(reasons.length > 0 && { note: [...(stored.value.note ?? []), ...reasons] }),
  };
  const next = nextMove(heard, cancellationOf(stored.hidden), context.at);
  const moves = next.state !== stored.value.state;
  if (!(await commit(change(productOrder, stored, next, context, { attributes: !moves }))))
    return false;
  if (isClosed(next.state)) orderEnded(next.state ?? '', next.orderDate, context.at);
  return settle(written(stored, next), context);
};

const Requested = z.object({ cancelProductOrder: z.looseObject({ id: z.string() }) });

/** A service order has moved: its line moves the same way. A cancellation was asked for: it is assessed. */
export const handler = subscriber('product-ordering', {
  ServiceOrderStateChangeEvent: async (detail, context) => {
    const { serviceOrder } = Heard.parse(detail.event);
    const line = lineOf(serviceOrder.externalId ?? '');
    if (line === undefined) return;
    await racing(line.orderId, async () =>
      hear(
        await read(productOrder, detail.tenantId, line.orderId),
        serviceOrder,
        line.itemId,
        context,
      ),
    );
  },
  CancelProductOrderCreateEvent: (detail, context) =>
    cancel(Requested.parse(detail.event).cancelProductOrder.id, context),
});
