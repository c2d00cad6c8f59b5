import type { Capability } from '../../kernel/capability.ts';

/** The manifest of customer. */
export const capability = {
  name: 'customer',
  domain: 'bss',
  api: {
    id: 'TMF629',
    title: 'Customer Management',
    version: '4.0.0',
    basePath: '/tmf-api/customerManagement/v4',
  },
  owns: ['Customer', 'Hub'],
  publishes: [
    'CustomerCreateEvent',
    'CustomerAttributeValueChangeEvent',
    'CustomerStateChangeEvent',
    'CustomerDeleteEvent',
  ],
} as const satisfies Capability;
