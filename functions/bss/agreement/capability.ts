import type { Capability } from '../../kernel/capability.ts';

/** The manifest of agreement. */
export const capability = {
  name: 'agreement',
  domain: 'bss',
  api: {
    id: 'TMF651',
    title: 'Agreement Management',
    version: '4.0.0',
    basePath: '/tmf-api/agreementManagement/v4',
  },
  owns: ['Agreement', 'AgreementSpecification', 'Hub'],
  publishes: [
    'AgreementCreateEvent',
    'AgreementAttributeValueChangeEvent',
    'AgreementStateChangeEvent',
    'AgreementDeleteEvent',
    'AgreementSpecificationCreateEvent',
    'AgreementSpecificationAttributeValueChangeEvent',
    'AgreementSpecificationStateChangeEvent',
    'AgreementSpecificationDeleteEvent',
  ],
} as const satisfies Capability;
