import type { Capability } from '../../kernel/capability.ts';

/** The manifest of product-catalog. */
export const capability = {
  name: 'product-catalog',
  domain: 'bss',
  api: {
    id: 'TMF620',
    title: 'Product Catalog Management',
    version: '4.1.0',
    basePath: '/tmf-api/productCatalogManagement/v4',
  },
  owns: [
    'Catalog',
    'Category',
    'ProductOffering',
    'ProductOfferingPrice',
    'ProductSpecification',
    'Hub',
  ],
  publishes: [
    'CatalogCreateEvent',
    'CatalogAttributeValueChangeEvent',
    'CatalogStateChangeEvent',
    'CatalogDeleteEvent',
    'CategoryCreateEvent',
    'CategoryAttributeValueChangeEvent',
    'CategoryStateChangeEvent',
    'CategoryDeleteEvent',
    'ProductOfferingCreateEvent',
    'ProductOfferingAttributeValueChangeEvent',
    'ProductOfferingStateChangeEvent',
    'ProductOfferingDeleteEvent',
    'ProductOfferingPriceCreateEvent',
    'ProductOfferingPriceAttributeValueChangeEvent',
    'ProductOfferingPriceStateChangeEvent',
    'ProductOfferingPriceDeleteEvent',
    'ProductSpecificationCreateEvent',
    'ProductSpecificationAttributeValueChangeEvent',
    'ProductSpecificationStateChangeEvent',
    'ProductSpecificationDeleteEvent',
  ],
} as const satisfies Capability;
