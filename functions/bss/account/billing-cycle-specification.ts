import {
  BillingCycleSpecification,
  BillingCycleSpecificationCreate,
  BillingCycleSpecificationUpdate,
} from '../../../schemas/tmf/account/billing-cycle-specification.ts';
import { catalogueAccess } from '../../kernel/access/caller.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { defineResource, untold } from '../../kernel/tmf/resource.ts';
import { capability } from './capability.ts';
import { assertCycle } from './cycle.ts';

/** TMF666. When bills are made and when they are due. */
export const billingCycleSpecification = defineResource<Identified<BillingCycleSpecification>>({
  api: capability.api,
  source: 'bss.account',
  name: 'billingCycleSpecification',
  idPrefix: 'bcs',
  schema: {
    read: BillingCycleSpecification,
    create: BillingCycleSpecificationCreate,
    update: BillingCycleSpecificationUpdate,
  },
  access: catalogueAccess,
  beforeCreate: (draft) => {
    assertCycle(draft);
    return draft;
  },
  beforePatch: (next) => {
    assertCycle(next);
    return next;
  },
  // The contract has no events of these.
  events: untold,
});
