import {
  Organization,
  OrganizationCreate,
  OrganizationUpdate,
} from '../../../schemas/tmf/party/organization.ts';
import { customerOwned } from '../../kernel/access/caller.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { defineResource } from '../../kernel/tmf/resource.ts';
import { capability } from './capability.ts';
import { organizationLifecycle } from './lifecycles.ts';

/** TMF632. A company, an authority or a part of one. */
export const organization = defineResource<Identified<Organization>>({
  api: capability.api,
  source: 'bss.party',
  name: 'organization',
  idPrefix: 'org',
  schema: { read: Organization, create: OrganizationCreate, update: OrganizationUpdate },
  access: customerOwned,
  shards: 8,
  state: { attribute: 'status', lifecycle: organizationLifecycle },
  owner: (organization) => organization.id,
});
