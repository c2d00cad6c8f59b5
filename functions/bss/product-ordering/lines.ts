import type {
  ProductOrderItem,
  ProductOrderStateType,
} from '../../../schemas/tmf/product-ordering/parts.ts';
import type { Instant } from '../../kernel/clock.ts';

/** The lines that are fulfilled: an item without parts. A bundle's item only holds its parts. */
export const linesOf = (items: readonly ProductOrderItem[]): readonly ProductOrderItem[] =>
  items.flatMap((item) =>
    item.productOrderItem === undefined || item.productOrderItem.length === 0
      ? [item]
      : linesOf(item.productOrderItem),
  );

/** The items with every one replaced, parts first. */
export const mapItems = (
  items: readonly ProductOrderItem[],
  replace: (item: ProductOrderItem) => ProductOrderItem,
): ProductOrderItem[] =>
  items.map((item) =>
    replace(
      item.productOrderItem === undefined
        ? item
        : { ...item, productOrderItem: mapItems(item.productOrderItem, replace) },
    ),
  );

/** A bundle's item stands where its parts do. */
export const withBundleStates = (items: readonly ProductOrderItem[]): ProductOrderItem[] =>
  mapItems(items, (item) => {
    if (item.productOrderItem === undefined || item.productOrderItem.length === 0) return item;
    const states = item.productOrderItem.map((part) => part.state ?? 'acknowledged');
    return { ...item, state: bundleState(states) };
  });

const bundleState = (parts: readonly string[]): NonNullable<ProductOrderItem['state']> => {
  if (parts.includes('assessingCancellation')) return 'assessingCancellation';
  if (parts.includes('pendingCancellation')) return 'pendingCancellation';
  const state = rollUp(parts);
  // An item has no `partial` in v4: a bundle of which some parts failed has failed as sold.
  return state === 'partial' ? 'failed' : state;
};

const closed: readonly string[] = ['completed', 'failed', 'partial', 'cancelled', 'rejected'];

/** Our roll-up rule (STATES): the order's state follows from the states of its lines. */
export const rollUp = (states: readonly string[]): ProductOrderStateType => {
  const all = (state: string): boolean => states.every((one) => one === state);
  if (all('completed')) return 'completed';
  if (all('failed')) return 'failed';
  if (all('cancelled')) return 'cancelled';
  if (all('rejected')) return 'rejected';
  if (states.every((state) => closed.includes(state))) return 'partial';
  if (states.includes('held')) return 'held';
  if (states.includes('pending')) return 'pending';
  return all('acknowledged') ? 'acknowledged' : 'inProgress';
};

export const isClosed = (state: string | undefined): boolean => closed.includes(state ?? '');

/** The order as its lines ended, once the last one has; until then as it is. */
export const concluded = <
  Order extends { productOrderItem: ProductOrderItem[]; state?: string | undefined },
>(
  order: Order,
  at: Instant,
): Order & { completionDate?: Instant } => {
  const states = linesOf(order.productOrderItem).map((line) => line.state ?? 'inProgress');
  if (!states.every(isClosed) || isClosed(order.state)) return order;
  return { ...order, state: rollUp(states), completionDate: at };
};
