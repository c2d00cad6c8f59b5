import { resourceCandidate } from './resource-candidate.ts';
import { resourceCatalog } from './resource-catalog.ts';
import { resourceCategory } from './resource-category.ts';
import { resourceSpecification } from './resource-specification.ts';

/** The resources of the API, in the contract's order. */
export const resources = [
  resourceCatalog,
  resourceCategory,
  resourceCandidate,
  resourceSpecification,
];
