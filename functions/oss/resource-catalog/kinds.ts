import { resourceCandidate } from './resource-candidate.ts';
import { resourceCatalog } from './resource-catalog.ts';
import { resourceCategory } from './resource-category.ts';
import { resourceSpecification } from './resource-specification.ts';

/** What the catalogue holds, in the contract's order: what its jobs fill and take out. */
export const kinds = [resourceCatalog, resourceCategory, resourceCandidate, resourceSpecification];
