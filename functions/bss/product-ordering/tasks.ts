import * as z from 'zod';
import { orderEnded } from '../../kernel/observability/metrics.ts';
import { AlreadyStarted, notFound, Transient } from '../../kernel/problem.ts';
import type { Stored } from '../../kernel/table/item.ts';
import type { WriteContext } from '../../kernel/table/store.ts';
import { change, commit, read } from '../../kernel/table/store.ts';
import { succeed } from '../../kernel/task/answer.ts';
import type { Task, TaskEvent } from '../../kernel/task/task.ts';
import { taskHandler } from '../../kernel/task/task.ts';
import { concluded, isClosed, linesOf, mapItems, withBundleStates } from './lines.ts';
import type { Order } from './product-order.ts';
import { productOrder } from './product-order.ts';
import { needsNetwork, serviceOrderRequest } from './service-request.ts';

const Input = z.object({
  id: z.string(),
  error: z.looseObject({ Cause: z.string().optional(), Error: z.string().optional() }).optional(),
});

/** What capture left beside the order: the specification of each service that its lines add. */
const Captured = z.looseObject({ specificationOf: z.record(z.string(), z.string()) });

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

/** The order in progress, its machine and token known, and a service order asked for each line that needs the network. */
const start = async (
  stored: Stored<Order>,
  { execution, token }: TaskEvent,
  context: WriteContext,
): Promise<Stored<Order>> => {
  const hidden = { ...stored.hidden, execution, token };
  const { specificationOf } = Captured.parse(stored.hidden);
  const value = started(stored.value);
  const extra = linesOf(stored.value.productOrderItem)
    .filter(needsNetwork)
    .map((line) => serviceOrderRequest(stored.value, line, specificationOf));
  const write = change(productOrder, stored, value, context, { hidden, extra, attributes: false });
  if (!(await commit(write))) throw new Transient(`${value.id} was changed meanwhile`);
  return { ...stored, value, hidden, version: stored.version + 1 };
};

/**
 * Starts the treatment; the machine waits until the last line has ended. Where nothing needs the network, or where
 * this is a retry that comes after the end, there is nothing to wait for.
 */
const fulfilLines: Task = async (event, context) => {
  const { tenant, input, token, execution } = event;
  const { id } = Input.parse(input);
  const stored = await orderOf(tenant, id);
  const owner = stored.hidden['execution'];
  if (owner !== undefined && owner !== execution) throw new AlreadyStarted(id);
  const open = owner === undefined ? await start(stored, event, context) : stored;
  const next = concluded(open.value, context.at);
  if (next !== open.value || open.hidden['token'] !== token) {
    const hidden = { ...open.hidden, token };
    const write = change(productOrder, open, next, context, { hidden, attributes: false });
    if (!(await commit(write))) throw new Transient(`${id} was changed meanwhile`);
  }
  if (next !== open.value) orderEnded(next.state ?? '', next.orderDate, context.at);
  if (isClosed(next.state) && token !== undefined) await succeed(token, {});
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
const startFirst = async (stored: Stored<Order>, context: WriteContext): Promise<Stored<Order>> => {
  const next = started(stored.value);
  if (!(await commit(change(productOrder, stored, next, context, { attributes: false }))))
    throw new Transient(`${next.id} was changed meanwhile`);
  return { ...stored, value: next, version: stored.version + 1 };
};

/** The steps of fulfil-product-order. */
export const handler = taskHandler('product-ordering', {
  'fulfil-lines': fulfilLines,
  'fail-order': failOrder,
});
