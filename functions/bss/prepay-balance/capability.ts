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
  beside: {
    id: 'X-prepay-ledger',
    title: 'Prepay Ledger',
    version: '1.0.0',
    basePath: '/prepay-ledger/v1',
  },
  owns: [
    'Bucket',
    'TopupBalance',
    'AdjustBalance',
    'TransferBalance',
    'ReserveBalance',
    'LedgerEntry',
    'TopupTimer',
    'BucketTimer',
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
  tasks: true,
  schedules: [
    { name: 'due-topups', at: 'rate(15 minutes)', task: 'due-topups' },
    { name: 'ended-buckets', at: 'rate(15 minutes)', task: 'ended-buckets' },
  ],
} as const satisfies Capability;
