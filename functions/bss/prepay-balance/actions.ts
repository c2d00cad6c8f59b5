import {
  AdjustBalance,
  AdjustBalanceCreate,
  AdjustBalanceUpdate,
} from '../../../schemas/tmf/prepay-balance/adjust-balance.ts';
import {
  ReserveBalance,
  ReserveBalanceCreate,
  ReserveBalanceUpdate,
} from '../../../schemas/tmf/prepay-balance/reserve-balance.ts';
import {
  TopupBalance,
  TopupBalanceCreate,
  TopupBalanceUpdate,
} from '../../../schemas/tmf/prepay-balance/topup-balance.ts';
import {
  TransferBalance,
  TransferBalanceCreate,
  TransferBalanceUpdate,
} from '../../../schemas/tmf/prepay-balance/transfer-balance.ts';
import type { Access } from '../../kernel/access/caller.ts';
import { customerOwned } from '../../kernel/access/caller.ts';
import { lifecycle } from '../../kernel/lifecycle/lifecycle.ts';
import { microsOf } from '../../kernel/money.ts';
import { badRequest, conflict } from '../../kernel/problem.ts';
import { change, commit, deletion, read } from '../../kernel/table/store.ts';
import type { Stored, WriteContext } from '../../kernel/table/stored.ts';
import { setTimer } from '../../kernel/table/timer.ts';
import type { Identified, Resource, ResourceDeclaration } from '../../kernel/tmf/resource.ts';
import { changedAttributes, defineResource, ownerAmong } from '../../kernel/tmf/resource.ts';
import type { Decision, Move, OwnAction } from './act.ts';
import { amountFor, bucketNamed, closedBecause, conclude, notEnough, perform } from './act.ts';
import type { Moved } from './balance.ts';
import { putIn, reserve, settleReserved, takeOut } from './balance.ts';
import type { OwnBucket } from './bucket.ts';
import { balanceOf } from './bucket.ts';
import { capability } from './capability.ts';
import { dueAt, subjectOf, topupTimers } from './recurring.ts';

type Topup = Identified<TopupBalance>;
type Adjust = Identified<AdjustBalance>;
type Transfer = Identified<TransferBalance>;
type Reserve = Identified<ReserveBalance>;

/** The transitions are ours: TM Forum names the states alone. */
const actionLifecycle = lifecycle(['created'], {
  created: ['completed', 'failed', 'cancelled'],
  completed: [],
  failed: [],
  cancelled: [],
});

