import {
  AgreementSpecification,
  AgreementSpecificationCreate,
  AgreementSpecificationUpdate,
} from '../../../schemas/tmf/agreement/agreement-specification.ts';
import { catalogueAccess } from '../../kernel/access/caller.ts';
import { catalogueLifecycle } from '../../kernel/lifecycle/catalogue.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { defineResource } from '../../kernel/tmf/resource.ts';
import { stampedAtCreate, stampedAtPatch } from '../../kernel/tmf/stamps.ts';
import { capability } from './capability.ts';

/** TMF651. What agreements of a kind may hold. */
export const agreementSpecification = defineResource<Identified<AgreementSpecification>>({
  api: capability.api,
  source: 'bss.agreement',
  name: 'agreementSpecification',
  idPrefix: 'ags',
  schema: {
    read: AgreementSpecification,
    create: AgreementSpecificationCreate,
    update: AgreementSpecificationUpdate,
  },
  access: catalogueAccess,
  state: { attribute: 'lifecycleStatus', lifecycle: catalogueLifecycle },
  beforeCreate: stampedAtCreate,
  beforePatch: stampedAtPatch,
});
