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
  owns: ['ResourcePool', 'AvailabilityCheck', 'Hub'],
  publishes: [],
  calls: ['resource-inventory'],
} as const satisfies Capability;
