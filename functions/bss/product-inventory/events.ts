import * as z from 'zod';
import { ProductStatusType } from '../../../schemas/tmf/common-product.ts';
import type { ProductOrderItem } from '../../../schemas/tmf/product-ordering/parts.ts';
import { ProductOrder } from '../../../schemas/tmf/product-ordering/product-order.ts';
import type { Instant } from '../../kernel/clock.ts';
import { payloadOf } from '../../kernel/events/payload.ts';
import { subscriber } from '../../kernel/events/subscriber.ts';
import { Transient } from '../../kernel/problem.ts';
import type { WriteContext } from '../../kernel/table/store.ts';
import { change, commit, creation, read } from '../../kernel/table/store.ts';
import { added, onDone, onFailed, onStart } from './follow-order.ts';
import type { OwnedProduct } from './product.ts';
import { product } from './product.ts';

const Moved = z.object({ productOrder: ProductOrder });

const leaves = (items: readonly ProductOrderItem[]): readonly ProductOrderItem[] =>
  items.flatMap((item) =>
    (item.productOrderItem ?? []).length > 0 ? leaves(item.productOrderItem ?? []) : [item],
  );

/** What a product was before it was to end, kept beside it: a cease may be called off. */
const Kept = z.object({ ceasedFrom: ProductStatusType.optional() });

const after = (
  before: OwnedProduct,
  line: ProductOrderItem,
  at: Instant,
  hidden: Readonly<Record<string, unknown>> = {},
): OwnedProduct => {
  if (line.state === 'completed') return onDone(before, line, at);
  if (line.state === 'failed' || line.state === 'cancelled')
    return onFailed(before, line, Kept.parse(hidden).ceasedFrom);
  return onStart(before, line);
};

/** One product follows one line. A late start after the end finds the end done and changes nothing. */
const follow = async (
  order: ProductOrder,
  line: ProductOrderItem,
  context: WriteContext,
): Promise<void> => {
  const id = line.product?.id;
  if (id === undefined || line.action === 'noChange') return;
  const stored = await read(product, context.caller.tenant, id);
  if (stored === undefined) {
    if (line.action !== 'add') return;
    const first = added(order, line, id);
    const taken = await commit(creation(product, after(first, line, context.at), context));
    if (!taken) throw new Transient(`${id} was made meanwhile`);
    return;
  }
  const next = after(stored.value, line, context.at, stored.hidden);
  if (JSON.stringify(next) === JSON.stringify(stored.value)) return;
  const attributes = next.status === stored.value.status;
  const ceases = next.status === 'pendingTerminate' && !attributes;
  const hidden = ceases ? { ...stored.hidden, ceasedFrom: stored.value.status } : stored.hidden;
  if (!(await commit(change(product, stored, next, context, { attributes, hidden }))))
    throw new Transient(`${id} was changed meanwhile`);
};

/** Products follow their order: made when it starts, active, changed or ended when its line ends. */
export const handler = subscriber('product-inventory', {
  ProductOrderStateChangeEvent: async (detail, context) => {
    const { productOrder } = payloadOf(Moved, detail);
    await Promise.all(
      leaves(productOrder.productOrderItem).map((line) => follow(productOrder, line, context)),
    );
  },
});
