import { cancelProductOrder } from './cancel-product-order.ts';
import { productOrder } from './product-order.ts';

/** The resources of the API, in the contract's order. */
export const resources = [productOrder, cancelProductOrder];
