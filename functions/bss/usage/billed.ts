import * as z from 'zod';
import type { BilledUsage } from '../../../schemas/events/billed-usage.ts';
import { inLanes } from '../../kernel/events/lanes.ts';
import type { Finding } from '../../kernel/table/store.ts';
import { change, commit, creation, racing, readAhead, readAll } from '../../kernel/table/store.ts';
import type { WriteContext } from '../../kernel/table/stored.ts';
import type { UsageAccount } from './account/account.ts';
import { accountId, placeOfAccount } from './account/account.ts';
import type { KeptRecord } from './account/packed.ts';
import type { Payer } from './account/shares.ts';
import { sharesOf } from './account/shares.ts';
import { line, lineAt } from './guide/line.ts';
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
const billWith = (
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

/** Who pays for a record of an account, and the bill that it is on. */
export interface Payment {
  readonly party: string;
  /** @default - none yet */
  readonly bill: string | undefined;
}

/** Who pays for each record. Only where a line went from one account to another does its history tell. */
const payersOf = async (
  tenant: string,
  { lines }: UsageAccount,
): Promise<(kept: KeptRecord) => Payer | undefined> => {
  const known = new Map(lines.map((one) => [one.subscription, one]));
  const moved = lines.filter(({ shares }) => shares !== undefined);
  const histories = await readAll(
    line,
    tenant,
    moved.map(({ subscription }) => subscription),
  );
  const past = new Map(histories.map(({ value }) => [value.id, value]));
  return ({ subscription, record }) => {
    const now = known.get(subscription);
    const history = past.get(subscription);
    const then = history && lineAt(history, record.at)?.billingAccount;
    return now?.shares?.find(({ billingAccount }) => billingAccount === then) ?? now;
  };
};

/** What of an account's records is paid by whom, and on which bills. */
export const paymentsOf = async (
  tenant: string,
  account: UsageAccount,
): Promise<(kept: KeptRecord) => Payment> => {
  const payers = account.lines.flatMap(sharesOf).map(({ billingAccount }) => billingAccount);
  const ids = [...new Set(payers)].map((one) => accountId(one, account.month));
  const [payerOf, all] = await Promise.all([
    payersOf(tenant, account),
    readAll(usageBilling, tenant, ids),
  ]);
  const billed = new Map(all.map(({ value }) => [placeOfAccount(value.id).scope, value.billed]));
  return (kept) => {
    const { billingAccount = '', party = '' } = payerOf(kept) ?? {};
    const bill = billWith(billed.get(billingAccount) ?? [], kept);
    return { party, bill };
  };
};
