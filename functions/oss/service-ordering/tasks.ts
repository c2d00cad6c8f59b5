import * as z from 'zod';
import type { Characteristic } from '../../../schemas/tmf/common.ts';
import type { ServiceOrderItem } from '../../../schemas/tmf/service-ordering/parts.ts';
import { isFinal } from '../../kernel/lifecycle/lifecycle.ts';
import {
  AlreadyStarted,
  CancelledBefore,
  notFound,
  Problem,
  Transient,
} from '../../kernel/problem.ts';
import { change, commit, read } from '../../kernel/table/store.ts';
import type { Stored } from '../../kernel/table/stored.ts';
import type { Task } from '../../kernel/task/task.ts';
import { taskHandler } from '../../kernel/task/task.ts';
import { tellTasks } from './cancel.ts';
import { holdOrder, withdrawHeld } from './hold.ts';
import { movedOrder } from './moved.ts';
import { planOf } from './plan.ts';
import type { StoredServiceOrder } from './service-order.ts';
import { isBeingCancelled, serviceOrder, serviceOrderLifecycle } from './service-order.ts';
import { knownServices, specificationsFor } from './specifications.ts';

const Assigned = z.object({
  serviceId: z.string(),
  id: z.string(),
  name: z.string(),
  href: z.string().optional(),
  element: z.string().optional(),
});

const Input = z.object({
  id: z.string(),
  resources: z.array(Assigned).optional(),
  error: z.looseObject({ Cause: z.string().optional(), Error: z.string().optional() }).optional(),
});

const orderOf = async (tenant: string, id: string): Promise<Stored<StoredServiceOrder>> => {
  const stored = await read(serviceOrder, tenant, id);
  if (stored === undefined) throw notFound('serviceOrder', id);
  return stored;
};

const saved = async (
  before: Stored<StoredServiceOrder>,
  next: StoredServiceOrder,
  context: Parameters<Task>[1],
  hidden = before.hidden,
) => {
  if (!(await commit(change(serviceOrder, before, next, context, { hidden, attributes: false }))))
    throw new Transient(`${next.id} was changed meanwhile`);
};

/** An order that is being cancelled is not built any further: the machine undoes what it has done. */
const assertWanted = (order: StoredServiceOrder): void => {
  if (isBeingCancelled(order.state))
    throw new Problem(409, 'orderCancelled', `${order.id} is being cancelled`);
};

/** Starts the order: decomposed by the catalogue, its services named. A second execution for it ends at once. */
const planServices: Task = async ({ tenant, correlationId, input, execution }, context) => {
  const { id } = Input.parse(input);
  const stored = await orderOf(tenant, id);
  const owner = stored.hidden['execution'];
  if (owner !== undefined && owner !== execution) throw new AlreadyStarted(id);
  if (owner === undefined && stored.value.state !== 'acknowledged') throw new CancelledBefore(id);
  assertWanted(stored.value);
  const items = stored.value.serviceOrderItem ?? [];
  const known = await knownServices(items, context.caller);
  const plan = planOf(id, items, known, await specificationsFor(items, known, context.caller));
  if (owner === undefined)
    await saved(
      stored,
      {
        ...stored.value,
        state: 'inProgress',
        startDate: context.at,
        serviceOrderItem: [...plan.items],
      },
      context,
      { ...stored.hidden, execution, correlationId },
    );
  // What a person says to an order that is held goes with its waves; so far nobody had to.
  const held = { answer: 'none', at: context.at };
  return { tenantId: tenant, correlationId, id, needs: plan.needs, waves: plan.waves, held };
};

/** A change or an end must reach the element that was configured: the service keeps its name. */
const withElement = (
  characteristics: readonly Characteristic[],
  element: string | undefined,
): Characteristic[] =>
  element === undefined || characteristics.some(({ name }) => name === 'networkElement')
    ? [...characteristics]
    : [...characteristics, { name: 'networkElement', value: element }];

