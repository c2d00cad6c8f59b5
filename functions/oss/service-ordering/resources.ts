import { cancelServiceOrder } from './cancel-service-order.ts';
import { heldOrder } from './held-order.ts';
import { serviceOrder } from './service-order.ts';

/** The resources of the API, in the contract's order; then ours. */
export const resources = [serviceOrder, cancelServiceOrder, heldOrder];
