import { badRequest } from '../../kernel/problem.ts';
import { typePartition } from '../../kernel/table/keys.ts';
import { readIndex } from '../../kernel/table/rows.ts';
import { readAll } from '../../kernel/table/store.ts';
import { defineResource, untold } from '../../kernel/tmf/resource.ts';
import { decided, source } from './access.ts';
import { capability } from './capability.ts';
import { Policy, usualPolicy } from './policy.ts';

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
  events: untold,
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
