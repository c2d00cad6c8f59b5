import {
  ProductSpecification,
  ProductSpecificationCreate,
  ProductSpecificationUpdate,
} from '../../../schemas/tmf/product-catalog/product-specification.ts';
import { catalogueAccess } from '../../kernel/access/caller.ts';
import { catalogueLifecycle } from '../../kernel/lifecycle/catalogue.ts';
import { idsOf, ownOf, peerOf } from '../../kernel/tmf/references.ts';
import type { Identified, Pointing, Resource } from '../../kernel/tmf/resource.ts';
import { defineResource } from '../../kernel/tmf/resource.ts';
import { stampedAtCreate, stampedAtPatch } from '../../kernel/tmf/stamps.ts';
import { capability } from './capability.ts';

const services = peerOf(
  'service-catalog',
  '/tmf-api/serviceCatalogManagement/v4/serviceSpecification',
);
const resources = peerOf('resource-catalog', '/tmf-api/resourceCatalog/v4/resourceSpecification');

/** What realises a product. */
const pointsAt = (specification: ProductSpecification): readonly Pointing[] => [
  {
    attribute: 'serviceSpecification',
    ids: idsOf(specification.serviceSpecification),
    known: services,
  },
  {
    attribute: 'resourceSpecification',
    ids: idsOf(specification.resourceSpecification),
    known: resources,
  },
  {
    attribute: 'bundledProductSpecification',
    ids: idsOf(specification.bundledProductSpecification),
    known: ownOf(productSpecification),
  },
];

/** TMF620. A specification names the services that realise a product. */
export const productSpecification: Resource<Identified<ProductSpecification>> = defineResource<
  Identified<ProductSpecification>
>({
  api: capability.api,
  source: 'bss.product-catalog',
  name: 'productSpecification',
  idPrefix: 'ps',
  schema: {
    read: ProductSpecification,
    create: ProductSpecificationCreate,
    update: ProductSpecificationUpdate,
  },
  access: catalogueAccess,
  pointsAt,
  beforeCreate: stampedAtCreate,
  beforePatch: stampedAtPatch,
  state: { attribute: 'lifecycleStatus', lifecycle: catalogueLifecycle },
});
