import {
  Service,
  ServiceCreate,
  ServiceUpdate,
} from '../../../schemas/tmf/service-inventory/service.ts';
import { customerReads } from '../../kernel/access/caller.ts';
import { lifecycle } from '../../kernel/lifecycle/lifecycle.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { defineResource, ownerAmong } from '../../kernel/tmf/resource.ts';
import { capability } from './capability.ts';

/** TMF638's official diagram; the extensions are ours: what was only planned or is switched off can be given up. */
export const serviceLifecycle = lifecycle(
  ['feasibilityChecked'],
  {
    feasibilityChecked: ['designed', 'reserved', 'inactive', 'active'],
    designed: ['reserved', 'inactive', 'active'],
    reserved: ['designed', 'inactive', 'active'],
    inactive: ['active'],
    active: ['inactive', 'terminated'],
    terminated: ['active'],
  },
  {
    feasibilityChecked: ['terminated'],
    designed: ['terminated'],
    reserved: ['terminated'],
    inactive: ['terminated'],
  },
);

export type StoredService = Identified<Service>;

/** TMF638. A service, customer-facing or resource-facing; service orders make, change and end it. */
export const service = defineResource<StoredService>({
  api: capability.api,
  source: 'oss.service-inventory',
  name: 'service',
  idPrefix: 'svc',
  schema: { read: Service, create: ServiceCreate, update: ServiceUpdate },
  access: customerReads,
  state: { attribute: 'state', lifecycle: serviceLifecycle },
  owner: (one) => ownerAmong(one.relatedParty),
  shards: 16,
});
