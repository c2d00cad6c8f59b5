import {
  CustomerBillOnDemand,
  CustomerBillOnDemandCreate,
} from '../../../schemas/tmf/customer-bill/customer-bill-on-demand.ts';
import { customerOwned } from '../../kernel/access/caller.ts';
import { lifecycle } from '../../kernel/lifecycle/lifecycle.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { defineResource } from '../../kernel/tmf/resource.ts';
import { capability } from './capability.ts';

const onDemandLifecycle = lifecycle(['inProgress'], {
  inProgress: ['done', 'rejected', 'terminatedWithError'],
  done: [],
  rejected: [],
  terminatedWithError: [],
});

/** TMF678. A bill that is asked for before the cycle ends. */
export const customerBillOnDemand = defineResource<Identified<CustomerBillOnDemand>>({
  api: capability.api,
  source: 'bss.customer-bill',
  name: 'customerBillOnDemand',
  idPrefix: 'cbd',
  schema: { read: CustomerBillOnDemand, create: CustomerBillOnDemandCreate },
  operations: ['list', 'get', 'create'],
  access: customerOwned,
  state: { attribute: 'state', lifecycle: onDemandLifecycle },
  events: { change: null, delete: null },
  owner: ({ relatedParty }) => relatedParty?.id,
});
