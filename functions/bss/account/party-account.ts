import {
  PartyAccount,
  PartyAccountCreate,
  PartyAccountUpdate,
} from '../../../schemas/tmf/account/party-account.ts';
import { customerOwned } from '../../kernel/access/caller.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { defineResource, ownerAmong } from '../../kernel/tmf/resource.ts';
import { capability } from './capability.ts';
import { accountLifecycle } from './lifecycle.ts';
import { modifiedAtCreate, modifiedAtPatch } from './stamps.ts';

/** TMF666. What is between a party and us, with or without bills. */
export const partyAccount = defineResource<Identified<PartyAccount>>({
  api: capability.api,
  source: 'bss.account',
  name: 'partyAccount',
  idPrefix: 'pac',
  schema: { read: PartyAccount, create: PartyAccountCreate, update: PartyAccountUpdate },
  access: customerOwned,
  state: { attribute: 'state', lifecycle: accountLifecycle },
  events: { create: null, delete: null },
  owner: ({ relatedParty }) => ownerAmong(relatedParty),
  beforeCreate: modifiedAtCreate,
  beforePatch: modifiedAtPatch,
  shards: 8,
});
