import type { Capability } from '../../kernel/capability.ts';

/** The manifest of prepay-balance. */
export const capability = {
  name: 'prepay-balance',
  domain: 'bss',
  api: {
    id: 'TMF654',
    title: 'Prepay Balance Management',
    version: '4.0.0',
    basePath: '/tmf-api/prepayBalanceManagement/v4',
  },
  owns: [
    'Bucket',
    'TopupBalance',
    'AdjustBalance',
    'TransferBalance',
    'ReserveBalance',
    'LedgerEntry',
    'Hub',
  ],
  publishes: [
    'TopupBalanceCreateEvent',
    'TopupBalanceFailureEvent',
    'TopupBalanceCancelEvent',
    'AdjustBalanceCreateEvent',
    'AdjustBalanceFailureEvent',
    'AdjustBalanceCancelEvent',
    'TransferBalanceCreateEvent',
    'TransferBalanceFailureEvent',
    'TransferBalanceCancelEvent',
    'ReserveBalanceCreateEvent',
    'ReserveBalanceFailureEvent',
    'ReserveBalanceCancelEvent',
    'BucketThresholdEvent',
  ],
} as const satisfies Capability;
