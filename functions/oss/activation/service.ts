import { Service, ServiceCreate, ServiceUpdate } from '../../../schemas/tmf/activation/service.ts';
import { staffOnly } from '../../kernel/access/caller.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { defineResource } from '../../kernel/tmf/resource.ts';
import { capability } from './capability.ts';

export type StoredService = Identified<Service>;

/**
 * TMF640. The services of the inventory, seen by who configures them. There is one set of services: this API keeps none
 * of its own, it asks the inventory, and orders what touches the network. Their events are the inventory's too.
 */
export const service = defineResource<StoredService>({
  api: capability.api,
  source: 'oss.service-inventory',
  name: 'service',
  idPrefix: 'svc',
  keyType: 'ActivationService',
  schema: { read: Service, create: ServiceCreate, update: ServiceUpdate },
  access: staffOnly,
  monitored: true,
  events: { state: 'ServiceStateChangeEvent' },
});
