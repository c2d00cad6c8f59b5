import * as z from 'zod';
import { orderHeld } from '../../kernel/observability/metrics.ts';
import { Transient } from '../../kernel/problem.ts';
import { change, commit, commitAll, creation, racing, read } from '../../kernel/table/store.ts';
import type { Stored, WriteContext } from '../../kernel/table/stored.ts';
import { fail, succeed } from '../../kernel/task/answer.ts';
import { hrefOf } from '../../kernel/tmf/resource.ts';
import { serviceOrderRef } from './cancel-service-order.ts';
import { type Held, heldId, heldOrder } from './held-order.ts';
import { movedOrder } from './moved.ts';
import type { StoredServiceOrder } from './service-order.ts';
import { serviceOrder } from './service-order.ts';

const Times = z.object({ holds: z.int().default(0) });
const timesOf = ({ hidden }: Stored<StoredServiceOrder>): number => Times.parse(hidden).holds;

const Waiting = z.object({ token: z.string() });

const noted = (order: StoredServiceOrder, text: string, date: string): StoredServiceOrder => ({
  ...order,
  note: [...(order.note ?? []), { text, date, author: 'strowger' }],
});

/** The step came again, with a new token, to an order that waits already. */
const waitOn = async (id: string, token: string, context: WriteContext): Promise<void> => {
  await racing(id, async () => {
    const stored = await read(heldOrder, context.caller.tenant, id);
    if (stored?.value.state !== 'waiting') return true;
    return commit(change(heldOrder, stored, stored.value, context, { hidden: { token } }));
  });
};

/** Holds an order for a person: what is wrong stands in its note, and the machine waits with the token. */
export const holdOrder = async (
  order: Stored<StoredServiceOrder>,
  { reason, token }: { readonly reason: string; readonly token: string },
  context: WriteContext,
): Promise<void> => {
  const orderId = order.value.id;
  const times = timesOf(order);
  if (order.value.state === 'held') return waitOn(heldId(orderId, times), token, context);
  const id = heldId(orderId, times + 1);
  const held: Held = {
    id,
    href: hrefOf(heldOrder, id),
    '@type': heldOrder.type,
    serviceOrder: serviceOrderRef(orderId),
    reason,
    heldDate: context.at,
    state: 'waiting',
  };
  const next = noted(movedOrder(order.value, 'held'), `held: ${reason}`, context.at);
  const hidden = { ...order.hidden, holds: times + 1 };
  const { committed } = await commitAll([
    change(serviceOrder, order, next, context, { hidden, attributes: false }),
    creation(heldOrder, held, context, { hidden: { token } }),
  ]);
  if (!committed) throw new Transient(`${orderId} was changed meanwhile`);
  orderHeld();
};

/** Lets an order that was answered go on, or be undone. Heard again, nothing waits for it any more. */
export const goOn = async (id: string, context: WriteContext): Promise<void> => {
  const { tenant } = context.caller;
  const held = await read(heldOrder, tenant, id);
  const { answer, serviceOrder: ref, heldDate, note } = held?.value ?? {};
  if (held === undefined || answer === undefined || ref === undefined) return;
  await racing(ref.id, async () => {
    const order = await read(serviceOrder, tenant, ref.id);
    if (order?.value.state !== 'held' || heldId(ref.id, timesOf(order)) !== id) return true;
    const text = [`answered: ${answer}`, note].filter((part) => part !== undefined).join(', ');
    const next = noted(movedOrder(order.value, 'inProgress'), text, context.at);
    return commit(change(serviceOrder, order, next, context, { attributes: false }));
  });
  const { token } = Waiting.parse(held.hidden);
  if (answer === 'undo') await fail(token, 'Undone', note ?? 'undone by a person');
  else await succeed(token, { answer, at: heldDate });
};

/** An order that is cancelled, or has waited too long, waits for nobody any more: its machine undoes it. */
export const withdrawHeld = async (
  order: Stored<StoredServiceOrder>,
  context: WriteContext,
): Promise<void> => {
  const times = timesOf(order);
  if (times === 0) return;
  const id = heldId(order.value.id, times);
  await racing(id, async () => {
    const held = await read(heldOrder, context.caller.tenant, id);
    if (held === undefined) return true;
    await fail(Waiting.parse(held.hidden).token, 'OrderCancelled', `${id} is withdrawn`);
    if (held.value.state !== 'waiting') return true;
    const value: Held = { ...held.value, state: 'withdrawn' };
    return commit(change(heldOrder, held, value, context, { attributes: false }));
  });
};
