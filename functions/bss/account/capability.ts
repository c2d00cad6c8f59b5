import type { Capability } from '../../kernel/capability.ts';

/** The manifest of account. */
export const capability = {
  name: 'account',
  domain: 'bss',
  api: {
    id: 'TMF666',
    title: 'Account Management',
    version: '4.0.0',
    basePath: '/tmf-api/accountManagement/v4',
  },
  owns: [
    'PartyAccount',
    'BillingAccount',
    'SettlementAccount',
    'FinancialAccount',
    'BillingCycleSpecification',
    'BillFormat',
    'BillPresentationMedia',
    'Hub',
  ],
  publishes: [
    'PartyAccountAttributeValueChangeEvent',
    'PartyAccountStateChangeEvent',
    'BillingAccountCreateEvent',
    'BillingAccountAttributeValueChangeEvent',
    'BillingAccountStateChangeEvent',
    'SettlementAccountAttributeValueChangeEvent',
    'SettlementAccountStateChangeEvent',
    'FinancialAccountCreateEvent',
    'FinancialAccountAttributeValueChangeEvent',
    'FinancialAccountStateChangeEvent',
    'FinancialAccountDeleteEvent',
  ],
} as const satisfies Capability;
