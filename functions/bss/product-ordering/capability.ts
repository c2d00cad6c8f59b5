import type { Capability } from '../../kernel/capability.ts';

/** The manifest of product-ordering. */
export const capability = {
  name: 'product-ordering',
  domain: 'bss',
  api: {
    id: 'TMF622',
    title: 'Product Ordering',
    version: '4.0.0',
    basePath: '/tmf-api/productOrderingManagement/v4',
  },
  owns: ['ProductOrder', 'CancelProductOrder', 'Hub'],
  publishes: [
    'ProductOrderCreateEvent',
    'ProductOrderAttributeValueChangeEvent',
    'ProductOrderStateChangeEvent',
    'ProductOrderDeleteEvent',
    'CancelProductOrderCreateEvent',
    'CancelProductOrderStateChangeEvent',
    'ServiceOrderRequestEvent',
    'CancelServiceOrderRequestEvent',
  ],
  subscribes: [
    {
      source: 'oss.service-ordering',
      events: ['ServiceOrderStateChangeEvent'],
      where: {
        event: {
          serviceOrder: {
            state: [
              'completed',
              'failed',
              'partial',
              'cancelled',
              'rejected',
              'pendingCancellation',
            ],
          },
        },
      },
    },
    { source: 'bss.product-ordering', events: ['CancelProductOrderCreateEvent'] },
  ],
  tasks: true,
  starts: [{ machine: 'fulfil-product-order', event: 'ProductOrderCreateEvent' }],
  calls: ['product-catalog', 'product-inventory', 'resource-pool', 'account'],
  answers: ['fulfil-product-order'],
} as const satisfies Capability;
