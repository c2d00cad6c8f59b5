import { serviceCandidate } from './service-candidate.ts';
import { serviceCatalog } from './service-catalog.ts';
import { serviceCategory } from './service-category.ts';
import { serviceSpecification } from './service-specification.ts';

/** The resources of the API, in the contract's order. */
export const resources = [serviceCatalog, serviceCategory, serviceCandidate, serviceSpecification];
