import type { Capability } from '../../kernel/capability.ts';

/** The manifest of resource-catalog. */
export const capability = {
  name: 'resource-catalog',
  domain: 'oss',
  api: {
    id: 'TMF634',
    title: 'Resource Catalog Management',
    version: '4.1.0',
    basePath: '/tmf-api/resourceCatalog/v4',
  },
  owns: [
    'ResourceCatalog',
    'ResourceCategory',
    'ResourceCandidate',
    'ResourceSpecification',
    'Hub',
  ],
  publishes: [
    'ResourceCatalogCreateEvent',
    'ResourceCatalogChangeEvent',
    'ResourceCatalogDeleteEvent',
    'ResourceCategoryCreateEvent',
    'ResourceCategoryChangeEvent',
    'ResourceCategoryDeleteEvent',
    'ResourceCandidateCreateEvent',
    'ResourceCandidateChangeEvent',
    'ResourceCandidateDeleteEvent',
    'ResourceSpecificationCreateEvent',
    'ResourceSpecificationChangeEvent',
    'ResourceSpecificationDeleteEvent',
  ],
} as const satisfies Capability;
