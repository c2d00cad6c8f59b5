import type { Access } from '../../kernel/access/caller.ts';
import { lifecycle } from '../../kernel/lifecycle/lifecycle.ts';
import { badRequest, conflict } from '../../kernel/problem.ts';
import { change, commit } from '../../kernel/table/store.ts';
import type { Stored, WriteContext } from '../../kernel/table/stored.ts';
import type { Resource, ResourceDeclaration } from '../../kernel/tmf/resource.ts';
import { changedAttributes, ownerAmong } from '../../kernel/tmf/resource.ts';
import type { Decision, OwnAction } from './act.ts';
import { amountFor, bucketNamed, closedBecause } from './act.ts';
import type { OwnBucket } from './bucket.ts';
import { capability } from './capability.ts';

/** The transitions are ours: TM Forum names the states alone. */
const actionLifecycle = lifecycle(['created'], {
  created: ['completed', 'failed', 'cancelled'],
  completed: [],
  failed: [],
  cancelled: [],
});

const upperFirst = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** What all actions declare alike. */
export const common = <T extends OwnAction>(
  name: string,
  idPrefix: string,
): Pick<
  ResourceDeclaration<T>,
  | 'api'
  | 'source'
  | 'name'
  | 'idPrefix'
  | 'state'
  | 'owner'
  | 'lookup'
  | 'events'
  | 'moreEvents'
  | 'shards'
> => ({
  api: capability.api,
  source: 'bss.prepay-balance',
  name,
  idPrefix,
  state: { attribute: 'status', lifecycle: actionLifecycle },
  owner: ({ relatedParty }) => ownerAmong(relatedParty),
  lookup: { attribute: 'bucket.id', value: ({ bucket }) => bucket?.id },
  events: { change: null, state: null, delete: null },
  moreEvents: [`${upperFirst(name)}FailureEvent`, `${upperFirst(name)}CancelEvent`],
  shards: 16,
});

/** Value is put in by staff and by payments; customers see their own. */
export const byStaff: Access = { operations: 'all', agent: 'all', customer: 'readOwn' };
/** Corrections and sessions are the operator's. */
export const byOperations: Access = { operations: 'all', agent: 'read', customer: 'readOwn' };

/** An amount that moves something. */
export const positive = (amount: number): number => {
  if (amount > 0) return amount;
  throw badRequest('amount.amount is more than 0');
};

/** Decides on one bucket, where it can be used at all. */
export const onBucket =
  (
    tenant: string,
    action: OwnAction,
    context: WriteContext,
    decide: (stored: Stored<OwnBucket>, amount: number) => Decision,
  ) =>
  async () => {
    const stored = await bucketNamed(tenant, action.bucket?.id);
    const amount = amountFor(action, stored);
    const decision = closedBecause(stored, context.at) ?? decide(stored, amount);
    return { decision, of: stored };
  };

const finished = (): never => {
  throw conflict('The action has been done: it cannot be changed; adjust the balance instead');
};

/** What an action did; the rest of it may still be described better. */
const did = ['amount', 'bucket', 'usageType', 'status', 'receiverBucket', 'transferCost'];

/** An action that is done is described better, never done otherwise. */
export const described = async <T extends OwnAction>(
  declared: Resource<T>,
  before: Stored<T>,
  next: T,
  context: WriteContext,
): Promise<T | undefined> => {
  if (changedAttributes(before.value, next).some((name) => did.includes(name))) finished();
  const write = change(declared, before, next, context, { attributes: true });
  return (await commit(write)) ? next : undefined;
};
