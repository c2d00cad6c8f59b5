import {
  ReserveBalance,
  ReserveBalanceCreate,
  ReserveBalanceUpdate,
} from '../../../schemas/tmf/prepay-balance/reserve-balance.ts';
import { badRequest } from '../../kernel/problem.ts';
import { commit, deletion, read } from '../../kernel/table/store.ts';
import type { Stored, WriteContext } from '../../kernel/table/stored.ts';
import type { Identified, Resource } from '../../kernel/tmf/resource.ts';
import { defineResource } from '../../kernel/tmf/resource.ts';
import { amountFor, bucketNamed, conclude, notEnough, perform } from './act.ts';
import { byOperations, common, described, onBucket, positive } from './action.ts';
import { reserve, settleReserved } from './balance.ts';
import type { OwnBucket } from './bucket.ts';
import { balanceOf } from './bucket.ts';

type Reserve = Identified<ReserveBalance>;

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
