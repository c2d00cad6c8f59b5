import { promotion } from './promotion.ts';

/** The resources of the API, in the contract's order. */
export const resources = [promotion];
