import type { Capability } from '../../kernel/capability.ts';

/** The manifest of usage. */
export const capability = {
  name: 'usage',
  domain: 'bss',
  api: {
    id: 'TMF635',
    title: 'Usage',
    version: '4.0.0',
    basePath: '/tmf-api/usageManagement/v4',
  },
  beside: {
    id: 'X-usage-collection',
    title: 'Usage Collection',
    version: '1.0.0',
    basePath: '/usage-collection/v1',
  },
  owns: [
    'Usage',
    'UsageSpecification',
    'UsageCollection',
    'UsageReject',
    'UsageAccount',
    'UsageLine',
    'UsageSubscriber',
    'UsagePrice',
    'UsageOffering',
    'UsageTariff',
    'UsageBilling',
    'Hub',
  ],
  projections: ['UsageLine', 'UsageSubscriber', 'UsagePrice', 'UsageOffering'],
  publishes: [
    'UsageCreateEvent',
    'UsageAttributeValueChangeEvent',
    'UsageStateChangeEvent',
    'UsageDeleteEvent',
    'UsageSpecificationCreateEvent',
    'UsageSpecificationAttributeValueChangeEvent',
    'UsageSpecificationDeleteEvent',
    'UsageChargesChangeEvent',
    'UsageCarryChangeEvent',
    'UsageCollectionCreateEvent',
    'UsageCollectionProgressEvent',
  ],
  files: { reads: ['file-exchange'] },
  subscribes: [
    {
      source: 'bss.product-inventory',
      events: ['ProductCreateEvent', 'ProductStateChangeEvent', 'ProductAttributeValueChangeEvent'],
    },
    {
      source: 'bss.product-catalog',
      events: [
        'ProductOfferingCreateEvent',
        'ProductOfferingAttributeValueChangeEvent',
        'ProductOfferingPriceCreateEvent',
        'ProductOfferingPriceAttributeValueChangeEvent',
      ],
    },
    { source: 'bss.customer-bill', events: ['BilledUsagesCreateEvent'] },
    { source: 'bss.usage', events: ['UsageCarryChangeEvent'] },
    {
      source: 'bss.usage',
      events: ['UsageCollectionCreateEvent', 'UsageCollectionProgressEvent'],
      where: { event: { usageCollection: { status: ['inProgress'] } } },
    },
  ],
} as const satisfies Capability;
