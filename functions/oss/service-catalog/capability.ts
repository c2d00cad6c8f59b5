import type { Capability } from '../../kernel/capability.ts';

/** The manifest of service-catalog. */
export const capability = {
  name: 'service-catalog',
  domain: 'oss',
  api: {
    id: 'TMF633',
    title: 'Service Catalog Management',
    version: '4.0.0',
    basePath: '/tmf-api/serviceCatalogManagement/v4',
  },
  owns: ['ServiceCatalog', 'ServiceCategory', 'ServiceCandidate', 'ServiceSpecification', 'Hub'],
  publishes: [
    'ServiceCatalogCreateEvent',
    'ServiceCatalogChangeEvent',
    'ServiceCatalogDeleteEvent',
    'ServiceCategoryCreateEvent',
    'ServiceCategoryChangeEvent',
    'ServiceCategoryDeleteEvent',
    'ServiceCandidateCreateEvent',
    'ServiceCandidateChangeEvent',
    'ServiceCandidateDeleteEvent',
    'ServiceSpecificationCreateEvent',
    'ServiceSpecificationChangeEvent',
    'ServiceSpecificationDeleteEvent',
  ],
} as const satisfies Capability;
