import { product } from './product.ts';

/** The resources of the API, in the contract's order. */
export const resources = [product];
