import * as z from 'zod';
import type { ProductOrderItem } from '../../../schemas/tmf/product-ordering/parts.ts';
import { subscriber } from '../../kernel/events/subscriber.ts';
import { orderEnded } from '../../kernel/observability/metrics.ts';
import type { Stored } from '../../kernel/table/item.ts';
import type { WriteContext } from '../../kernel/table/store.ts';
import { change, commit, racing, read } from '../../kernel/table/store.ts';
import { succeed } from '../../kernel/task/answer.ts';
import { concluded, isClosed, mapItems, withBundleStates } from './lines.ts';
import type { Order } from './product-order.ts';
import { productOrder } from './product-order.ts';
import { lineOf } from './service-request.ts';

/** What we need of a service order that has ended. */
const Ended = z.object({
  serviceOrder: z.looseObject({
    id: z.string(),
    externalId: z.string().optional(),
    state: z.enum(['completed', 'failed', 'partial', 'cancelled', 'rejected']),
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
type Ended = z.infer<typeof Ended>['serviceOrder'];

const lineStates = {
  completed: 'completed',
  failed: 'failed',
  partial: 'failed',
  cancelled: 'cancelled',
  rejected: 'failed',
} as const;

const ended =
  (serviceOrder: Ended, itemId: string) =>
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

/** Answers whether the order now says how its line ended; the last line's end ends the order and wakes the machine. */
const endLine = async (
  stored: Stored<Order> | undefined,
  serviceOrder: Ended,
  itemId: string,
  context: WriteContext,
): Promise<boolean> => {
  if (stored === undefined) return true;
  const items = withBundleStates(
    mapItems(stored.value.productOrderItem, ended(serviceOrder, itemId)),
  );
  const reasons = (serviceOrder.note ?? []).map(({ text }) => ({
    text: `item ${itemId}: ${text}`,
    date: context.at,
    author: 'strowger',
  }));
  const next = concluded(
    {
      ...stored.value,
      productOrderItem: items,
      ...(reasons.length > 0 && { note: [...(stored.value.note ?? []), ...reasons] }),
    },
    context.at,
  );
  const ends = next.state !== stored.value.state;
  if (JSON.stringify(items) !== JSON.stringify(stored.value.productOrderItem)) {
    const write = change(productOrder, stored, next, context, { attributes: !ends });
    if (!(await commit(write))) return false;
    if (ends) orderEnded(next.state ?? '', next.orderDate, context.at);
  }
  const token = stored.hidden['token'];
  if (isClosed(next.state) && typeof token === 'string') await succeed(token, {});
  return true;
};

/** A service order has ended: its line ends the same way, and the last one wakes the machine. */
export const handler = subscriber('product-ordering', {
  ServiceOrderStateChangeEvent: async (detail, context) => {
    const { serviceOrder } = Ended.parse(detail.event);
    const line = lineOf(serviceOrder.externalId ?? '');
    if (line === undefined) return;
    await racing(line.orderId, async () =>
      endLine(
        await read(productOrder, detail.tenantId, line.orderId),
        serviceOrder,
        line.itemId,
        context,
      ),
    );
  },
});
