import type { Capability } from '../../kernel/capability.ts';

/** The manifest of resource-inventory. */
export const capability = {
  name: 'resource-inventory',
  domain: 'oss',
  api: {
    id: 'TMF639',
    title: 'Resource Inventory',
    version: '4.0.0',
    basePath: '/tmf-api/resourceInventoryManagement/v4',
  },
  owns: ['Resource', 'Assignment', 'QuarantineEnd', 'Hub'],
  publishes: [
    'ResourceCreateEvent',
    'ResourceAttributeValueChangeEvent',
    'ResourceStateChangeEvent',
    'ResourceDeleteEvent',
    'ReservationTakenEvent',
  ],
  subscribes: [
    {
      source: 'oss.service-ordering',
      events: ['ServiceOrderStateChangeEvent'],
      where: { event: { serviceOrder: { state: ['completed', 'failed', 'cancelled'] } } },
    },
  ],
  tasks: true,
  schedules: [{ name: 'quarantine-ends', at: 'rate(1 hour)', task: 'end-quarantines' }],
} as const satisfies Capability;
