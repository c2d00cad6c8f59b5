import { capability as account } from './bss/account/capability.ts';
import { capability as agreement } from './bss/agreement/capability.ts';
import { capability as collections } from './bss/collections/capability.ts';
import { capability as customer } from './bss/customer/capability.ts';
import { capability as customerBill } from './bss/customer-bill/capability.ts';
import { capability as party } from './bss/party/capability.ts';
import { capability as payment } from './bss/payment/capability.ts';
import { capability as paymentMethod } from './bss/payment-method/capability.ts';
import { capability as paymentSimulator } from './bss/payment-simulator/capability.ts';
import { capability as prepayBalance } from './bss/prepay-balance/capability.ts';
import { capability as productCatalog } from './bss/product-catalog/capability.ts';
import { capability as productInventory } from './bss/product-inventory/capability.ts';
import { capability as productOrdering } from './bss/product-ordering/capability.ts';
import { capability as promotion } from './bss/promotion/capability.ts';
import { capability as usage } from './bss/usage/capability.ts';
import { capability as usageConsumption } from './bss/usage-consumption/capability.ts';
import type { Capability } from './kernel/capability.ts';
import { capability as activation } from './oss/activation/capability.ts';
import { capability as fileExchange } from './oss/file-exchange/capability.ts';
import { capability as networkSimulator } from './oss/network-simulator/capability.ts';
import { capability as resourceCatalog } from './oss/resource-catalog/capability.ts';
import { capability as resourceInventory } from './oss/resource-inventory/capability.ts';
import { capability as resourcePool } from './oss/resource-pool/capability.ts';
import { capability as serviceCatalog } from './oss/service-catalog/capability.ts';
import { capability as serviceInventory } from './oss/service-inventory/capability.ts';
import { capability as serviceOrdering } from './oss/service-ordering/capability.ts';
import { capability as site } from './oss/site/capability.ts';

/** Every capability of the product. Adding one is adding its folder and a line here. */
export const capabilities: readonly Capability[] = [
  productCatalog,
  party,
  customer,
  productOrdering,
  productInventory,
  usage,
  prepayBalance,
  usageConsumption,
  paymentMethod,
  payment,
  collections,
  paymentSimulator,
  account,
  agreement,
  promotion,
  customerBill,
  site,
  serviceCatalog,
  resourceCatalog,
  serviceOrdering,
  serviceInventory,
  resourceInventory,
  resourcePool,
  activation,
  networkSimulator,
  fileExchange,
];
