import { customer } from './customer.ts';

/** The resources of the API, in the contract's order. */
export const resources = [customer];
