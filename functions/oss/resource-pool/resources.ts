import { availabilityCheck } from './availability-check.ts';
import { extract, push } from './movement.ts';
import { reservation } from './reservation.ts';
import { resourcePool } from './resource-pool.ts';

/** The resources of the API, in the contract's order. */
export const resources = [resourcePool, availabilityCheck, extract, push, reservation];
