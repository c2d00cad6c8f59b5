import { resources as account } from './bss/account/resources.ts';
import { resources as agreement } from './bss/agreement/resources.ts';
import { resources as collections } from './bss/collections/resources.ts';
import { routes as collectionsRoutes } from './bss/collections/routes.ts';
import { resources as customer } from './bss/customer/resources.ts';
import { resources as customerBill } from './bss/customer-bill/resources.ts';
import { routes as customerBillRoutes } from './bss/customer-bill/routes.ts';
import { resources as party } from './bss/party/resources.ts';
import { resources as payment } from './bss/payment/resources.ts';
import { resources as paymentMethod } from './bss/payment-method/resources.ts';
import { resources as paymentSimulator } from './bss/payment-simulator/resources.ts';
import { resources as prepayBalance } from './bss/prepay-balance/resources.ts';
import { resources as productCatalog } from './bss/product-catalog/resources.ts';
import { resources as productInventory } from './bss/product-inventory/resources.ts';
import { resources as productOrdering } from './bss/product-ordering/resources.ts';
import { resources as promotion } from './bss/promotion/resources.ts';
import { resources as usage } from './bss/usage/resources.ts';
import { resources as usageConsumption } from './bss/usage-consumption/resources.ts';
import type { AnyResource } from './kernel/tmf/resource.ts';
import type { Beside } from './kernel/tmf/route.ts';
import { resources as activation } from './oss/activation/resources.ts';
import { routes as activationRoutes } from './oss/activation/routes.ts';
import { resources as fileExchange } from './oss/file-exchange/resources.ts';
import { routes as fileExchangeRoutes } from './oss/file-exchange/routes.ts';
import { resources as networkSimulator } from './oss/network-simulator/resources.ts';
import { resources as resourceCatalog } from './oss/resource-catalog/resources.ts';
import { resources as resourceInventory } from './oss/resource-inventory/resources.ts';
import { routes as resourceInventoryRoutes } from './oss/resource-inventory/routes.ts';
import { resources as resourcePool } from './oss/resource-pool/resources.ts';
import { resources as serviceCatalog } from './oss/service-catalog/resources.ts';
import { resources as serviceInventory } from './oss/service-inventory/resources.ts';
import { resources as serviceOrdering } from './oss/service-ordering/resources.ts';
import { resources as site } from './oss/site/resources.ts';

/** Every resource of every API: what the OpenAPI description and the conformance tests are made from. */
export const allResources: readonly AnyResource[] = [
  ...productCatalog,
  ...party,
  ...customer,
  ...productOrdering,
  ...productInventory,
  ...usage,
  ...prepayBalance,
  ...usageConsumption,
  ...paymentMethod,
  ...payment,
  ...collections,
  ...paymentSimulator,
  ...account,
  ...agreement,
  ...promotion,
  ...customerBill,
  ...site,
  ...serviceCatalog,
  ...resourceCatalog,
  ...serviceOrdering,
  ...serviceInventory,
  ...resourceInventory,
  ...resourcePool,
  ...activation,
  ...networkSimulator,
  ...fileExchange,
];

const beside = (resources: readonly AnyResource[], routes: Beside['routes']): readonly Beside[] =>
  resources.slice(0, 1).map(({ api }) => ({ api, routes }));

/** To describe a route, nothing is chosen. */
const notByChance = (): number => 0;

/** Every path that is served beside the resources' own. */
export const allRoutes: readonly Beside[] = [
  ...beside(collections, collectionsRoutes),
  ...beside(customerBill, customerBillRoutes),
  ...beside(resourceInventory, resourceInventoryRoutes(notByChance)),
  ...beside(activation, activationRoutes),
  ...beside(fileExchange, fileExchangeRoutes),
];
