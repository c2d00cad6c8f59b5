import type { Capability } from '../../kernel/capability.ts';

/** The manifest of payment. */
export const capability = {
  name: 'payment',
  domain: 'bss',
  api: {
    id: 'TMF676',
    title: 'Payment',
    version: '4.0.0',
    basePath: '/payment/v4',
  },
  owns: ['Payment', 'Refund', 'Ledger', 'PaymentTimer', 'Hub'],
  publishes: [
    'PaymentCreateEvent',
    'PaymentAttributeValueChangeEvent',
    'PaymentStateChangeEvent',
    'PaymentDeleteEvent',
    'RefundCreateEvent',
    'RefundAttributeValueChangeEvent',
    'RefundStateChangeEvent',
    'RefundDeleteEvent',
  ],
  subscribes: [
    {
      source: 'bss.payment',
      events: ['PaymentCreateEvent', 'RefundCreateEvent'],
    },
    {
      source: 'bss.payment-simulator',
      events: ['ProviderChargeStateChangeEvent', 'ProviderRefundStateChangeEvent'],
    },
    {
      source: 'bss.customer-bill',
      events: ['CustomerBillStateChangeEvent', 'CustomerBillsSentEvent'],
      // The bills of a run come together.
      where: { hubsOnly: [{ exists: false }] },
    },
  ],
  tasks: true,
  schedules: [{ name: 'due-payments', at: 'rate(1 minute)', task: 'sweep-payments' }],
  calls: ['account', 'payment-method', 'payment-simulator'],
} as const satisfies Capability;
