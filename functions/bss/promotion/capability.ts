import type { Capability } from '../../kernel/capability.ts';

/** The manifest of promotion. */
export const capability = {
  name: 'promotion',
  domain: 'bss',
  api: {
    id: 'TMF671',
    title: 'Promotion Management',
    version: '4.1.0',
    basePath: '/tmf-api/promotionManagement/v4',
  },
  owns: ['Promotion', 'Hub'],
  publishes: [
    'PromotionCreateEvent',
    'PromotionAttributeValueChangeEvent',
    'PromotionStateChangeEvent',
    'PromotionDeleteEvent',
  ],
} as const satisfies Capability;
