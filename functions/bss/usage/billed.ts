import * as z from 'zod';
import type { BilledUsage } from '../../../schemas/events/billed-usage.ts';
import { inLanes } from '../../kernel/events/lanes.ts';
import type { Finding } from '../../kernel/table/store.ts';
import { change, commit, creation, racing, readAhead, readAll } from '../../kernel/table/store.ts';
import type { WriteContext } from '../../kernel/table/stored.ts';
import type { UsageAccount } from './account/account.ts';
import { accountId } from './account/account.ts';
import type { KeptRecord } from './account/packed.ts';
import { monthBeginningAt } from './rating/month.ts';
import { ours } from './silent.ts';

/** A bill that has usage of a subscription, and the version of the charges that it went by. */
const BilledSubscription = z.strictObject({
  subscription: z.string(),
  version: z.int(),
  bill: z.string(),
});
export type BilledSubscription = z.infer<typeof BilledSubscription>;

/** What of a billing account's month is on bills: one small item, so that a bill marks all its records with one write. */
const UsageBilling = z.strictObject({
  id: z.string(),
  billed: z.array(BilledSubscription),
});
type UsageBilling = z.infer<typeof UsageBilling>;

const usageBilling = ours<UsageBilling>({
  name: 'usageBilling',
  schema: { read: UsageBilling },
  shards: 0,
});

const isKnown = (known: readonly BilledSubscription[], told: BilledSubscription): boolean =>
  known.some(
    ({ subscription, version }) => subscription === told.subscription && version === told.version,
  );

/** The bill that a record is on: the first one after the record was rated. */
export const billWith = (
  billed: readonly BilledSubscription[],
  { subscription, since }: Pick<KeptRecord, 'subscription' | 'since'>,
): string | undefined =>
  billed
    .filter((one) => one.subscription === subscription && one.version >= since)
    .reduce<BilledSubscription | undefined>(
      (first, one) => (first === undefined || one.version < first.version ? one : first),
      undefined,
    )?.bill;

const monthOf = ({ startDateTime }: BilledUsage['period'][number]): string =>
  monthBeginningAt(Date.parse(startDateTime));

/** So many bills are taken at once. */
const width = 16;

/** Takes what bills charged; what is known already stays as it is. */
export const billedByAll = async (
  bills: readonly BilledUsage[],
  context: WriteContext,
): Promise<void> => {
  const ids = bills.flatMap(({ billingAccount, period }) =>
    period.map((one) => accountId(billingAccount, monthOf(one))),
  );
  const find = await readAhead(usageBilling, context.caller.tenant, ids);
  await inLanes(bills, width, (one) => billedBy(one, find, context));
};

const billedBy = async (
  { bill, billNo = bill, billingAccount, period }: BilledUsage,
  find: Finding<UsageBilling>,
  context: WriteContext,
): Promise<void> => {
  for (const [month, periods] of Map.groupBy(period, monthOf)) {
    const id = accountId(billingAccount, month);
    const told = periods.map(({ subscription, version }) => ({
      subscription,
      version,
      bill: billNo,
    }));
    await racing(id, async () => {
      const stored = await find(id);
      const known = stored?.value.billed ?? [];
      const more = told.filter((one) => !isKnown(known, one));
      const billed = [...known, ...more];
      if (stored === undefined) return commit(creation(usageBilling, { id, billed }, context));
      if (more.length === 0) return true;
      return commit(
        change(usageBilling, { ...stored, changes: [] }, { ...stored.value, billed }, context),
      );
    });
  }
};

/** What of an account's subscriptions is on bills. */
export const billedOf = async (
  tenant: string,
  { lines, month }: UsageAccount,
): Promise<readonly BilledSubscription[]> => {
  const ids = lines.map(({ billingAccount }) => accountId(billingAccount, month));
  const all = await readAll(usageBilling, tenant, [...new Set(ids)]);
  return all.flatMap(({ value }) => value.billed);
};
