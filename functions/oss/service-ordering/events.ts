import * as z from 'zod';
import { CancelServiceOrderRequest } from '../../../schemas/events/cancel-service-order-request.ts';
import { ServiceOrderCreate } from '../../../schemas/tmf/service-ordering/service-order.ts';
import { payloadOf } from '../../kernel/events/payload.ts';
import { subscriber } from '../../kernel/events/subscriber.ts';
import { commit, creation } from '../../kernel/table/store.ts';
import { hrefOf } from '../../kernel/tmf/resource.ts';
import { cancel, cancelRequested } from './cancel.ts';
import { askedTaskId } from './cancel-service-order.ts';
import { goOn } from './hold.ts';
import { acknowledged, requestedOrderId, serviceOrder } from './service-order.ts';

const Requested = z.object({ serviceOrder: ServiceOrderCreate });
const CancelRequested = z.object({ cancelServiceOrder: CancelServiceOrderRequest });
const CancelCreated = z.object({ cancelServiceOrder: z.looseObject({ id: z.string() }) });
const Answered = z.object({ heldOrder: z.looseObject({ id: z.string() }) });

/** BSS asks for a service order, or to cancel it, in whatever order the events come. Asked again, nothing happens. A person has answered an order that waits: it goes on. */
export const handler = subscriber('service-ordering', {
  ServiceOrderRequestEvent: async (detail, context) => {
    const { serviceOrder: request } = payloadOf(Requested, detail);
    const id = requestedOrderId(request.externalId ?? detail.eventId);
    const draft = { ...request, id, href: hrefOf(serviceOrder, id), '@type': serviceOrder.type };
    await commit(creation(serviceOrder, acknowledged(draft, context.at), context));
    // The order is written, then its cancellation looked for; who cancels does it the other way round: one sees both.
    await cancel(askedTaskId(id), context);
  },
  CancelServiceOrderRequestEvent: (detail, context) =>
    cancelRequested(payloadOf(CancelRequested, detail).cancelServiceOrder, context),
  HeldOrderStateChangeEvent: (detail, context) =>
    goOn(payloadOf(Answered, detail).heldOrder.id, context),
  CancelServiceOrderCreateEvent: (detail, context) =>
    cancel(payloadOf(CancelCreated, detail).cancelServiceOrder.id, context),
});
