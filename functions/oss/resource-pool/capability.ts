import type { Capability } from '../../kernel/capability.ts';

/** The manifest of resource-pool. */
export const capability = {
  name: 'resource-pool',
  domain: 'oss',
  api: {
    id: 'TMF685',
    title: 'Resource Pool Management',
    version: '4.0.0',
    basePath: '/tmf-api/resourcePoolManagement/v4',
  },
  owns: ['ResourcePool', 'AvailabilityCheck', 'Reservation', 'Extract', 'Push', 'PoolTimer', 'Hub'],
  publishes: [
    'ReservationCreationEvent',
    'ReservationStateChangeEvent',
    'ReservationRemoveEvent',
    'ExtractCreateEvent',
    'PushCreateEvent',
  ],
  subscribes: [
    { source: 'oss.resource-pool', events: ['ExtractCreateEvent', 'PushCreateEvent'] },
    { source: 'oss.resource-inventory', events: ['ReservationTakenEvent'] },
  ],
  tasks: true,
  schedules: [{ name: 'reservations-end', at: 'rate(1 minute)', task: 'expire-reservations' }],
  calls: ['resource-inventory'],
} as const satisfies Capability;
