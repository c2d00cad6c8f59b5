import { payment } from './payment.ts';
import { refund } from './refund.ts';

/** The resources of the API, in the contract's order. */
export const resources = [payment, refund];
