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
    'ResourceCatalogImportJob',
    'ResourceCatalogExportJob',
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
    'ImportJobCreateEvent',
    'ImportJobStateChangeEvent',
    'ImportJobProgressEvent',
    'ExportJobCreateEvent',
    'ExportJobStateChangeEvent',
  ],
  subscribes: [
    {
      source: 'oss.resource-catalog',
      events: ['ImportJobCreateEvent', 'ImportJobProgressEvent', 'ExportJobCreateEvent'],
    },
  ],
  files: { reads: ['file-exchange'], writes: ['file-exchange'] },
} as const satisfies Capability;
