import * as z from 'zod';
import { orderEnded } from '../../kernel/observability/metrics.ts';
import { AlreadyStarted, CancelledBefore, notFound, Transient } from '../../kernel/problem.ts';
import { change, commit, read } from '../../kernel/table/store.ts';
import type { ExtraEvent, Stored, WriteContext } from '../../kernel/table/stored.ts';
import type { Task, TaskEvent } from '../../kernel/task/task.ts';
import { taskHandler } from '../../kernel/task/task.ts';
import { isClosed, linesOf, mapItems, withBundleStates } from './lines.ts';
import type { Order } from './product-order.ts';
import { productOrder } from './product-order.ts';
import { cancelRequests, needsNetwork, serviceOrderRequest } from './service-request.ts';
import { settle, tellTasks, written } from './settle.ts';

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
  { execution, token, correlationId }: TaskEvent,
  context: WriteContext,
): Promise<Stored<Order>> => {
  const hidden = { ...stored.hidden, execution, token, correlationId };
  const { specificationOf } = Captured.parse(stored.hidden);
  const value = started(stored.value);
  const extra = linesOf(stored.value.productOrderItem)
    .filter(needsNetwork)
    .map((line) => serviceOrderRequest(stored.value, line, specificationOf));
  return saved(stored, value, context, { hidden, extra });
};

const saved = async (
  before: Stored<Order>,
  value: Order,
  context: WriteContext,
  {
    hidden = before.hidden,
    extra = [],
  }: {
    readonly hidden?: Readonly<Record<string, unknown>>;
    readonly extra?: readonly ExtraEvent[];
  } = {},
): Promise<Stored<Order>> => {
  const more = { hidden, extra, attributes: false };
  if (!(await commit(change(productOrder, before, value, context, more))))
    throw new Transient(`${value.id} was changed meanwhile`);
  return written(before, value, hidden);
};

/** A retry of the step waits with a token of its own. */
const taken = (
  stored: Stored<Order>,
  { token }: TaskEvent,
  context: WriteContext,
): Promise<Stored<Order>> | Stored<Order> =>
  stored.hidden['token'] === token
    ? stored
    : saved(stored, stored.value, context, { hidden: { ...stored.hidden, token } });

/**
 * Starts the treatment; the machine waits until the last line has ended. Where nothing needs the network, or where
 * this is a retry that comes after the end, there is nothing to wait for.
 */
const fulfilLines: Task = async (event, context) => {
  const { tenant, input, execution } = event;
  const { id } = Input.parse(input);
  const stored = await orderOf(tenant, id);
  const owner = stored.hidden['execution'];
  if (owner !== undefined && owner !== execution) throw new AlreadyStarted(id);
  if (owner === undefined && stored.value.state !== 'acknowledged') throw new CancelledBefore(id);
  const open = await (owner === undefined
    ? start(stored, event, context)
    : taken(stored, event, context));
  if (!(await settle(open, context))) throw new Transient(`${id} was changed meanwhile`);
};

/** The diagram has no way from acknowledged to failed: the order is in progress first. A cancellation is called off. */
const inProgress = async (stored: Stored<Order>, context: WriteContext): Promise<Stored<Order>> => {
  const { state } = stored.value;
  if (state === 'acknowledged') return saved(stored, started(stored.value), context);
  return state === 'assessingCancellation'
    ? saved(stored, { ...stored.value, state: 'inProgress' }, context)
    : stored;
};

/** The order given up, with the reason. One whose undoing has stuck is held: a person must look. */
const givenUp = (order: Order, reason: string, at: string): Order => {
  const stuck = order.state === 'pendingCancellation';
  const text = `${stuck ? 'cancellation stuck' : 'failed'}: ${reason.slice(0, 500)}`;
  const note = [...(order.note ?? []), { text, date: at, author: 'strowger' }];
  if (stuck) return { ...order, state: 'held', note };
  return {
    ...order,
    state: 'failed',
    completionDate: at,
    productOrderItem: mapItems(order.productOrderItem, (item) =>
      isClosed(item.state) ? item : { ...item, state: 'failed' },
    ),
    note,
  };
};

/** Ends an order that could not be treated; the network side is asked to take back what is still open. */
const failOrder: Task = async ({ tenant, input }, context) => {
  const { id, error } = Input.parse(input);
  const stored = await orderOf(tenant, id);
  if (!isClosed(stored.value.state) && stored.value.state !== 'held') {
    const base = await inProgress(stored, context);
    const reason = error?.Cause || error?.Error || 'unknown';
    const next = givenUp(base.value, reason, context.at);
    const asked = stored.hidden['execution'] !== undefined && next.state === 'failed';
    const extra = asked ? cancelRequests(base.value, 'the order has failed') : [];
    const ended = await saved(base, next, context, { extra });
    if (next.state === 'failed') orderEnded('failed', next.orderDate, context.at);
    return tellTasks(ended, context);
  }
  return tellTasks(stored, context);
};

/** The steps of fulfil-product-order. */
export const handler = taskHandler('product-ordering', {
  'fulfil-lines': fulfilLines,
  'fail-order': failOrder,
});
