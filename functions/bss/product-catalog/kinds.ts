import { catalog } from './catalog.ts';
import { category } from './category.ts';
import { productOffering } from './product-offering.ts';
import { productOfferingPrice } from './product-offering-price.ts';
import { productSpecification } from './product-specification.ts';

/** What the catalogue holds, in the contract's order: what its jobs fill and take out. */
export const kinds = [
  catalog,
  category,
  productOffering,
  productOfferingPrice,
  productSpecification,
];
