import * as z from 'zod';
import { ServiceOrder } from '../../../schemas/tmf/service-ordering/service-order.ts';
import type { Instant } from '../../kernel/clock.ts';
import { payloadOf } from '../../kernel/events/payload.ts';
import { subscriber } from '../../kernel/events/subscriber.ts';
import { isLate, isTaken, withTaken } from '../../kernel/events/taken.ts';
import { Transient } from '../../kernel/problem.ts';
import { change, commit, creation, read } from '../../kernel/table/store.ts';
import type { Stored, WriteContext } from '../../kernel/table/stored.ts';
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

/** One word of a service order, and when it was said. */
interface Told {
  readonly serviceOrderId: string;
  readonly at: Instant;
  readonly context: WriteContext;
}

/** A change is taken once, and one of an older order that comes late makes nothing of the service. */
const changed = async (
  stored: Stored<StoredService>,
  followed: Followed,
  { serviceOrderId, at, context }: Told,
): Promise<void> => {
  const { line } = followed;
  const key = `${serviceOrderId}/${line.id}`;
  const isChange = line.action === 'modify' && line.state === 'completed';
  if (isChange && isTaken(stored.hidden, key)) return;
  const late = isChange && isLate(stored.hidden, at);
  const next = late ? stored.value : after(stored.value, followed, context.at);
  const hidden = isChange ? withTaken(stored.hidden, key, at) : stored.hidden;
  const differs = JSON.stringify(next) !== JSON.stringify(stored.value);
  if (!differs && !isChange) return;
  const attributes = differs && next.state === stored.value.state;
  if (!(await commit(change(service, stored, next, context, { attributes, hidden }))))
    throw new Transient(`${followed.id} was changed meanwhile`);
};

const follow = async (followed: Followed, told: Told): Promise<void> => {
  const { context, serviceOrderId } = told;
  const stored = await read(service, context.caller.tenant, followed.id);
  if (stored !== undefined) return changed(stored, followed, told);
  if (followed.line.action !== 'add') return;
  const first = after(designed(followed, serviceOrderId), followed, context.at);
  if (!(await commit(creation(service, first, context))))
    throw new Transient(`${followed.id} was made meanwhile`);
};

/** Services follow their order: designed when it starts, active, changed or terminated when it ends. */
export const handler = subscriber('service-inventory', {
  ServiceOrderStateChangeEvent: async (detail, context) => {
    const { serviceOrder } = payloadOf(Moved, detail);
    const told = { serviceOrderId: serviceOrder.id ?? '', at: detail.eventTime, context };
    await Promise.all(
      (serviceOrder.serviceOrderItem ?? [])
        .flatMap(followedBy)
        .map((followed) => follow(followed, told)),
    );
  },
});
