import * as z from 'zod';
import { subscriber } from '../../kernel/events/subscriber.ts';
import { freeAfterUse, moveAssignment } from './assign.ts';

const Ended = z.object({
  serviceOrder: z.looseObject({
    id: z.string(),
    state: z.string(),
    serviceOrderItem: z.array(
      z.looseObject({
        action: z.string(),
        service: z.looseObject({
          supportingResource: z.array(z.looseObject({ id: z.string() })).optional(),
        }),
      }),
    ),
  }),
});

/** An order that has ended well puts its resources into use, and frees those of the services that it ended; any other end frees what was taken. */
export const handler = subscriber('resource-inventory', {
  ServiceOrderStateChangeEvent: async (detail, context) => {
    const { serviceOrder } = Ended.parse(detail.event);
    if (serviceOrder.state !== 'completed')
      return moveAssignment(serviceOrder.id, 'released', context);
    await moveAssignment(serviceOrder.id, 'inUse', context);
    const ceased = serviceOrder.serviceOrderItem.filter(({ action }) => action === 'delete');
    await freeAfterUse(
      ceased.flatMap(({ service }) => (service.supportingResource ?? []).map(({ id }) => id)),
      context,
    );
  },
});
