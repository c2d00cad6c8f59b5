import {
  ProductOffering,
  ProductOfferingCreate,
  ProductOfferingUpdate,
} from '../../../schemas/tmf/product-catalog/product-offering.ts';
import { catalogueAccess } from '../../kernel/access/caller.ts';
import { catalogueLifecycle } from '../../kernel/lifecycle/catalogue.ts';
import { idsOf, ownOf } from '../../kernel/tmf/references.ts';
import type { Identified, Pointing, Resource } from '../../kernel/tmf/resource.ts';
import { defineResource } from '../../kernel/tmf/resource.ts';
import { stampedAtCreate, stampedAtPatch } from '../../kernel/tmf/stamps.ts';
import { capability } from './capability.ts';
import { productOfferingPrice } from './product-offering-price.ts';
import { productSpecification } from './product-specification.ts';

/** What an order of it and its bill follow. A price may also stand in the offering itself, and then points at nothing. */
const pointsAt = (offering: ProductOffering): readonly Pointing[] => [
  {
    attribute: 'productSpecification',
    ids: idsOf([offering.productSpecification ?? {}]),
    known: ownOf(productSpecification),
  },
  {
    attribute: 'productOfferingPrice',
    ids: idsOf(
      offering.productOfferingPrice?.filter(
        (one) => one.price === undefined && one.priceType === undefined,
      ),
    ),
    known: ownOf(productOfferingPrice),
  },
  {
    attribute: 'bundledProductOffering',
    ids: idsOf(offering.bundledProductOffering),
    known: ownOf(productOffering),
  },
];

/** TMF620. An offering is sold while it is Active or Launched. */
export const productOffering: Resource<Identified<ProductOffering>> = defineResource<
  Identified<ProductOffering>
>({
  api: capability.api,
  source: 'bss.product-catalog',
  name: 'productOffering',
  idPrefix: 'off',
  schema: { read: ProductOffering, create: ProductOfferingCreate, update: ProductOfferingUpdate },
  access: catalogueAccess,
  pointsAt,
  beforeCreate: stampedAtCreate,
  beforePatch: stampedAtPatch,
  state: { attribute: 'lifecycleStatus', lifecycle: catalogueLifecycle },
});
