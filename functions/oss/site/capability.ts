import type { Capability } from '../../kernel/capability.ts';

/** The manifest of site. */
export const capability = {
  name: 'site',
  domain: 'oss',
  api: {
    id: 'TMF674',
    title: 'Geographic Site Management',
    version: '4.0.0',
    basePath: '/tmf-api/geographicSiteManagement/v4',
  },
  owns: ['GeographicSite', 'Hub'],
  publishes: [
    'GeographicSiteCreateEvent',
    'GeographicSiteAttributeValueChangeEvent',
    'GeographicSiteStatusChangeEvent',
    'GeographicSiteDeleteEvent',
  ],
} as const satisfies Capability;