const withResources = (
  item: ServiceOrderItem,
  resources: readonly z.infer<typeof Assigned>[],
): ServiceOrderItem => {
  const inner = item.service.supportingService ?? [];
  const of = (serviceId: string | undefined) =>
    resources
      .filter((one) => one.serviceId === serviceId)
      .map(({ id, name, href }) => ({ id, name, ...(href !== undefined && { href }) }));
  const supportingService = inner.map((one) => {
    const own = of(one.id);
    const element = resources.find(
      ({ serviceId, element: on }) => serviceId === one.id && on,
    )?.element;
    if (own.length === 0) return one;
    return {
      ...one,
      supportingResource: own,
      serviceCharacteristic: withElement(one.serviceCharacteristic ?? [], element),
    };
  });
  const all = inner.flatMap((one) => of(one.id));
  return {
    ...item,
    service: {
      ...item.service,
      ...(inner.length > 0 && { supportingService }),
      ...(all.length > 0 && { supportingResource: all }),
    },
  };
};

/** The network has confirmed: the order is done, and its event puts services and resources into use. */
const completeOrder: Task = async ({ tenant, input }, context) => {
  const { id, resources } = Input.parse(input);
  const stored = await orderOf(tenant, id);
  if (isFinal(serviceOrderLifecycle, stored.value.state ?? '')) return;
  assertWanted(stored.value);
  await saved(
    stored,
    {
      ...stored.value,
      state: 'completed',
      completionDate: context.at,
      serviceOrderItem: (stored.value.serviceOrderItem ?? []).map((item) => ({
        ...withResources(item, resources ?? []),
        state: 'completed' as const,
      })),
    },
    context,
  );
};

/** The next move of an order whose work is undone: cancelled where that was wanted, else failed with the reason. */
const unwound = (order: StoredServiceOrder, reason: string, at: string): StoredServiceOrder => {
  // The diagram has no way from acknowledged to failed: the order is in progress first.
  if (order.state === 'acknowledged') return { ...order, state: 'inProgress', startDate: at };
  // Nor one from held: it has waited too long for its answer.
  if (order.state === 'held') return movedOrder(order, 'inProgress');
  if (order.state === 'assessingCancellation') return movedOrder(order, 'pendingCancellation');
  if (order.state === 'pendingCancellation')
    return { ...movedOrder(order, 'cancelled'), cancellationDate: at };
  return {
    ...movedOrder(order, 'failed'),
    completionDate: at,
    note: [...(order.note ?? []), { text: reason, date: at, author: 'strowger' }],
  };
};

/** Everything done was undone before: the order ends, cancelled or failed, and who wanted it cancelled hears it. */
const endUnwound: Task = async ({ tenant, input }, context) => {
  const { id, error } = Input.parse(input);
  let stored = await orderOf(tenant, id);
  while (!isFinal(serviceOrderLifecycle, stored.value.state ?? '')) {
    const next = unwound(stored.value, reasonOf(error), context.at);
    await saved(stored, next, context);
    stored = { ...stored, value: next, version: stored.version + 1 };
  }
  await withdrawHeld(stored, context);
  await tellTasks(stored, context);
};

const Cause = z.object({ errorMessage: z.string() });

/** A Lambda error's cause is JSON with the message; a task failure's is the message. */
const reasonOf = (error: z.infer<typeof Input>['error']): string => {
  const cause = error?.Cause || error?.Error || 'unknown';
  try {
    return Cause.parse(JSON.parse(cause)).errorMessage;
  } catch {
    return cause.slice(0, 500);
  }
};

/** The network is silent: whether it did what it was asked is not known, so a person says how to go on. */
const hold: Task = async ({ tenant, input, token }, context) => {
  const { id, error } = Input.parse(input);
  const stored = await orderOf(tenant, id);
  assertWanted(stored.value);
  const reason = `the network has not answered: ${reasonOf(error)}`;
  await holdOrder(stored, { reason, token: token ?? '' }, context);
};

/** The steps of provision-service-order that are the order's own. */
export const handler = taskHandler('service-ordering', {
  'plan-services': planServices,
  'hold-order': hold,
  'complete-order': completeOrder,
  'end-unwound-order': endUnwound,
});
