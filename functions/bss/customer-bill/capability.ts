import type { Capability } from '../../kernel/capability.ts';

/** The manifest of customer-bill. */
export const capability = {
  name: 'customer-bill',
  domain: 'bss',
  api: {
    id: 'TMF678',
    title: 'Customer Bill Management',
    version: '4.0.0',
    basePath: '/tmf-api/customerBillManagement/v4',
  },
  owns: [
    'CustomerBill',
    'CustomerBillOnDemand',
    'AppliedCustomerBillingRate',
    'BillRun',
    'LegalEntity',
    'BooksCertificate',
    'PriceChangePreview',
    'PriceEffectPart',
    'BilledAccount',
    'BilledPrice',
    'BilledOffering',
    'BilledPromotion',
    'BillNumberSeries',
    'BillRunShard',
    'BillRunChunk',
    'BillRunTurn',
    'Hub',
  ],
  projections: ['BilledPrice', 'BilledOffering', 'BilledPromotion'],
  publishes: [
    'CustomerBillCreateEvent',
    'CustomerBillStateChangeEvent',
    'CustomerBillOnDemandCreateEvent',
    'CustomerBillOnDemandStateChangeEvent',
    'BillRunCreateEvent',
    'BillRunStateChangeEvent',
    'BilledUsagesCreateEvent',
    'CustomerBillsSentEvent',
    'PriceChangePreviewCreateEvent',
    'PriceChangePreviewAttributeValueChangeEvent',
    'PriceChangePreviewStateChangeEvent',
  ],
  subscribes: [
    {
      source: 'bss.account',
      events: [
        'BillingAccountCreateEvent',
        'BillingAccountAttributeValueChangeEvent',
        'BillingAccountStateChangeEvent',
      ],
    },
    {
      source: 'bss.product-inventory',
      events: [
        'ProductCreateEvent',
        'ProductAttributeValueChangeEvent',
        'ProductStateChangeEvent',
        'ProductMoveEvent',
      ],
    },
    {
      source: 'bss.product-catalog',
      events: [
        'ProductOfferingCreateEvent',
        'ProductOfferingAttributeValueChangeEvent',
        'ProductOfferingStateChangeEvent',
        'ProductOfferingPriceCreateEvent',
        'ProductOfferingPriceAttributeValueChangeEvent',
        'ProductOfferingPriceStateChangeEvent',
      ],
    },
    {
      source: 'bss.usage',
      events: ['UsageChargesChangeEvent'],
    },
    {
      source: 'bss.payment',
      events: ['PaymentStateChangeEvent', 'PaymentAttributeValueChangeEvent'],
      where: { event: { payment: { status: ['captured', 'done', 'failed'] } } },
    },
    { source: 'bss.collections', events: ['DunningFeeEvent', 'WriteOffCreateEvent'] },
    {
      source: 'bss.promotion',
      events: [
        'PromotionCreateEvent',
        'PromotionAttributeValueChangeEvent',
        'PromotionStateChangeEvent',
      ],
    },
    {
      source: 'bss.agreement',
      events: [
        'AgreementCreateEvent',
        'AgreementAttributeValueChangeEvent',
        'AgreementStateChangeEvent',
      ],
    },
    {
      source: 'bss.customer-bill',
      events: ['BillRunCreateEvent', 'BillRunStateChangeEvent', 'CustomerBillOnDemandCreateEvent'],
    },
    {
      source: 'bss.customer-bill',
      events: ['CustomerBillStateChangeEvent'],
      where: { event: { customerBill: { state: ['validated'] } } },
    },
    {
      source: 'bss.customer-bill',
      events: [
        'PriceChangePreviewCreateEvent',
        'PriceChangePreviewAttributeValueChangeEvent',
        'PriceChangePreviewStateChangeEvent',
      ],
      where: { event: { priceChangePreview: { state: ['inProgress'] } } },
    },
  ],
  tasks: true,
  schedules: [
    { name: 'open-due-runs', at: 'cron(0 12 * * ? *)', task: 'open-due-run' },
    { name: 'certify-books', at: 'cron(0 20 * * ? *)', task: 'certify-books' },
  ],
  calls: ['product-inventory', 'usage', 'payment', 'collections'],
  starts: [
    {
      machine: 'bill-run',
      event: 'BillRunStateChangeEvent',
      where: { event: { billRun: { state: ['inProgress'] } } },
    },
  ],
} as const satisfies Capability;
