import {
  Agreement,
  AgreementCreate,
  AgreementUpdate,
} from '../../../schemas/tmf/agreement/agreement.ts';
import { customerReads } from '../../kernel/access/caller.ts';
import { lifecycle } from '../../kernel/lifecycle/lifecycle.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { defineResource, ownerAmong } from '../../kernel/tmf/resource.ts';
import { capability } from './capability.ts';

/** TMF651 leaves the states to the operator; these are ours. A rejected or terminated agreement binds nobody any more. */
const agreementLifecycle = lifecycle(['initialized'], {
  initialized: ['inProcess', 'approved', 'rejected'],
  inProcess: ['pendingUpdate', 'approved', 'rejected'],
  pendingUpdate: ['inProcess'],
  approved: ['inEffect', 'rejected'],
  inEffect: ['terminated'],
  terminated: [],
  rejected: [],
});

/** TMF651. What a customer and the operator promise each other; a minimum commitment is one of its characteristics. */
export const agreement = defineResource<Identified<Agreement>>({
  api: capability.api,
  source: 'bss.agreement',
  name: 'agreement',
  idPrefix: 'agr',
  schema: { read: Agreement, create: AgreementCreate, update: AgreementUpdate },
  access: customerReads,
  state: { attribute: 'status', lifecycle: agreementLifecycle },
  owner: ({ engagedParty }) => ownerAmong(engagedParty),
  beforeCreate: (draft, { at }) => ({ ...draft, initialDate: draft.initialDate ?? at }),
  shards: 8,
});
