import * as z from 'zod';
import type { EventDetail } from '../../kernel/events/envelope.ts';
import { isFinal } from '../../kernel/lifecycle/lifecycle.ts';
import { Problem, problemBody } from '../../kernel/problem.ts';
import { change, commit, racing, read } from '../../kernel/table/store.ts';
import type { WriteContext } from '../../kernel/table/stored.ts';
import { Direct } from './ask.ts';
import { monitor, monitorLifecycle } from './monitor.ts';
import { service } from './service.ts';

const Ended = z.object({
  serviceOrder: z.looseObject({
    externalId: z.string(),
    state: z.string(),
    note: z.array(z.looseObject({ text: z.string().optional() })).optional(),
    serviceOrderItem: z.array(z.looseObject({ service: z.looseObject({}) })),
  }),
});
type Order = z.infer<typeof Ended>['serviceOrder'];

/** What the order has found out of the service: its parts and its resources. */
const found = ({ serviceOrderItem: [item] }: Order): object => {
  const { supportingService, supportingResource } = Object(item?.service);
  return {
    ...(supportingService !== undefined && { supportingService }),
    ...(supportingResource !== undefined && { supportingResource }),
  };
};

const json = [{ name: 'Content-Type', value: 'application/json' }];

const responseOf = (order: Order, done: boolean, asked: z.infer<typeof Direct>) => {
  if (done) {
    const { action, after } = asked;
    const statusCode = { add: '201', modify: '200', delete: '204' }[action];
    const body = action === 'delete' ? '' : JSON.stringify(after);
    return { statusCode, header: json, body };
  }
  const reason = order.note?.at(-1)?.text ?? `The order ended ${order.state}`;
  const problem = new Problem(409, 'activationFailed', `${reason}; what was done is undone`);
  return { statusCode: '409', header: json, body: JSON.stringify(problemBody(problem)) };
};

/** The inventory keeps what has ended, and tells that it has; here it is gone, which only we can tell. */
const gone = (payload: Record<string, unknown>) => ({
  eventType: 'ServiceDeleteEvent',
  resource: service.name,
  payload,
});

/** The order of a direct activation has ended: its monitor says how, and listeners hear of a service that is gone. */
export const conclude = async (detail: EventDetail, context: WriteContext): Promise<void> => {
  const order = Ended.parse(detail.event).serviceOrder;
  const { tenant } = context.caller;
  await racing(order.externalId, async () => {
    const stored = await read(monitor, tenant, order.externalId);
    if (stored === undefined || isFinal(monitorLifecycle, stored.value.state ?? '')) return true;
    const asked = Direct.parse(stored.hidden['direct']);
    const done = order.state === 'completed';
    const after = { ...asked.after, ...found(order) };
    const value = {
      ...stored.value,
      state: done ? 'Completed' : 'Failed',
      response: responseOf(order, done, { ...asked, after }),
    };
    const extra = done && asked.action === 'delete' ? [gone(after)] : [];
    return commit(change(monitor, stored, value, context, { attributes: false, extra }));
  });
};
