import {
  UsageSpecification,
  UsageSpecificationCreate,
  UsageSpecificationUpdate,
} from '../../../schemas/tmf/usage/usage-specification.ts';
import { catalogueAccess } from '../../kernel/access/caller.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { defineResource } from '../../kernel/tmf/resource.ts';
import { stampedAtCreate, stampedAtPatch } from '../../kernel/tmf/stamps.ts';
import { capability } from './capability.ts';

/** TMF635. What records of a kind say. */
export const usageSpecification = defineResource<Identified<UsageSpecification>>({
  api: capability.api,
  source: 'bss.usage',
  name: 'usageSpecification',
  idPrefix: 'usp',
  schema: {
    read: UsageSpecification,
    create: UsageSpecificationCreate,
    update: UsageSpecificationUpdate,
  },
  access: catalogueAccess,
  beforeCreate: stampedAtCreate,
  beforePatch: stampedAtPatch,
});
