import { catalog } from './catalog.ts';
import { category } from './category.ts';
import { productOffering } from './product-offering.ts';
import { productOfferingPrice } from './product-offering-price.ts';
import { productSpecification } from './product-specification.ts';

/** The resources of the API, in the contract's order. */
export const resources = [
  catalog,
  category,
  productOffering,
  productOfferingPrice,
  productSpecification,
];
