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
  owns: ['ServiceOrder', 'Hub'],
  publishes: [
    'ServiceOrderCreateEvent',
    'ServiceOrderAttributeValueChangeEvent',
    'ServiceOrderStateChangeEvent',
    'ServiceOrderDeleteEvent',
  ],
  subscribes: [
    {
      source: 'bss.product-ordering',
      events: ['ServiceOrderRequestEvent'],
    },
  ],
  tasks: true,
  starts: [{ machine: 'provision-service-order', event: 'ServiceOrderCreateEvent' }],
  calls: ['service-catalog', 'resource-catalog', 'service-inventory'],
} as const satisfies Capability;
