import * as z from 'zod';
import { orderEnded } from '../../kernel/observability/metrics.ts';
import { AlreadyStarted, notFound, Transient } from '../../kernel/problem.ts';
import { change, commit, read } from '../../kernel/table/store.ts';
import { succeed } from '../../kernel/task/answer.ts';
import type { Task } from '../../kernel/task/task.ts';
import { taskHandler } from '../../kernel/task/task.ts';
import { isClosed, linesOf, mapItems, rollUp, withBundleStates } from './lines.ts';
import type { Order } from './product-order.ts';
import { productOrder } from './product-order.ts';
import { needsNetwork, serviceOrderRequest } from './service-request.ts';

const Input = z.object({
  id: z.string(),
  error: z.looseObject({ Cause: z.string().optional(), Error: z.string().optional() }).optional(),
});

const orderOf = async (tenant: string, id: string) => {
  const stored = await read(productOrder, tenant, id);
  if (stored === undefined) throw notFound('productOrder', id);
  return stored;
};

const started = (order: Order): Order => ({
  ...order,
  state: 'inProgress',
  productOrderItem: withBundleStates(
    mapItems(order.productOrderItem, (item) => ({
      ...item,
      state:
        needsNetwork(item) || (item.productOrderItem ?? []).length > 0 ? 'inProgress' : 'completed',
    })),
  ),
});

/** Starts the treatment: one service order is asked for each line; the machine waits until the last has ended. */
const fulfilLines: Task = async ({ tenant, input, token, execution }, context) => {
  const { id } = Input.parse(input);
  const stored = await orderOf(tenant, id);
  const owner = stored.hidden['execution'];
  if (owner !== undefined && owner !== execution) throw new AlreadyStarted(id);
  const lines = linesOf(stored.value.productOrderItem);
  if (owner === undefined) {
    const open = lines.filter(needsNetwork);
    const write = change(productOrder, stored, started(stored.value), context, {
      hidden: { ...stored.hidden, execution, token },
      extra: open.map((line) => serviceOrderRequest(stored.value, line)),
      attributes: false,
    });
    if (!(await commit(write))) throw new Transient(`${id} was changed meanwhile`);
    if (open.length === 0 && token !== undefined) await succeed(token, {});
    return;
  }
  // A retry of this very step: the token is a new one, and the lines may have ended already.
  if (
    !(await commit(
      change(productOrder, stored, stored.value, context, {
        hidden: { ...stored.hidden, token },
        attributes: false,
      }),
    ))
  )
    throw new Transient(`${id} was changed meanwhile`);
  if (lines.every((line) => isClosed(line.state)) && token !== undefined) await succeed(token, {});
};

/** Ends the order as its lines ended. */
const concludeOrder: Task = async ({ tenant, input }, context) => {
  const { id } = Input.parse(input);
  const stored = await orderOf(tenant, id);
  if (isClosed(stored.value.state) || stored.value.state === 'partial') return;
  const items = withBundleStates(stored.value.productOrderItem);
  const state = rollUp(linesOf(items).map((line) => line.state ?? 'inProgress'));
  const next: Order = {
    ...stored.value,
    state,
    productOrderItem: items,
    completionDate: context.at,
  };
  if (!(await commit(change(productOrder, stored, next, context, { attributes: false }))))
    throw new Transient(`${id} was changed meanwhile`);
  orderEnded(state, next.orderDate, context.at);
};

/** Ends an order that could not be treated; what its lines had done was undone by their own machines. */
const failOrder: Task = async ({ tenant, input }, context) => {
  const { id, error } = Input.parse(input);
  const stored = await orderOf(tenant, id);
  if (isClosed(stored.value.state)) return;
  const reason = error?.Cause ?? error?.Error ?? 'unknown';
  const started_ = stored.value.state === 'acknowledged' ? started(stored.value) : stored.value;
  const next: Order = {
    ...started_,
    state: 'failed',
    completionDate: context.at,
    productOrderItem: mapItems(started_.productOrderItem, (item) =>
      isClosed(item.state) ? item : { ...item, state: 'failed' },
    ),
    note: [
      ...(started_.note ?? []),
      { text: `failed: ${reason.slice(0, 500)}`, date: context.at, author: 'strowger' },
    ],
  };
  const base = stored.value.state === 'acknowledged' ? await startFirst(stored, context) : stored;
  if (!(await commit(change(productOrder, base, next, context, { attributes: false }))))
    throw new Transient(`${id} was changed meanwhile`);
  orderEnded('failed', next.orderDate, context.at);
};

/** The diagram has no way from acknowledged to failed: the order is in progress first. */
const startFirst = async (
  stored: Awaited<ReturnType<typeof orderOf>>,
  context: Parameters<Task>[1],
) => {
  const next = started(stored.value);
  if (!(await commit(change(productOrder, stored, next, context, { attributes: false }))))
    throw new Transient(`${next.id} was changed meanwhile`);
  return { ...stored, value: next, version: stored.version + 1 };
};

/** The steps of fulfil-product-order. */
export const handler = taskHandler('product-ordering', {
  'fulfil-lines': fulfilLines,
  'conclude-order': concludeOrder,
  'fail-order': failOrder,
});
