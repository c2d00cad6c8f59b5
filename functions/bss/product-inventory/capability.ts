import type { Capability } from '../../kernel/capability.ts';

/** The manifest of product-inventory. */
export const capability = {
  name: 'product-inventory',
  domain: 'bss',
  api: {
    id: 'TMF637',
    title: 'Product Inventory',
    version: '4.0.0',
    basePath: '/tmf-api/productInventory/v4',
  },
  owns: ['Product', 'Hub'],
  publishes: [
    'ProductCreateEvent',
    'ProductAttributeValueChangeEvent',
    'ProductStateChangeEvent',
    'ProductDeleteEvent',
    'ProductMoveEvent',
  ],
  subscribes: [
    {
      source: 'bss.product-ordering',
      events: ['ProductOrderStateChangeEvent', 'ProductOrderAttributeValueChangeEvent'],
    },
  ],
} as const satisfies Capability;
