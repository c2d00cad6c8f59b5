import type { Capability } from '../../kernel/capability.ts';

/** The manifest of payment-method. */
export const capability = {
  name: 'payment-method',
  domain: 'bss',
  api: {
    id: 'TMF670',
    title: 'Payment Method',
    version: '4.0.0',
    basePath: '/tmf-api/paymentMethod/v4',
  },
  owns: ['PaymentMethod', 'Hub'],
  publishes: [
    'PaymentMethodCreateEvent',
    'PaymentMethodAttributeValueChangeEvent',
    'PaymentMethodStatusChangeEvent',
    'PaymentMethodDeleteEvent',
  ],
} as const satisfies Capability;
