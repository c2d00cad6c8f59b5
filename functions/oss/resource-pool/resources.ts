import { availabilityCheck } from './availability-check.ts';
import { resourcePool } from './resource-pool.ts';

/** The resources of the API, in the contract's order. */
export const resources = [resourcePool, availabilityCheck];
