import { resourcePool } from './resource-pool.ts';
import { availabilityCheck } from './availability-check.ts';

/** The resources of the API, in the contract's order. */
export const resources = [resourcePool, availabilityCheck];
