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
  owns: ['ServiceOrder', 'CancelServiceOrder', 'Hub'],
  publishes: [
    'ServiceOrderCreateEvent',
    'ServiceOrderAttributeValueChangeEvent',
    'ServiceOrderStateChangeEvent',
    'ServiceOrderDeleteEvent',
    'CancelServiceOrderCreateEvent',
    'CancelServiceOrderStateChangeEvent',
  ],
  subscribes: [
    {
      source: 'bss.product-ordering',
      events: ['ServiceOrderRequestEvent', 'CancelServiceOrderRequestEvent'],
    },
    { source: 'oss.activation', events: ['ServiceOrderRequestEvent'] },
    { source: 'oss.service-ordering', events: ['CancelServiceOrderCreateEvent'] },
  ],
  tasks: true,
  starts: [{ machine: 'provision-service-order', event: 'ServiceOrderCreateEvent' }],
  calls: ['service-catalog', 'resource-catalog', 'service-inventory'],
} as const satisfies Capability;
