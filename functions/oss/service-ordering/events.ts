import * as z from 'zod';
import { ServiceOrderCreate } from '../../../schemas/tmf/service-ordering/service-order.ts';
import { payloadOf } from '../../kernel/events/payload.ts';
import { subscriber } from '../../kernel/events/subscriber.ts';
import { derivedId } from '../../kernel/ids.ts';
import { commit, creation } from '../../kernel/table/store.ts';
import { hrefOf } from '../../kernel/tmf/resource.ts';
import { acknowledged, serviceOrder } from './service-order.ts';

const Requested = z.object({ serviceOrder: ServiceOrderCreate });

/** BSS asks for a service order. Asked again, the same id is taken, and nothing happens. */
export const handler = subscriber('service-ordering', {
  ServiceOrderRequestEvent: async (detail, context) => {
    const { serviceOrder: request } = payloadOf(Requested, detail);
    const id = derivedId(
      serviceOrder.idPrefix,
      serviceOrder.type,
      'natural',
      request.externalId ?? detail.eventId,
    );
    const draft = { ...request, id, href: hrefOf(serviceOrder, id), '@type': serviceOrder.type };
    await commit(creation(serviceOrder, acknowledged(draft, context.at), context));
  },
});
