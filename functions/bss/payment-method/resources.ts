import { paymentMethod } from './payment-method.ts';

/** The resources of the API, in the contract's order. */
export const resources = [paymentMethod];
