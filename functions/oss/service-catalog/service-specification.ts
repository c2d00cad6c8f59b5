import {
  ServiceSpecification,
  ServiceSpecificationCreate,
  ServiceSpecificationUpdate,
} from '../../../schemas/tmf/service-catalog/service-specification.ts';
import { catalogueAccess } from '../../kernel/access/caller.ts';
import { catalogueLifecycle } from '../../kernel/lifecycle/catalogue.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { defineResource } from '../../kernel/tmf/resource.ts';
import { stampedAtCreate, stampedAtPatch } from '../../kernel/tmf/stamps.ts';
import { capability } from './capability.ts';

/** TMF633. What a service is, what realises it and how its characteristics follow. */
export const serviceSpecification = defineResource<Identified<ServiceSpecification>>({
  api: capability.api,
  source: 'oss.service-catalog',
  name: 'serviceSpecification',
  idPrefix: 'ss',
  schema: {
    read: ServiceSpecification,
    create: ServiceSpecificationCreate,
    update: ServiceSpecificationUpdate,
  },
  access: catalogueAccess,
  beforeCreate: stampedAtCreate,
  beforePatch: stampedAtPatch,
  state: { attribute: 'lifecycleStatus', lifecycle: catalogueLifecycle },
  events: { change: 'ServiceSpecificationChangeEvent', state: null },
});
