import * as z from 'zod';
import { subscriber } from '../../kernel/events/subscriber.ts';
import { freeAfterUse, releaseAssigned, useAssigned } from './release.ts';

const Named = z.looseObject({ id: z.string().optional() });
const idsOf = (named: readonly z.infer<typeof Named>[]): readonly string[] =>
  named.flatMap(({ id }) => id ?? []);

const Ended = z.object({
  serviceOrder: z.looseObject({
    id: z.string(),
    state: z.string(),
    serviceOrderItem: z.array(
      z.looseObject({
        action: z.string(),
        service: z.looseObject({
          id: z.string().optional(),
          supportingService: z.array(Named).optional(),
          supportingResource: z.array(Named).optional(),
        }),
      }),
    ),
  }),
});

/** An order that has ended well puts its resources into use, and frees those of the services that it ended; any other end frees what was taken. */
export const handler = subscriber('resource-inventory', {
  ServiceOrderStateChangeEvent: async (detail, context) => {
    const { serviceOrder } = Ended.parse(detail.event);
    if (serviceOrder.state !== 'completed') return releaseAssigned(serviceOrder.id, context);
    await useAssigned(serviceOrder.id, context);
    const ceased = serviceOrder.serviceOrderItem.filter(({ action }) => action === 'delete');
    const resources = ceased.flatMap(({ service }) => service.supportingResource ?? []);
    const holders = ceased.flatMap(({ service }) => [
      service,
      ...(service.supportingService ?? []),
    ]);
    await freeAfterUse(idsOf(resources), idsOf(holders), context);
  },
});
