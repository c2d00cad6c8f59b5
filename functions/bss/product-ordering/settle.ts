import { isFinal } from '../../kernel/lifecycle/lifecycle.ts';
import { orderEnded } from '../../kernel/observability/metrics.ts';
import { change, commit, racing, read } from '../../kernel/table/store.ts';
import type { Stored, WriteContext } from '../../kernel/table/stored.ts';
import { succeed } from '../../kernel/task/answer.ts';
import type { CancelTask } from './cancel-product-order.ts';
import { cancelProductOrder, cancelProductOrderLifecycle } from './cancel-product-order.ts';
import { isClosed } from './lines.ts';
import { cancellationOf, isBeingCancelled, nextMove } from './moves.ts';
import type { Order } from './product-order.ts';
import { productOrder } from './product-order.ts';

/** What the state of an order says of the tasks that were to cancel it. */
const taskStateOf = (order: Order): NonNullable<CancelTask['state']> => {
  if (isBeingCancelled(order.state)) return 'inProgress';
  return order.state === 'cancelled' ? 'done' : 'terminatedWithError';
};

const movedTask = (task: CancelTask, to: CancelTask['state'], at: string): CancelTask => {
  // The diagram has no way from acknowledged to an end: the task is in progress first.
  const state = task.state === 'acknowledged' ? 'inProgress' : to;
  return { ...task, state, ...(state === 'done' && { effectiveCancellationDate: at }) };
};

/** Moves a task to where its order stands; told again, it stays. */
export const moveTask = (
  taskId: string,
  order: Order | undefined,
  context: WriteContext,
): Promise<void> => {
  const to = order === undefined ? 'terminatedWithError' : taskStateOf(order);
  return racing(taskId, async () => {
    const stored = await read(cancelProductOrder, context.caller.tenant, taskId);
    const state = stored?.value.state;
    if (stored === undefined || state === undefined || state === to) return true;
    if (isFinal(cancelProductOrderLifecycle, state)) return true;
    const next = movedTask(stored.value, to, context.at);
    return (await commit(change(cancelProductOrder, stored, next, context))) && next.state === to;
  });
};

export const tellTasks = async (order: Stored<Order>, context: WriteContext): Promise<void> => {
  const { taskIds } = cancellationOf(order.hidden) ?? { taskIds: [] };
  await Promise.all(taskIds.map((taskId) => moveTask(taskId, order.value, context)));
};

/** The order as it is stored after a write of ours. */
export const written = (before: Stored<Order>, value: Order, hidden = before.hidden) => ({
  ...before,
  value,
  hidden,
  version: before.version + 1,
});

/**
 * Makes every move that the order's lines allow, tells the tasks that would cancel it, and wakes the machine at its
 * end. Answers false where another write came between. Made again, it changes nothing, so that a crash may repeat it.
 */
export const settle = async (stored: Stored<Order>, context: WriteContext): Promise<boolean> => {
  let order = stored;
  for (;;) {
    const next = nextMove(order.value, cancellationOf(order.hidden), context.at);
    if (next === order.value) break;
    if (!(await commit(change(productOrder, order, next, context, { attributes: false }))))
      return false;
    if (isClosed(next.state)) orderEnded(next.state ?? '', next.orderDate, context.at);
    order = written(order, next);
  }
  await tellTasks(order, context);
  const token = order.hidden['token'];
  if (isClosed(order.value.state) && typeof token === 'string') await succeed(token, {});
  return true;
};
