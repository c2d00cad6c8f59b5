import type { Capability } from '../../kernel/capability.ts';

/** The manifest of collections. */
export const capability = {
  name: 'collections',
  domain: 'bss',
  api: {
    id: 'X-collections',
    title: 'Collections',
    version: '1.0.0',
    basePath: '/collections/v1',
  },
  owns: [
    'DunningPolicy',
    'DunningCase',
    'PromiseToPay',
    'Dispute',
    'WriteOff',
    'DunningTimer',
    'Hub',
  ],
  publishes: [
    'DunningCaseCreateEvent',
    'DunningCaseAttributeValueChangeEvent',
    'DunningCaseStateChangeEvent',
    'DunningNoticeEvent',
    'DunningFeeEvent',
    'PromiseToPayCreateEvent',
    'PromiseToPayStateChangeEvent',
    'DisputeCreateEvent',
    'DisputeStateChangeEvent',
    'WriteOffCreateEvent',
  ],
  subscribes: [
    {
      source: 'bss.customer-bill',
      events: ['CustomerBillStateChangeEvent', 'CustomerBillsSentEvent'],
      // The bills of a run come together.
      where: { hubsOnly: [{ exists: false }] },
    },
    {
      source: 'bss.collections',
      events: [
        'PromiseToPayCreateEvent',
        'DisputeCreateEvent',
        'DisputeStateChangeEvent',
        'WriteOffCreateEvent',
        'DunningCaseAttributeValueChangeEvent',
      ],
    },
  ],
  tasks: true,
  schedules: [{ name: 'due-steps', at: 'rate(5 minutes)', task: 'sweep-debts' }],
  calls: ['product-inventory', 'product-ordering'],
} as const satisfies Capability;
