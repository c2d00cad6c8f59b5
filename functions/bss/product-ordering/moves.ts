import * as z from 'zod';
import type { ProductOrderItem } from '../../../schemas/tmf/product-ordering/parts.ts';
import { ProductOrderStateType } from '../../../schemas/tmf/product-ordering/parts.ts';
import type { Instant } from '../../kernel/clock.ts';
import { concluded, isClosed, linesOf, mapItems, withBundleStates } from './lines.ts';
import type { Order } from './product-order.ts';

/** What is kept beside an order that is or was to be cancelled: the tasks that follow it, and where a denial leads back. */
export const Cancellation = z.object({
  taskIds: z.array(z.string()),
  reason: z.string().optional(),
  former: ProductOrderStateType,
});
export type Cancellation = z.infer<typeof Cancellation>;

export const cancellationOf = (
  hidden: Readonly<Record<string, unknown>>,
): Cancellation | undefined => Cancellation.optional().parse(hidden['cancellation']);

/** True between the request to cancel and its end. */
export const isBeingCancelled = (state: string | undefined): boolean =>
  state === 'assessingCancellation' || state === 'pendingCancellation';

/** An order that no machine has taken up yet: nothing was asked of the network side, so nobody there will answer. */
const isUnstarted = (cancellation: Cancellation | undefined): boolean =>
  cancellation?.former === 'acknowledged';

const withOpenItems = (
  order: Order,
  state: NonNullable<ProductOrderItem['state']>,
): ProductOrderItem[] =>
  withBundleStates(
    mapItems(order.productOrderItem, (item) => (isClosed(item.state) ? item : { ...item, state })),
  );

/** The point of no return: lines that the customer has got. What is delivered is ended by an order that ends it. */
export const deliveredLines = (order: Order): readonly ProductOrderItem[] =>
  linesOf(order.productOrderItem).filter(
    ({ state, action }) => state === 'completed' && action !== 'noChange',
  );

/** The order while it is found out whether it can be cancelled. What is delivered says no at once. */
export const assessing = (order: Order): Order => ({
  ...order,
  state: 'assessingCancellation',
  ...(deliveredLines(order).length === 0 && {
    productOrderItem: withOpenItems(order, 'assessingCancellation'),
  }),
});

const denied = (order: Order, cancellation: Cancellation | undefined, at: Instant): Order => {
  const names = deliveredLines(order).map(({ id, product }) => `${id} (${product?.name ?? ''})`);
  const text = `cancellation denied: item ${names.join(', ')} is done already; order its end instead`;
  return {
    ...order,
    state: cancellation?.former ?? 'inProgress',
    note: [...(order.note ?? []), { text, date: at, author: 'strowger' }],
  };
};

/** An order is cancelled whole or not at all: one line that is done denies it, and each open one must have agreed. */
const afterAssessing = (
  order: Order,
  cancellation: Cancellation | undefined,
  at: Instant,
): Order => {
  if (isUnstarted(cancellation))
    return {
      ...order,
      state: 'pendingCancellation',
      productOrderItem: withOpenItems(order, 'pendingCancellation'),
    };
  if (deliveredLines(order).length > 0) return denied(order, cancellation, at);
  const agreed = linesOf(order.productOrderItem).every(
    ({ state }) => isClosed(state) || state === 'pendingCancellation',
  );
  return agreed ? { ...order, state: 'pendingCancellation' } : order;
};

const afterUndoing = (order: Order, cancellation: Cancellation | undefined, at: Instant): Order => {
  const productOrderItem = isUnstarted(cancellation)
    ? withOpenItems(order, 'cancelled')
    : order.productOrderItem;
  if (!linesOf(productOrderItem).every(({ state }) => isClosed(state))) return order;
  const reason = cancellation?.reason;
  return {
    ...order,
    state: 'cancelled',
    productOrderItem,
    cancellationDate: at,
    ...(reason !== undefined && { cancellationReason: reason }),
  };
};

/** The order after the next move that its lines allow, or the order itself where there is none. One move is one event. */
export const nextMove = (
  order: Order,
  cancellation: Cancellation | undefined,
  at: Instant,
): Order => {
  if (order.state === 'assessingCancellation') return afterAssessing(order, cancellation, at);
  if (order.state === 'pendingCancellation') return afterUndoing(order, cancellation, at);
  const ended = concluded(order, at);
  // The network side may cancel by itself; the diagram still reaches `cancelled` over its two waits alone.
  return ended.state === 'cancelled' && !isClosed(order.state) ? assessing(order) : ended;
};
