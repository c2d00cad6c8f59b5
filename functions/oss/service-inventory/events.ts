import * as z from 'zod';
import { ServiceOrder } from '../../../schemas/tmf/service-ordering/service-order.ts';
import type { Instant } from '../../kernel/clock.ts';
import { payloadOf } from '../../kernel/events/payload.ts';
import { subscriber } from '../../kernel/events/subscriber.ts';
import { Transient } from '../../kernel/problem.ts';
import type { WriteContext } from '../../kernel/table/store.ts';
import { change, commit, creation, read } from '../../kernel/table/store.ts';
import type { Followed } from './follow-order.ts';
import { designed, followedBy, onDone, onFailed } from './follow-order.ts';
import type { StoredService } from './service.ts';
import { service } from './service.ts';

const Moved = z.object({ serviceOrder: ServiceOrder });

const after = (before: StoredService, followed: Followed, at: Instant): StoredService => {
  if (followed.line.state === 'completed') return onDone(before, followed, at);
  if (followed.line.state === 'failed' || followed.line.state === 'cancelled')
    return onFailed(before, followed, at);
  return before;
};

const follow = async (
  serviceOrderId: string,
  followed: Followed,
  context: WriteContext,
): Promise<void> => {
  const stored = await read(service, context.caller.tenant, followed.id);
  if (stored === undefined) {
    if (followed.line.action !== 'add') return;
    const first = after(designed(followed, serviceOrderId), followed, context.at);
    if (!(await commit(creation(service, first, context))))
      throw new Transient(`${followed.id} was made meanwhile`);
    return;
  }
  const next = after(stored.value, followed, context.at);
  if (JSON.stringify(next) === JSON.stringify(stored.value)) return;
  const attributes = next.state === stored.value.state;
  if (!(await commit(change(service, stored, next, context, { attributes }))))
    throw new Transient(`${followed.id} was changed meanwhile`);
};

/** Services follow their order: designed when it starts, active, changed or terminated when it ends. */
export const handler = subscriber('service-inventory', {
  ServiceOrderStateChangeEvent: async (detail, context) => {
    const { serviceOrder } = payloadOf(Moved, detail);
    await Promise.all(
      (serviceOrder.serviceOrderItem ?? [])
        .flatMap(followedBy)
        .map((followed) => follow(serviceOrder.id ?? '', followed, context)),
    );
  },
});
