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
import { Debt } from './debt.ts';
import { policyOf } from './policy-store.ts';

export const PromiseToPay = z.strictObject({
  id: z.string(),
  href: z.string().optional(),
  '@type': z.string().optional(),
  billingAccount: BillingAccountRef,
  relatedParty: z.array(RelatedParty).optional(),
  amount: Money,
  /** By when it will be paid. */
  date: z.iso.datetime({ offset: true }),
  note: z.string().optional(),
  status: z.string().optional(),
  statusDate: z.string().optional(),
});
export type PromiseToPay = z.infer<typeof PromiseToPay>;

/** A promise is kept when what it is about is paid by its date. */
const promiseLifecycle = lifecycle(['open'], {
  open: ['kept', 'broken'],
  kept: [],
  broken: [],
});

const dayMs = 86_400_000;

/** The policy says how long and how often; a promise is about a debt that there is. */
const promised = async (draft: PromiseToPay, context: CreateContext): Promise<PromiseToPay> => {
  const { tenant } = context.caller;
  const { unit = '' } = draft.amount;
  const id = caseId(draft.billingAccount.id, unit);
  const [stored, policy] = await Promise.all([read(dunningCase, tenant, id), policyOf(tenant)]);
  const owner = ownerAmong(stored?.value.relatedParty);
  const { partyId } = context.caller;
  if (stored === undefined || (partyId !== undefined && partyId !== owner))
    throw badRequest(
      `billingAccount.id: nothing is unpaid in ${unit} on ${draft.billingAccount.id}`,
    );
  const { pauses } = Debt.parse(stored.hidden['debt']);
  const date = new Date(Date.parse(draft.date)).toISOString();
  if (date <= context.at) throw badRequest('date is past');
  if (Date.parse(date) - Date.parse(context.at) > policy.longestPromiseDays * dayMs)
    throw badRequest(`date: at most ${policy.longestPromiseDays} days from now`);
  if (pauses.length >= policy.mostPromises)
    throw badRequest(`${policy.mostPromises} promises were made for this debt; it has to be paid`);
  return {
    ...draft,
    date,
    relatedParty: stored.value.relatedParty,
    statusDate: context.at,
  };
};

/** A customer's word to pay by a date: until then, no step is taken. */
export const promiseToPay = defineResource<PromiseToPay>({
  api: capability.api,
  source,
  name: 'promiseToPay',
  idPrefix: 'ptp',
  schema: {
    read: PromiseToPay,
    create: PromiseToPay.pick({
      '@type': true,
      billingAccount: true,
      amount: true,
      date: true,
      note: true,
    }),
  },
  operations: ['list', 'get', 'create'],
  access: asked,
  state: { attribute: 'status', lifecycle: promiseLifecycle },
  owner: ({ relatedParty }) => ownerAmong(relatedParty),
  lookup: { attribute: 'billingAccount.id', value: ({ billingAccount }) => billingAccount.id },
  shards: 4,
  events: { change: null, delete: null },
  beforeCreate: promised,
});
