import {
  Individual,
  IndividualCreate,
  IndividualUpdate,
} from '../../../schemas/tmf/party/individual.ts';
import { customerOwned } from '../../kernel/access/caller.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { defineResource } from '../../kernel/tmf/resource.ts';
import { capability } from './capability.ts';
import { individualLifecycle } from './lifecycles.ts';

/** TMF632. A person; as a party they own themselves. */
export const individual = defineResource<Identified<Individual>>({
  api: capability.api,
  source: 'bss.party',
  name: 'individual',
  idPrefix: 'ind',
  schema: { read: Individual, create: IndividualCreate, update: IndividualUpdate },
  access: customerOwned,
  shards: 8,
  state: { attribute: 'status', lifecycle: individualLifecycle },
  owner: (individual) => individual.id,
});
