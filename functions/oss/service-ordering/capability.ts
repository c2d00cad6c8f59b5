import type { Capability } from '../../kernel/capability.ts';

/** The manifest of service-ordering. */
export const capability = {
  name: 'service-ordering',
  domain: 'oss',
  api: {
    id: 'TMF641',
    title: 'Service Ordering',
    version: '4.1.0',
    basePath: '/tmf-api/serviceOrdering/v4',
  },
  owns: ['ServiceOrder', 'CancelServiceOrder', 'HeldOrder', 'Hub'],
  publishes: [
    'ServiceOrderCreateEvent',
    'ServiceOrderAttributeValueChangeEvent',
    'ServiceOrderStateChangeEvent',
    'ServiceOrderDeleteEvent',
    'CancelServiceOrderCreateEvent',
    'CancelServiceOrderStateChangeEvent',
    'HeldOrderStateChangeEvent',
  ],
  subscribes: [
    {
      source: 'bss.product-ordering',
      events: ['ServiceOrderRequestEvent', 'CancelServiceOrderRequestEvent'],
    },
    { source: 'oss.activation', events: ['ServiceOrderRequestEvent'] },
    { source: 'oss.service-ordering', events: ['CancelServiceOrderCreateEvent'] },
    {
      source: 'oss.service-ordering',
      events: ['HeldOrderStateChangeEvent'],
      where: { event: { heldOrder: { state: ['answered'] } } },
    },
  ],
  tasks: true,
  starts: [{ machine: 'provision-service-order', event: 'ServiceOrderCreateEvent' }],
  answers: ['provision-service-order'],
  calls: ['service-catalog', 'resource-catalog', 'service-inventory'],
} as const satisfies Capability;
