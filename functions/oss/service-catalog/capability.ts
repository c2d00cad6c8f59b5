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
  owns: [
    'ServiceCatalog',
    'ServiceCategory',
    'ServiceCandidate',
    'ServiceSpecification',
    'ServiceCatalogImportJob',
    'ServiceCatalogExportJob',
    'Hub',
  ],
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
    'ImportJobCreateEvent',
    'ImportJobStateChangeEvent',
    'ImportJobProgressEvent',
    'ExportJobCreateEvent',
    'ExportJobStateChangeEvent',
  ],
  subscribes: [
    {
      source: 'oss.service-catalog',
      events: ['ImportJobCreateEvent', 'ImportJobProgressEvent', 'ExportJobCreateEvent'],
    },
  ],
  files: { reads: ['file-exchange'], writes: ['file-exchange'] },
} as const satisfies Capability;
