import * as z from 'zod';
import { Money, RelatedParty } from '../../../schemas/tmf/common.ts';
import { BillingAccountRef } from '../../../schemas/tmf/references.ts';
import { lifecycle } from '../../kernel/lifecycle/lifecycle.ts';
import { decimalOf, microsOf, sum } from '../../kernel/money.ts';
import { badRequest } from '../../kernel/problem.ts';
import { read } from '../../kernel/table/store.ts';
import type { CreateContext } from '../../kernel/tmf/resource.ts';
import { defineResource, ownerAmong } from '../../kernel/tmf/resource.ts';
import { asked, source } from './access.ts';
import { capability } from './capability.ts';
import { caseId, dunningCase } from './case.ts';
import { Debt, overdueMicros } from './debt.ts';
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
  /** Where it is paid in parts: they come to the amount, and the last one's date is the promise's. */
  instalment: z
    .array(z.strictObject({ date: z.iso.datetime({ offset: true }), amount: Money }))
    .min(2)
    .optional(),
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

const isoOf = (date: string): string => new Date(Date.parse(date)).toISOString();

type Instalments = NonNullable<PromiseToPay['instalment']>;

/** Instalments come one after the other, add up to the promise, and leave nothing that is overdue out. */
const assertPlan = (
  instalments: Instalments,
  { amount, date }: PromiseToPay,
  overdueNow: number,
  at: string,
): void => {
  const dates = instalments.map((one) => isoOf(one.date));
  if (dates.some((one, index) => one <= (dates[index - 1] ?? at)))
    throw badRequest('instalment.date: each is later than the one before, and to come');
  if (dates.at(-1) !== isoOf(date)) throw badRequest('date is that of the last instalment');
  if (instalments.some((one) => one.amount.unit !== amount.unit || !((one.amount.value ?? 0) > 0)))
    throw badRequest(`instalment.amount: each is something in ${amount.unit}`);
  const total = sum(instalments.map((one) => microsOf(one.amount.value ?? 0)));
  if (total !== microsOf(amount.value ?? 0))
    throw badRequest(`amount: the instalments come to ${decimalOf(total)}`);
  if (total < overdueNow)
    throw badRequest(
      `amount: ${decimalOf(overdueNow)} is overdue, all of it has to be in the plan`,
    );
};

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
  const debt = Debt.parse(stored.hidden['debt']);
  const { pauses } = debt;
  const date = isoOf(draft.date);
  const { instalment } = draft;
  const longestDays =
    instalment === undefined ? policy.longestPromiseDays : (policy.longestPlanDays ?? 0);
  if (date <= context.at) throw badRequest('date is past');
  if (Date.parse(date) - Date.parse(context.at) > longestDays * dayMs)
    throw badRequest(`date: at most ${longestDays} days from now`);
  if (instalment !== undefined)
    assertPlan(instalment, draft, overdueMicros(debt, context.at), context.at);
  if (pauses.length >= policy.mostPromises)
    throw badRequest(`${policy.mostPromises} promises were made for this debt; it has to be paid`);
  return {
    ...draft,
    date,
    ...(instalment !== undefined && {
      instalment: instalment.map((one) => ({ ...one, date: isoOf(one.date) })),
    }),
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
      instalment: true,
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
