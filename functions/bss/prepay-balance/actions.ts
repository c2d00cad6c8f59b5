import {
  AdjustBalance,
  AdjustBalanceCreate,
  AdjustBalanceUpdate,
} from '../../../schemas/tmf/prepay-balance/adjust-balance.ts';
import {
  TopupBalance,
  TopupBalanceCreate,
  TopupBalanceUpdate,
} from '../../../schemas/tmf/prepay-balance/topup-balance.ts';
import { badRequest } from '../../kernel/problem.ts';
import type { WriteContext } from '../../kernel/table/stored.ts';
import { setTimer } from '../../kernel/table/timer.ts';
import type { Identified, Resource } from '../../kernel/tmf/resource.ts';
import { defineResource } from '../../kernel/tmf/resource.ts';
import { notEnough, perform } from './act.ts';
import { byOperations, byStaff, common, described, onBucket, positive } from './action.ts';
import { putIn, takeOut } from './balance.ts';
import { balanceOf } from './bucket.ts';
import { dueAt, subjectOf, topupTimers } from './recurring.ts';

type Topup = Identified<TopupBalance>;
type Adjust = Identified<AdjustBalance>;

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
