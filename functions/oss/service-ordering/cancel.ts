import * as z from 'zod';
import type { CancelServiceOrderRequest } from '../../../schemas/events/cancel-service-order-request.ts';
import { isFinal } from '../../kernel/lifecycle/lifecycle.ts';
import { change, commit, creation, racing, read } from '../../kernel/table/store.ts';
import type { Stored, WriteContext } from '../../kernel/table/stored.ts';
import { hrefOf } from '../../kernel/tmf/resource.ts';
import type { CancelTask } from './cancel-service-order.ts';
import {
  askedTaskId,
  cancelServiceOrder,
  cancelServiceOrderLifecycle,
  serviceOrderRef,
} from './cancel-service-order.ts';
import { withdrawHeld } from './hold.ts';
import { movedOrder } from './moved.ts';
import type { StoredServiceOrder } from './service-order.ts';
import {
  isBeingCancelled,
  requestedOrderId,
  serviceOrder,
  serviceOrderLifecycle,
} from './service-order.ts';

/** The tasks that follow the cancellation of an order, kept beside it. */
const Following = z.object({ cancelledBy: z.array(z.string()).default([]) });
const tasksOf = (order: Stored<StoredServiceOrder>): readonly string[] =>
  Following.parse(order.hidden).cancelledBy;

/** The order after the next move of its cancellation; undefined where it has come to its end, or waits for its machine. */
const nextMove = (order: StoredServiceOrder, at: string): StoredServiceOrder | undefined => {
  const { state = 'acknowledged' } = order;
  // Nothing was built: it is cancelled directly.
  if (state === 'acknowledged') return { ...movedOrder(order, 'cancelled'), cancellationDate: at };
  if (state === 'assessingCancellation') return movedOrder(order, 'pendingCancellation');
  if (state === 'pendingCancellation' || isFinal(serviceOrderLifecycle, state)) return undefined;
  return movedOrder(order, 'assessingCancellation');
};

/** How the order says that a task ends; undefined while it is open. */
const endOf = (
  order: StoredServiceOrder | undefined,
  at: string,
): Partial<CancelTask> | undefined => {
  if (order?.state === 'cancelled')
    return { state: 'done', effectiveCancellationDate: order.cancellationDate ?? at };
  if (order !== undefined && !isFinal(serviceOrderLifecycle, order.state ?? '')) return undefined;
  const reason =
    order === undefined
      ? 'the service order is gone'
      : `the service order is ${order.state ?? ''}: there is nothing left to cancel`;
  return {
    state: 'terminatedWithError',
    errorMessage: { code: 'conflict', reason, status: '409' },
  };
};

/** Moves a task on to what its order says; told again, it stays. */
const tellTask = (
  taskId: string,
  order: StoredServiceOrder | undefined,
  context: WriteContext,
): Promise<void> =>
  racing(taskId, async () => {
    const stored = await read(cancelServiceOrder, context.caller.tenant, taskId);
    const state = stored?.value.state ?? 'done';
    if (stored === undefined || isFinal(cancelServiceOrderLifecycle, state)) return true;
    // The diagram has no way from accepted to an end: the task is in progress first.
    const next = state === 'accepted' ? { state: 'inProgress' as const } : endOf(order, context.at);
    if (next === undefined) return true;
    const value = { ...stored.value, ...next };
    const done = await commit(change(cancelServiceOrder, stored, value, context));
    return done && isFinal(cancelServiceOrderLifecycle, value.state ?? '');
  });

/** Tells all tasks that follow an order how it stands. */
export const tellTasks = async (
  order: Stored<StoredServiceOrder>,
  context: WriteContext,
): Promise<void> => {
  await Promise.all(tasksOf(order).map((taskId) => tellTask(taskId, order.value, context)));
};

/** What follows from a cancellation stands in the order's own timeline, behind its correlation id. */
const inTimelineOf = (
  { hidden }: Stored<StoredServiceOrder>,
  { caller, ...context }: WriteContext,
): WriteContext => {
  const { correlationId } = hidden;
  return {
    ...context,
    caller: typeof correlationId === 'string' ? { ...caller, correlationId } : caller,
  };
};

/** The task known beside its order, and the order moved once towards its end. Answers false where there is more to do. */
const follow = async (
  task: CancelTask,
  order: Stored<StoredServiceOrder>,
  given: WriteContext,
): Promise<boolean> => {
  const context = inTimelineOf(order, given);
  const known = tasksOf(order).includes(task.id);
  const next = nextMove(order.value, context.at);
  if (next === undefined && (known || !isBeingCancelled(order.value.state))) {
    if (isBeingCancelled(order.value.state)) await withdrawHeld(order, context);
    await tellTask(task.id, order.value, context);
    return true;
  }
  const reason = task.cancellationReason;
  const value = {
    ...(next ?? order.value),
    ...(reason !== undefined && { cancellationReason: reason }),
  };
  const hidden = known
    ? order.hidden
    : { ...order.hidden, cancelledBy: [...tasksOf(order), task.id] };
  await commit(change(serviceOrder, order, value, context, { hidden, attributes: false }));
  return false;
};

/** A cancellation was asked for: it is followed as far as the order can go now; its machine undoes what was built. */
export const cancel = (taskId: string, context: WriteContext): Promise<void> =>
  racing(taskId, async () => {
    const { tenant } = context.caller;
    const task = await read(cancelServiceOrder, tenant, taskId);
    const orderId = task?.value.serviceOrder?.id;
    if (task === undefined || orderId === undefined) return true;
    if (isFinal(cancelServiceOrderLifecycle, task.value.state ?? '')) return true;
    const order = await read(serviceOrder, tenant, orderId);
    if (order !== undefined) return follow(task.value, order, context);
    // What BSS takes back before it has arrived waits for it.
    if (task.hidden['asked'] !== true) await tellTask(taskId, undefined, context);
    return true;
  });

/** BSS takes back what it asked for. Asked again, the task is there, and nothing happens. */
export const cancelRequested = async (
  { externalId, cancellationReason }: CancelServiceOrderRequest,
  context: WriteContext,
): Promise<void> => {
  const orderId = requestedOrderId(externalId);
  const id = askedTaskId(orderId);
  const task: CancelTask = {
    id,
    href: hrefOf(cancelServiceOrder, id),
    '@type': cancelServiceOrder.type,
    state: 'accepted',
    serviceOrder: serviceOrderRef(orderId),
    ...(cancellationReason !== undefined && { cancellationReason }),
  };
  await commit(creation(cancelServiceOrder, task, context, { hidden: { asked: true } }));
};
