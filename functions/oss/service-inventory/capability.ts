import type { Capability } from '../../kernel/capability.ts';

/** The manifest of service-inventory. */
export const capability = {
  name: 'service-inventory',
  domain: 'oss',
  api: {
    id: 'TMF638',
    title: 'Service Inventory',
    version: '4.0.0',
    basePath: '/tmf-api/serviceInventory/v4',
  },
  owns: ['Service', 'Hub'],
  publishes: [
    'ServiceCreateEvent',
    'ServiceAttributeValueChangeEvent',
    'ServiceStateChangeEvent',
    'ServiceDeleteEvent',
  ],
  subscribes: [
    {
      source: 'oss.service-ordering',
      events: ['ServiceOrderStateChangeEvent'],
    },
  ],
} as const satisfies Capability;
