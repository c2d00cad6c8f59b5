import type { Capability } from '../../kernel/capability.ts';

/** The manifest of usage-consumption. */
export const capability = {
  name: 'usage-consumption',
  domain: 'bss',
  api: {
    id: 'TMF677',
    title: 'Usage Consumption',
    version: '4.0.0',
    basePath: '/tmf-api/usageConsumption/v4',
  },
  owns: ['QueryUsageConsumption', 'Hub'],
  publishes: ['QueryUsageConsumptionCreateEvent', 'QueryUsageConsumptionDeleteEvent'],
  calls: ['usage', 'prepay-balance'],
} as const satisfies Capability;
