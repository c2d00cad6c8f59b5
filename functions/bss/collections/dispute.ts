import * as z from 'zod';
import { Money, RelatedParty } from '../../../schemas/tmf/common.ts';
import { BillingAccountRef } from '../../../schemas/tmf/references.ts';
import { lifecycle } from '../../kernel/lifecycle/lifecycle.ts';
import { badRequest } from '../../kernel/problem.ts';
import { read } from '../../kernel/table/store.ts';
import type { CreateContext } from '../../kernel/tmf/resource.ts';
import { defineResource, ownerAmong } from '../../kernel/tmf/resource.ts';
import { asked, source } from './access.ts';
import { capability } from './capability.ts';
import { caseId, dunningCase } from './case.ts';

const Dispute = z.strictObject({
  id: z.string(),
  href: z.string().optional(),
  '@type': z.string().optional(),
  billingAccount: BillingAccountRef,
  relatedParty: z.array(RelatedParty).optional(),
  customerBill: z.strictObject({ id: z.string() }),
  /** What of the bill is disputed; the rest is dunned as ever. */
  amount: Money,
  reason: z.string().min(1),
  status: z.string().optional(),
  statusDate: z.string().optional(),
});
type Dispute = z.infer<typeof Dispute>;

/** An accepted dispute stays out of the debt until the bill is corrected; a rejected one is owed again. */
const disputeLifecycle = lifecycle(['open'], {
  open: ['accepted', 'rejected'],
  accepted: [],
  rejected: [],
});

const disputed = async (draft: Dispute, context: CreateContext): Promise<Dispute> => {
  const { unit = '', value = 0 } = draft.amount;
  const id = caseId(draft.billingAccount.id, unit);
  const stored = await read(dunningCase, context.caller.tenant, id);
  const bill = stored?.value.unpaidBill.find((one) => one.id === draft.customerBill.id);
  const { partyId } = context.caller;
  const owner = ownerAmong(stored?.value.relatedParty);
  if (bill === undefined || (partyId !== undefined && partyId !== owner))
    throw badRequest(`customerBill.id: ${draft.customerBill.id} is not unpaid on this account`);
  if (!(value > 0) || value > (bill.amount.value ?? 0))
    throw badRequest(`amount.value: at most ${bill.amount.value ?? 0} can be disputed`);
  return { ...draft, relatedParty: stored?.value.relatedParty, statusDate: context.at };
};

/** A customer's no to an amount of a bill: that amount is not asked for until somebody has decided. */
export const dispute = defineResource<Dispute>({
  api: capability.api,
  source,
  name: 'dispute',
  idPrefix: 'dis',
  schema: {
    read: Dispute,
    create: Dispute.pick({
      '@type': true,
      billingAccount: true,
      customerBill: true,
      amount: true,
      reason: true,
    }),
    update: Dispute.pick({ status: true }).partial(),
  },
  operations: ['list', 'get', 'create', 'patch'],
  access: asked,
  state: { attribute: 'status', lifecycle: disputeLifecycle },
  owner: ({ relatedParty }) => ownerAmong(relatedParty),
  lookup: { attribute: 'billingAccount.id', value: ({ billingAccount }) => billingAccount.id },
  shards: 4,
  events: { change: null, delete: null },
  beforeCreate: disputed,
  beforePatch: (next, before, { caller, at }) => {
    if (caller.roles.every((role) => role === 'customer'))
      throw badRequest('status: staff decides about a dispute');
    return next.status === before.status ? next : { ...next, statusDate: at };
  },
});
