import { isFinal } from '../../kernel/lifecycle/lifecycle.ts';
import { change, commit, racing, read } from '../../kernel/table/store.ts';
import type { Stored, WriteContext } from '../../kernel/table/stored.ts';
import type { CancelTask } from './cancel-product-order.ts';
import { cancelProductOrder, cancelProductOrderLifecycle } from './cancel-product-order.ts';
import { isClosed } from './lines.ts';
import type { Cancellation } from './moves.ts';
import { assessing, cancellationOf, deliveredLines, isBeingCancelled } from './moves.ts';
import type { Order } from './product-order.ts';
import { productOrder } from './product-order.ts';
import { cancelRequests } from './service-request.ts';
import { moveTask, settle, tellTasks, written } from './settle.ts';

/** What follows from a cancellation stands in the order's own timeline, behind its correlation id. */
const inTimelineOf = (
  { hidden }: Stored<Order>,
  { caller, ...context }: WriteContext,
): WriteContext => {
  const { correlationId } = hidden;
  return {
    ...context,
    caller: typeof correlationId === 'string' ? { ...caller, correlationId } : caller,
  };
};

/** The order under assessment: its open lines are asked of the network side, unless what is delivered denies it at once. */
const begin = async (
  order: Stored<Order>,
  task: CancelTask,
  context: WriteContext,
): Promise<boolean> => {
  const { state = 'acknowledged' } = order.value;
  const reason = task.cancellationReason;
  const cancellation: Cancellation = {
    taskIds: [task.id],
    former: state,
    ...(reason !== undefined && { reason }),
  };
  const hidden = { ...order.hidden, cancellation };
  const next = assessing(order.value);
  const asks = state !== 'acknowledged' && deliveredLines(order.value).length === 0;
  const write = change(productOrder, order, next, context, {
    hidden,
    extra: asks ? cancelRequests(order.value, reason) : [],
    attributes: false,
  });
  return (await commit(write)) && settle(written(order, next, hidden), context);
};

/** A task that comes while another one is under way goes with it. */
const join = async (
  order: Stored<Order>,
  cancellation: Cancellation,
  taskId: string,
  context: WriteContext,
): Promise<boolean> => {
  const joined = { ...cancellation, taskIds: [...cancellation.taskIds, taskId] };
  const hidden = { ...order.hidden, cancellation: joined };
  const write = change(productOrder, order, order.value, context, { hidden, attributes: false });
  return (await commit(write)) && settle(written(order, order.value, hidden), context);
};

const follow = async (
  task: CancelTask,
  order: Stored<Order>,
  given: WriteContext,
): Promise<boolean> => {
  const context = inTimelineOf(order, given);
  const known = cancellationOf(order.hidden);
  if (known?.taskIds.includes(task.id)) return settle(order, context);
  if (isBeingCancelled(order.value.state))
    return join(order, known ?? { taskIds: [], former: 'inProgress' }, task.id, context);
  // An earlier cancellation that was denied gives way to this one.
  await tellTasks(order, context);
  if (!isClosed(order.value.state)) return begin(order, task, context);
  await moveTask(task.id, order.value, context);
  return true;
};

/** A cancellation was asked for: it is assessed against the order as it is now, and followed on when asked again. */
export const cancel = (taskId: string, context: WriteContext): Promise<void> =>
  racing(taskId, async () => {
    const { tenant } = context.caller;
    const task = await read(cancelProductOrder, tenant, taskId);
    if (task === undefined || isFinal(cancelProductOrderLifecycle, task.value.state ?? ''))
      return true;
    const order = await read(productOrder, tenant, task.value.productOrder.id);
    if (order !== undefined) return follow(task.value, order, context);
    await moveTask(taskId, undefined, context);
    return true;
  });
