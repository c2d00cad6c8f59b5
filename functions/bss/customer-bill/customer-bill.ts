import {
  CustomerBill,
  CustomerBillUpdate,
} from '../../../schemas/tmf/customer-bill/customer-bill.ts';
import { customerReads } from '../../kernel/access/caller.ts';
import { derivedId } from '../../kernel/ids.ts';
import { lifecycle } from '../../kernel/lifecycle/lifecycle.ts';
import { badRequest } from '../../kernel/problem.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { defineResource, ownerAmong } from '../../kernel/tmf/resource.ts';
import { capability } from './capability.ts';
import type { Month } from './engine/calendar.ts';

/** TMF678 has no diagram; these are ours. What is sent is never edited: a credit note puts it right. */
export const billLifecycle = lifecycle(['new'], {
  new: ['validated', 'onHold', 'sent', 'settled'],
  onHold: ['new', 'validated', 'sent'],
  validated: ['sent', 'onHold', 'settled'],
  sent: ['partiallyPaid', 'settled', 'onHold'],
  partiallyPaid: ['settled', 'onHold', 'sent'],
  settled: ['partiallyPaid', 'sent'],
});

export type OwnBill = Identified<CustomerBill>;

/** TMF678. What a customer owes for a cycle. Bill runs make it; payments settle it. */
export const customerBill = defineResource<OwnBill>({
  api: capability.api,
  source: 'bss.customer-bill',
  name: 'customerBill',
  idPrefix: 'cb',
  schema: { read: CustomerBill, update: CustomerBillUpdate },
  operations: ['list', 'get', 'patch'],
  access: customerReads,
  state: { attribute: 'state', lifecycle: billLifecycle },
  // The contract has no event of a changed attribute; v5 has those of creation and state.
  events: { change: null, delete: null },
  owner: ({ relatedParty }) => ownerAmong(relatedParty),
  lookup: { attribute: 'billingAccount.id', value: ({ billingAccount }) => billingAccount?.id },
  beforePatch: (next, before) => {
    const released = before.state === 'onHold' && next.state === 'validated';
    const held = next.state === 'onHold';
    if (!released && !held)
      throw badRequest(
        `A bill can be put onHold, or released from it as validated; ${next.state} comes of runs and payments`,
      );
    return next;
  },
  shards: 16,
});

/** One account has one bill for a cycle: its id says so, however often it is made. */
export const cycleBillId = (account: string, month: Month): string =>
  derivedId(customerBill.idPrefix, account, String(month));
