import {
  TransferBalance,
  TransferBalanceCreate,
  TransferBalanceUpdate,
} from '../../../schemas/tmf/prepay-balance/transfer-balance.ts';
import { customerOwned } from '../../kernel/access/caller.ts';
import { microsOf } from '../../kernel/money.ts';
import { badRequest } from '../../kernel/problem.ts';
import type { Stored } from '../../kernel/table/stored.ts';
import type { Identified, Resource } from '../../kernel/tmf/resource.ts';
import { defineResource } from '../../kernel/tmf/resource.ts';
import type { Decision, Move } from './act.ts';
import { amountFor, bucketNamed, closedBecause, notEnough, perform } from './act.ts';
import { common, described, positive } from './action.ts';
import type { Moved } from './balance.ts';
import { putIn, takeOut } from './balance.ts';
import type { OwnBucket } from './bucket.ts';
import { balanceOf } from './bucket.ts';

type Transfer = Identified<TransferBalance>;

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
