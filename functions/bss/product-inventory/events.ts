import * as z from 'zod';
import { ProductStatusType } from '../../../schemas/tmf/common-product.ts';
import type { ProductOrderItem } from '../../../schemas/tmf/product-ordering/parts.ts';
import { ProductOrder } from '../../../schemas/tmf/product-ordering/product-order.ts';
import type { Instant } from '../../kernel/clock.ts';
import { payloadOf } from '../../kernel/events/payload.ts';
import type { Effect } from '../../kernel/events/subscriber.ts';
import { subscriber } from '../../kernel/events/subscriber.ts';
import { isLate, isTaken, withTaken } from '../../kernel/events/taken.ts';
import { Transient } from '../../kernel/problem.ts';
import { change, commit, creation, read } from '../../kernel/table/store.ts';
import type { Stored, WriteContext } from '../../kernel/table/stored.ts';
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

type Hidden = Readonly<Record<string, unknown>>;

const isEnded = ({ state }: ProductOrderItem): boolean =>
  state === 'completed' || state === 'failed' || state === 'cancelled';

/** What the line makes of the product; the change of an older order that comes late makes nothing of it. */
const next = (stored: Stored<OwnedProduct>, line: ProductOrderItem, told: Told): OwnedProduct =>
  line.action === 'modify' && line.state === 'completed' && isLate(stored.hidden, told.at)
    ? stored.value
    : after(stored.value, line, told.context.at, stored.hidden);

/** What is kept beside a product: where a cease began, and which lines have told their end. */
const kept = (
  { value, hidden }: Stored<OwnedProduct>,
  to: OwnedProduct,
  line: ProductOrderItem,
  { key, at }: Told,
): Hidden => {
  const ceases = to.status === 'pendingTerminate' && value.status !== 'pendingTerminate';
  const begun = ceases ? { ...hidden, ceasedFrom: value.status } : hidden;
  return line.action !== 'add' && isEnded(line) ? withTaken(begun, key, at) : begun;
};

/** One word of one line: whose it is, and when it was said. */
interface Told {
  readonly key: string;
  readonly at: Instant;
  readonly context: WriteContext;
}

const taken = async (
  stored: Stored<OwnedProduct>,
  line: ProductOrderItem,
  told: Told,
): Promise<void> => {
  if (isTaken(stored.hidden, told.key)) return;
  const to = next(stored, line, told);
  const hidden = kept(stored, to, line, told);
  const differs = JSON.stringify(to) !== JSON.stringify(stored.value);
  if (!differs && hidden === stored.hidden) return;
  const attributes = differs && to.status === stored.value.status;
  if (!(await commit(change(product, stored, to, told.context, { attributes, hidden }))))
    throw new Transient(`${to.id} was changed meanwhile`);
};

/** One product follows one line. A word that comes again, or late, changes nothing. */
const follow = async (
  order: ProductOrder,
  line: ProductOrderItem,
  at: Instant,
  context: WriteContext,
): Promise<void> => {
  const id = line.product?.id;
  if (id === undefined || line.action === 'noChange') return;
  const stored = await read(product, context.caller.tenant, id);
  if (stored !== undefined)
    return taken(stored, line, { key: `${order.id ?? ''}/${line.id}`, at, context });
  if (line.action !== 'add') return;
  const first = after(added(order, line, id), line, context.at);
  if (!(await commit(creation(product, first, context))))
    throw new Transient(`${id} was made meanwhile`);
};

const followAll: Effect = async (detail, context) => {
  const { productOrder } = payloadOf(Moved, detail);
  await Promise.all(
    leaves(productOrder.productOrderItem).map((line) =>
      follow(productOrder, line, detail.eventTime, context),
    ),
  );
};

/** Products follow their order: made when it starts, active, changed or ended when its line ends, be others open or not. */
export const handler = subscriber('product-inventory', {
  ProductOrderStateChangeEvent: followAll,
  ProductOrderAttributeValueChangeEvent: followAll,
});
