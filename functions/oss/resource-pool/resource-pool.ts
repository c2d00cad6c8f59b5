import {
  ResourcePool,
  ResourcePoolCreate,
  ResourcePoolUpdate,
} from '../../../schemas/tmf/resource-pool/resource-pool.ts';
import { staffOnly } from '../../kernel/access/caller.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { defineResource, untold } from '../../kernel/tmf/resource.ts';
import { capability } from './capability.ts';

export type StoredPool = Identified<ResourcePool>;

/** TMF685. A stock of like resources. The contract has no DELETE and no events for it. */
export const resourcePool = defineResource<StoredPool>({
  api: capability.api,
  source: 'oss.resource-pool',
  name: 'resourcePool',
  idPrefix: 'pool',
  schema: { read: ResourcePool, create: ResourcePoolCreate, update: ResourcePoolUpdate },
  operations: ['list', 'get', 'create', 'patch'],
  access: staffOnly,
  events: untold,
});
