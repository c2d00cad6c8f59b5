import { serviceCandidate } from './service-candidate.ts';
import { serviceCatalog } from './service-catalog.ts';
import { serviceCategory } from './service-category.ts';
import { serviceSpecification } from './service-specification.ts';

/** What the catalogue holds, in the contract's order: what its jobs fill and take out. */
export const kinds = [serviceCatalog, serviceCategory, serviceCandidate, serviceSpecification];
