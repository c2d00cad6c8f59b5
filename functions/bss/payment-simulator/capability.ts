import type { Capability } from '../../kernel/capability.ts';

/** The manifest of payment-simulator. */
export const capability = {
  name: 'payment-simulator',
  domain: 'bss',
  api: {
    id: 'X-payment-simulator',
    title: 'Payment Simulator',
    version: '1.0.0',
    basePath: '/payment-simulator/v1',
  },
  owns: ['ProviderCharge', 'ProviderRefund', 'ProviderScript', 'Hub'],
  publishes: ['ProviderChargeStateChangeEvent', 'ProviderRefundStateChangeEvent'],
} as const satisfies Capability;
