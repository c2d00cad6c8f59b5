import type { Capability } from '../../kernel/capability.ts';

/** The manifest of party. */
export const capability = {
  name: 'party',
  domain: 'bss',
  api: {
    id: 'TMF632',
    title: 'Party Management',
    version: '4.0.0',
    basePath: '/tmf-api/party/v4',
  },
  owns: ['Individual', 'Organization', 'Hub'],
  publishes: [
    'IndividualCreateEvent',
    'IndividualAttributeValueChangeEvent',
    'IndividualStateChangeEvent',
    'IndividualDeleteEvent',
    'OrganizationCreateEvent',
    'OrganizationAttributeValueChangeEvent',
    'OrganizationStateChangeEvent',
    'OrganizationDeleteEvent',
  ],
} as const satisfies Capability;
