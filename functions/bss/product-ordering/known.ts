import type { ProductOffering } from '../../../schemas/tmf/product-catalog/product-offering.ts';
import type { ProductSpecification } from '../../../schemas/tmf/product-catalog/product-specification.ts';
import type { Product } from '../../../schemas/tmf/product-inventory/product.ts';

/** What an order is checked against: the entries of the catalogue and the products that it names, by id. */
export interface Known {
  readonly offerings: ReadonlyMap<string, ProductOffering>;
  readonly specifications: ReadonlyMap<string, ProductSpecification>;
  readonly products: ReadonlyMap<string, Product>;
}
