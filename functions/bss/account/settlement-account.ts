import {
  SettlementAccount,
  SettlementAccountCreate,
  SettlementAccountUpdate,
} from '../../../schemas/tmf/account/settlement-account.ts';
import { staffOnly } from '../../kernel/access/caller.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { defineResource, ownerAmong } from '../../kernel/tmf/resource.ts';
import { capability } from './capability.ts';
import { accountLifecycle } from './lifecycle.ts';
import { modifiedAtCreate, modifiedAtPatch } from './stamps.ts';

/** TMF666. What is between us and a partner. */
export const settlementAccount = defineResource<Identified<SettlementAccount>>({
  api: capability.api,
  source: 'bss.account',
  name: 'settlementAccount',
  idPrefix: 'sac',
  schema: {
    read: SettlementAccount,
    create: SettlementAccountCreate,
    update: SettlementAccountUpdate,
  },
  access: staffOnly,
  state: { attribute: 'state', lifecycle: accountLifecycle },
  events: { create: null, delete: null },
  owner: ({ relatedParty }) => ownerAmong(relatedParty),
  beforeCreate: modifiedAtCreate,
  beforePatch: modifiedAtPatch,
  shards: 8,
});
