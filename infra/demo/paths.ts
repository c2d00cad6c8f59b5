/** Where the resources that the demonstration uses are. */
export const paths = {
  individual: '/tmf-api/party/v4/individual',
  customer: '/tmf-api/customerManagement/v4/customer',
  paymentMethod: '/tmf-api/paymentMethod/v4/paymentMethod',
  billingAccount: '/tmf-api/accountManagement/v4/billingAccount',
  customerBill: '/tmf-api/customerBillManagement/v4/customerBill',
  appliedRate: '/tmf-api/customerBillManagement/v4/appliedCustomerBillingRate',
  booksCertificate: '/tmf-api/customerBillManagement/v4/booksCertificate',
  billRun: '/tmf-api/customerBillManagement/v4/billRun',
  billPreview: '/tmf-api/customerBillManagement/v4/billPreview',
  usageCollection: '/usage-collection/v1/usageCollection',
  productOrder: '/tmf-api/productOrderingManagement/v4/productOrder',
  product: '/tmf-api/productInventory/v4/product',
  service: '/tmf-api/serviceInventory/v4/service',
  resource: '/tmf-api/resourceInventoryManagement/v4/resource',
  resourcePool: '/tmf-api/resourcePoolManagement/v4/resourcePool',
  availabilityCheck: '/tmf-api/resourcePoolManagement/v4/availabilityCheck',
  site: '/tmf-api/geographicSiteManagement/v4/geographicSite',
  networkElement: '/network-simulator/v1/networkElement',
  resourceSpecification: '/tmf-api/resourceCatalog/v4/resourceSpecification',
  serviceSpecification: '/tmf-api/serviceCatalogManagement/v4/serviceSpecification',
  productSpecification: '/tmf-api/productCatalogManagement/v4/productSpecification',
  productOffering: '/tmf-api/productCatalogManagement/v4/productOffering',
  productOfferingPrice: '/tmf-api/productCatalogManagement/v4/productOfferingPrice',
  category: '/tmf-api/productCatalogManagement/v4/category',
  catalog: '/tmf-api/productCatalogManagement/v4/catalog',
} as const;

/** The demonstration's creates carry a key each, so that a second run answers what the first one made. */
export const keyed = (path: string, name: string): Readonly<Record<string, string>> => ({
  'idempotency-key': `demo ${path.split('/').at(-1) ?? ''} ${name}`,
});
