import * as z from 'zod';
import { Money, RelatedParty } from '../../../schemas/tmf/common.ts';
import { BillingAccountRef } from '../../../schemas/tmf/references.ts';
import { badRequest } from '../../kernel/problem.ts';
import { read } from '../../kernel/table/store.ts';
import type { CreateContext } from '../../kernel/tmf/resource.ts';
import { defineResource } from '../../kernel/tmf/resource.ts';
import { decided, source } from './access.ts';
import { capability } from './capability.ts';
import { caseId, dunningCase } from './case.ts';

const WriteOff = z.strictObject({
  id: z.string(),
  href: z.string().optional(),
  '@type': z.string().optional(),
  billingAccount: BillingAccountRef,
  relatedParty: z.array(RelatedParty).optional(),
  /** ISO 4217. */
  currency: z.string(),
  /** @default - every unpaid bill of the account */
  customerBill: z.array(z.strictObject({ id: z.string(), amount: Money.optional() })).optional(),
  reason: z.string().min(1),
  date: z.string().optional(),
});
type WriteOff = z.infer<typeof WriteOff>;

const written = async (draft: WriteOff, context: CreateContext): Promise<WriteOff> => {
  const id = caseId(draft.billingAccount.id, draft.currency);
  const stored = await read(dunningCase, context.caller.tenant, id);
  const unpaid = stored?.value.unpaidBill ?? [];
  const named = draft.customerBill?.map((one) => one.id) ?? unpaid.map((one) => one.id);
  const bills = unpaid.filter((one) => named.includes(one.id));
  if (bills.length === 0 || bills.length < named.length)
    throw badRequest('customerBill: only what is unpaid on the account can be written off');
  return {
    ...draft,
    relatedParty: stored?.value.relatedParty,
    customerBill: bills.map((one) => ({ id: one.id, amount: one.collectibleAmount })),
    date: context.at,
  };
};

/** Money that nobody expects any more. What of it comes after all still counts for its bill. */
export const writeOff = defineResource<WriteOff>({
  api: capability.api,
  source,
  name: 'writeOff',
  idPrefix: 'wof',
  schema: {
    read: WriteOff,
    create: WriteOff.omit({ id: true, href: true, relatedParty: true, date: true }),
  },
  operations: ['list', 'get', 'create'],
  access: decided,
  lookup: { attribute: 'billingAccount.id', value: ({ billingAccount }) => billingAccount.id },
  shards: 4,
  events: { change: null, state: null, delete: null },
  beforeCreate: written,
});
