import {
  FinancialAccount,
  FinancialAccountCreate,
  FinancialAccountUpdate,
} from '../../../schemas/tmf/account/financial-account.ts';
import { customerReads } from '../../kernel/access/caller.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { defineResource, ownerAmong } from '../../kernel/tmf/resource.ts';
import { capability } from './capability.ts';
import { accountLifecycle } from './lifecycle.ts';
import { modifiedAtCreate, modifiedAtPatch } from './stamps.ts';

/** TMF666. A balance that accounts share. */
export const financialAccount = defineResource<Identified<FinancialAccount>>({
  api: capability.api,
  source: 'bss.account',
  name: 'financialAccount',
  idPrefix: 'fac',
  schema: {
    read: FinancialAccount,
    create: FinancialAccountCreate,
    update: FinancialAccountUpdate,
  },
  access: customerReads,
  state: { attribute: 'state', lifecycle: accountLifecycle },
  owner: ({ relatedParty }) => ownerAmong(relatedParty),
  beforeCreate: modifiedAtCreate,
  beforePatch: modifiedAtPatch,
  shards: 8,
});
