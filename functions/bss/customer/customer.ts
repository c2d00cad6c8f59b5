import {
  Customer,
  CustomerCreate,
  CustomerUpdate,
} from '../../../schemas/tmf/customer/customer.ts';
import { customerOwned } from '../../kernel/access/caller.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { defineResource } from '../../kernel/tmf/resource.ts';
import { capability } from './capability.ts';

/** TMF629. The role of a party that buys from us. */
export const customer = defineResource<Identified<Customer>>({
  api: capability.api,
  source: 'bss.customer',
  name: 'customer',
  idPrefix: 'cus',
  schema: { read: Customer, create: CustomerCreate, update: CustomerUpdate },
  access: customerOwned,
  shards: 8,
  events: { state: 'CustomerStateChangeEvent' },
  owner: (customer) => customer.engagedParty?.id,
});
