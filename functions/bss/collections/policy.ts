import * as z from 'zod';
import { Money } from '../../../schemas/tmf/common.ts';
import { badRequest } from '../../kernel/problem.ts';
import { typePartition } from '../../kernel/table/keys.ts';
import { readAll, readIndex } from '../../kernel/table/store.ts';
import { defineResource } from '../../kernel/tmf/resource.ts';
import { decided, source } from './access.ts';
import { capability } from './capability.ts';

/** What a step does: tell, charge, bar by a characteristic of the products, suspend them, end them. */
export const StepAction = z.enum(['reminder', 'fee', 'bar', 'suspend', 'cease']);

const Step = z.strictObject({
  name: z.string().min(1),
  /** Days after the oldest unpaid bill was due. */
  afterDays: z.int().min(0),
  action: StepAction,
  /** What the customer is told. */
  text: z.string().optional(),
  /** Of a fee. */
  fee: Money.optional(),
  /** Of a bar: the characteristic that is set on the products that have it. */
  characteristic: z.strictObject({ name: z.string(), value: z.unknown() }).optional(),
});
export type Step = z.infer<typeof Step>;

export const Policy = z.strictObject({
  id: z.string(),
  href: z.string().optional(),
  '@type': z.string().optional(),
  name: z.string().min(1),
  /** The newest active policy of a tenant is its policy. */
  isActive: z.boolean(),
  step: z.array(Step).min(1),
  /** Nothing is done while less is overdue, or fewer bills, or while the oldest is younger. */
  minimumBalance: Money.optional(),
  minimumUnpaidBills: z.int().min(1).optional(),
  minimumAgeDays: z.int().min(0).optional(),
  /** How often an account is looked at again that the conditions spare. */
  reEvaluationDays: z.int().min(1),
  /** The longest time that a promise may ask for, and how many there may be until all is paid. */
  longestPromiseDays: z.int().min(0),
  mostPromises: z.int().min(0),
});
export type Policy = z.infer<typeof Policy>;

/** What holds where a tenant has set nothing: told twice, then ever less service, in sixty days. */
export const usualPolicy: Policy = {
  id: 'usual',
  name: 'Usual',
  isActive: true,
  step: [
    { name: 'reminder', afterDays: 3, action: 'reminder', text: 'Your bill is due.' },
    { name: 'fee', afterDays: 10, action: 'fee', fee: { unit: 'EUR', value: 5 } },
    {
      name: 'outgoing bar',
      afterDays: 20,
      action: 'bar',
      characteristic: { name: 'outgoingBarred', value: true },
    },
    { name: 'suspension', afterDays: 30, action: 'suspend' },
    { name: 'cease', afterDays: 60, action: 'cease' },
  ],
  reEvaluationDays: 1,
  longestPromiseDays: 30,
  mostPromises: 2,
};

const checked = (policy: Policy): Policy => {
  const names = policy.step.map(({ name }) => name);
  if (new Set(names).size < names.length) throw badRequest('step.name: each step has its own');
  for (const { name, action, fee, characteristic } of policy.step) {
    if (action === 'fee' && !((fee?.value ?? 0) > 0)) throw badRequest(`step ${name}: which fee?`);
    if (action === 'bar' && characteristic === undefined)
      throw badRequest(`step ${name}: which characteristic bars?`);
  }
  return policy;
};

/** Dunning as data: what is done how many days after a bill was due. */
export const dunningPolicy = defineResource<Policy>({
  api: capability.api,
  source,
  name: 'dunningPolicy',
  idPrefix: 'dpo',
  schema: {
    read: Policy,
    create: Policy.omit({ id: true, href: true }),
    update: Policy.omit({ id: true, href: true, '@type': true }).partial(),
  },
  access: decided,
  events: { create: null, change: null, state: null, delete: null },
  beforeCreate: checked,
  beforePatch: checked,
});

const mostPolicies = 100;

/** The tenant's policy as it is now. */
export const policyOf = async (tenant: string): Promise<Policy> => {
  const partition = typePartition(tenant, dunningPolicy.type, 0);
  const { sorts } = await readIndex('gsi1', partition, { limit: mostPolicies });
  const policies = await readAll(dunningPolicy, tenant, sorts);
  return policies.map(({ value }) => value).findLast(({ isActive }) => isActive) ?? usualPolicy;
};
