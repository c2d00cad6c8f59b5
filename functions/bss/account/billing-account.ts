import {
  BillingAccount,
  BillingAccountCreate,
  BillingAccountUpdate,
} from '../../../schemas/tmf/account/billing-account.ts';
import { customerOwned } from '../../kernel/access/caller.ts';
import { badRequest } from '../../kernel/problem.ts';
import { read } from '../../kernel/table/store.ts';
import type { HookContext, Identified } from '../../kernel/tmf/resource.ts';
import { defineResource, ownerAmong } from '../../kernel/tmf/resource.ts';
import { billingCycleSpecification } from './billing-cycle-specification.ts';
import { capability } from './capability.ts';
import { assertCycle } from './cycle.ts';
import { accountLifecycle } from './lifecycle.ts';
import { modifiedAtCreate, modifiedAtPatch } from './stamps.ts';

type Account = Identified<BillingAccount>;

/** A cycle by reference is copied in, so that everything a bill needs stands in the account and its events. */
const withCycle = async (account: Account, { caller }: HookContext): Promise<Account> => {
  const { billStructure } = account;
  const named = billStructure?.cycleSpecification;
  if (named === undefined) return account;
  const stored =
    named.id === undefined
      ? undefined
      : await read(billingCycleSpecification, caller.tenant, named.id);
  if (named.isRef === true && stored === undefined)
    throw badRequest(`billStructure.cycleSpecification: ${named.id ?? ''} is not known`);
  const cycleSpecification = { ...stored?.value, ...named };
  assertCycle(cycleSpecification);
  return { ...account, billStructure: { ...billStructure, cycleSpecification } };
};

/** The cycle day and the time zone are what all bills of an account are worked out by. */
const assertSameDay = (next: Account, before: Account): void => {
  const dayOf = ({ billStructure }: Account): string => {
    const cycle: object = billStructure?.cycleSpecification ?? {};
    return `${Reflect.get(cycle, 'billingDateShift')} ${Reflect.get(cycle, 'timeZone')}`;
  };
  if (dayOf(next) !== dayOf(before))
    throw badRequest(
      'An account keeps its cycle day and time zone; open another account for another cycle',
    );
};

const sameCycle = (one: Account, other: Account): boolean =>
  JSON.stringify(one.billStructure?.cycleSpecification) ===
  JSON.stringify(other.billStructure?.cycleSpecification);

/** TMF666. Who gets a bill. The contract has no event of its creation; billing has to hear of it, so there is one. */
export const billingAccount = defineResource<Account>({
  api: capability.api,
  source: 'bss.account',
  name: 'billingAccount',
  idPrefix: 'bac',
  schema: { read: BillingAccount, create: BillingAccountCreate, update: BillingAccountUpdate },
  access: customerOwned,
  state: { attribute: 'state', lifecycle: accountLifecycle },
  events: { delete: null },
  owner: ({ relatedParty }) => ownerAmong(relatedParty),
  beforeCreate: async (draft, context) =>
    modifiedAtCreate(await withCycle(draft, context), context),
  beforePatch: async (next, before, context) => {
    const completed = sameCycle(next, before) ? next : await withCycle(next, context);
    assertSameDay(completed, before);
    return modifiedAtPatch(completed, before, context);
  },
  beforeDelete: (account) => {
    if (account.state !== 'Closed')
      throw badRequest('Close the account first: bills may still be open');
  },
  shards: 16,
});
