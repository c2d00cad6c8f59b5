import { cancelServiceOrder } from './cancel-service-order.ts';
import { serviceOrder } from './service-order.ts';

/** The resources of the API, in the contract's order. */
export const resources = [serviceOrder, cancelServiceOrder];