const upperFirst = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** What all actions declare alike. */
const common = <T extends OwnAction>(
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
const byStaff: Access = { operations: 'all', agent: 'all', customer: 'readOwn' };
/** Corrections and sessions are the operator's. */
const byOperations: Access = { operations: 'all', agent: 'read', customer: 'readOwn' };

const positive = (amount: number): number => {
  if (amount > 0) return amount;
  throw badRequest('amount.amount is more than 0');
};

/** Decides on one bucket, where it can be used at all. */
const onBucket =
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
const described = async <T extends OwnAction>(
  declared: Resource<T>,
  before: Stored<T>,
  next: T,
  context: WriteContext,
): Promise<T | undefined> => {
  if (changedAttributes(before.value, next).some((name) => did.includes(name))) finished();
  const write = change(declared, before, next, context, { attributes: true });
  return (await commit(write)) ? next : undefined;
};

/** Tops a bucket up, once for one id. */
export const topUp = (value: Topup, context: WriteContext): Promise<Topup | undefined> =>
  perform(
    topupBalance,
    value,
    context,
    'completed',
    onBucket(context.caller.tenant, value, context, (stored, amount) => {
      const source = value.voucher === undefined ? 'topup' : 'voucher';
      const moved = putIn(stored.value.id, balanceOf(stored), positive(amount), source);
      return moved === undefined ? 'more than a bucket can hold' : [{ stored, moved }];
    }),
  );

/** The first of several reminds of the second; a DELETE of it ends them. */
const remind = async (value: Topup, context: WriteContext): Promise<void> => {
  const { id, recurringPeriod, numberOfPeriods } = value;
  if (recurringPeriod === undefined || (numberOfPeriods ?? 2) < 2) return;
  const due = dueAt(context.at, recurringPeriod, 1);
  await setTimer(topupTimers, subjectOf(id, 1), due, context);
};

/** TMF654. Value is put into a bucket, once or again and again. */
export const topupBalance: Resource<Topup> = defineResource<Topup>({
  ...common<Topup>('topupBalance', 'top'),
  schema: { read: TopupBalance, create: TopupBalanceCreate, update: TopupBalanceUpdate },
  access: byStaff,
  beforeCreate: (draft) => {
    if (draft.isAutoTopup === true && draft.recurringPeriod === undefined)
      throw badRequest('isAutoTopup needs a recurringPeriod');
    return draft;
  },
  kept: {
    create: async (value, context) => {
      await remind(value, context);
      return topUp(value, context);
    },
    change: (before, next, context) => described(topupBalance, before, next, context),
  },
});

/** TMF654. A correction, up or down; never below zero. */
export const adjustBalance: Resource<Adjust> = defineResource<Adjust>({
  ...common<Adjust>('adjustBalance', 'adj'),
  schema: { read: AdjustBalance, create: AdjustBalanceCreate, update: AdjustBalanceUpdate },
  access: byOperations,
  beforeCreate: (draft) => {
    if (draft.adjustType === 'recurring')
      throw badRequest('An adjustment is done once: adjustType recurring is not served');
    return draft;
  },
  kept: {
    create: (value, context) =>
      perform(
        adjustBalance,
        value,
        context,
        'completed',
        onBucket(context.caller.tenant, value, context, (stored, amount) => {
          const { id } = stored.value;
          const moved =
            amount < 0
              ? takeOut(id, balanceOf(stored), -amount, 'adjustment')
              : putIn(id, balanceOf(stored), positive(amount), 'adjustment');
          return moved === undefined ? notEnough(stored) : [{ stored, moved }];
        }),
      ),
    change: (before, next, context) => described(adjustBalance, before, next, context),
  },
});

/** A movement, and the cost that is taken after it; undefined where that is more than is there. */
const withCost = (
  { stored, moved }: { readonly stored: Stored<OwnBucket>; readonly moved: Moved | undefined },
  cost: number,
): Move | undefined => {
  if (moved === undefined || cost === 0) return moved && { stored, moved };
  const taken = takeOut(stored.value.id, moved.balance, cost, 'transferCost');
  return (
    taken && {
      stored,
      moved: {
        balance: taken.balance,
        postings: [...moved.postings, ...taken.postings],
        thresholds: [...moved.thresholds, ...taken.thresholds],
      },
    }
  );
};

/** What a transfer moves: out of the one and into the other, through an account between, its cost apart. */
const transferred = (
  value: Transfer,
  from: Stored<OwnBucket>,
  to: Stored<OwnBucket>,
  amount: number,
): Decision => {
  const cost = microsOf(value.transferCost?.value ?? 0);
  if (cost > 0 && from.value.usageType !== 'monetary')
    throw badRequest('transferCost can be taken of money alone');
  const receiverPays = value.costOwner === 'receiver';
  const out = takeOut(from.value.id, balanceOf(from), positive(amount), 'transfer');
  const into = putIn(to.value.id, balanceOf(to), amount, 'transfer');
  const leaving = withCost({ stored: from, moved: out }, receiverPays ? 0 : cost);
  if (leaving === undefined) return notEnough(from);
  const arriving = withCost({ stored: to, moved: into }, receiverPays ? cost : 0);
  return arriving === undefined ? 'the cost is more than what arrives' : [leaving, arriving];
};

/** TMF654. Value goes from one bucket into another, of the same kind and unit. */
export const transferBalance: Resource<Transfer> = defineResource<Transfer>({
  ...common<Transfer>('transferBalance', 'trb'),
  schema: {
    read: TransferBalance,
    create: TransferBalanceCreate,
    update: TransferBalanceUpdate,
  },
  access: customerOwned,
  beforeCreate: async (draft, { caller }) => {
    const { relatedParty } = (await bucketNamed(caller.tenant, draft.bucket?.id)).value;
    if (draft.bucket?.id === draft.receiverBucket?.id)
      throw badRequest('bucket and receiverBucket are the same');
    return { ...draft, ...(relatedParty && { relatedParty }) };
  },
  kept: {
    create: (value, context) => {
      const { tenant } = context.caller;
      return perform(transferBalance, value, context, 'completed', async () => {
        const from = await bucketNamed(tenant, value.bucket?.id);
        const to = await bucketNamed(tenant, value.receiverBucket?.id);
        amountFor({ ...value, usageType: value.receiverBucketUsageType }, to);
        const amount = amountFor(value, from);
        const closed = closedBecause(from, context.at) ?? closedBecause(to, context.at);
        return { decision: closed ?? transferred(value, from, to, amount), of: from };
      });
    },
    change: (before, next, context) => described(transferBalance, before, next, context),
  },
});

const release = (
  before: Stored<Reserve>,
  next: Reserve,
  context: WriteContext,
  used: (held: number, stored: Stored<OwnBucket>) => number,
): Promise<Reserve | undefined> =>
  conclude(reserveBalance, before, next, context, async () => {
    const stored = await bucketNamed(context.caller.tenant, before.value.bucket?.id);
    const held = amountFor(before.value, stored);
    const amount = used(held, stored);
    if (amount > held) return `${amount} is more than the ${held} that are reserved`;
    const moved = settleReserved(stored.value.id, balanceOf(stored), held, amount);
    return moved === undefined ? 'less is reserved than that' : [{ stored, moved }];
  });

/**
 * TMF654. Value is held back for a session. A PATCH to `completed` debits its `amount` (all, where it names none) and
 * gives the rest free; `cancelled`, or a DELETE, gives all of it free.
 */
export const reserveBalance: Resource<Reserve> = defineResource<Reserve>({
  ...common<Reserve>('reserveBalance', 'rsv'),
  schema: { read: ReserveBalance, create: ReserveBalanceCreate, update: ReserveBalanceUpdate },
  access: byOperations,
  kept: {
    create: (value, context) =>
      perform(
        reserveBalance,
        value,
        context,
        'created',
        onBucket(context.caller.tenant, value, context, (stored, amount) => {
          const moved = reserve(stored.value.id, balanceOf(stored), positive(amount));
          return moved === undefined ? notEnough(stored) : [{ stored, moved }];
        }),
      ),
    change: (before, next, context) => {
      if (next.status === before.value.status)
        return described(reserveBalance, before, next, context);
      if (next.status === 'cancelled')
        return release(before, { ...next, amount: before.value.amount }, context, () => 0);
      if (next.status === 'completed')
        return release(before, { ...next, confirmationDate: context.at }, context, (_, stored) =>
          amountFor(next, stored),
        );
      throw badRequest('status can be set to completed or cancelled');
    },
    remove: async (before, context) => {
      if (before.value.status !== 'created')
        return commit(deletion(reserveBalance, before, context));
      const cancelled = { ...before.value, status: 'cancelled' as const };
      if ((await release(before, cancelled, context, () => 0)) === undefined) return false;
      const now = await read(reserveBalance, context.caller.tenant, before.value.id);
      return now === undefined || commit(deletion(reserveBalance, now, context));
    },
  },
});
