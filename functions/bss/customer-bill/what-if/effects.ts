import * as z from 'zod';
import type { PriceEffect } from '../../../../schemas/billing/price-change-preview.ts';
import { nobody } from '../../../kernel/access/caller.ts';
import { microsOf } from '../../../kernel/money.ts';
import { reasonOf } from '../../../kernel/problem.ts';
import { readAll } from '../../../kernel/table/store.ts';
import type { Entity } from '../../../kernel/tmf/resource.ts';
import { defineResource, untold } from '../../../kernel/tmf/resource.ts';
import { money } from '../bill-body.ts';
import { capability } from '../capability.ts';
import { customerBill, cycleBillId } from '../customer-bill.ts';
import { type PriceChange, priceEffect } from '../engine/as-if-priced.ts';
import { cycleOf } from '../engine/bill.ts';
import type { AccountRow } from '../kept/billed-account.ts';
import { billsToRead, carryBefore } from '../run/outcome.ts';
import type { World } from '../run/world.ts';
import type { Study } from './price-change-preview.ts';

/** What one account's last month comes to and would come to, in millionths with tax. */
export interface EffectRow {
  readonly account: string;
  readonly party: string;
  readonly currency: string;
  readonly before: number;
  readonly after: number;
}

/** Private to billing: the answer for some accounts, as many as one step looks at. */
export interface EffectPart extends Entity {
  id: string;
  readonly rows: readonly EffectRow[];
}
export const priceEffectPart = defineResource<EffectPart>({
  api: capability.api,
  source: 'bss.customer-bill',
  name: 'priceEffectPart',
  idPrefix: 'pep',
  schema: { read: z.looseObject({}) },
  operations: [],
  access: nobody,
  events: untold,
});

export const partId = (study: string, index: number): string => `${study}.${index}`;

export const shownEffect = ({
  account,
  party,
  currency,
  before,
  after,
}: EffectRow): PriceEffect => ({
  billingAccount: { id: account },
  relatedParty: { id: party },
  before: money(currency, before),
  after: money(currency, after),
  difference: money(currency, after - before),
});

const hundredthsPerPercent = 100;

/** The changes that a study asks about, as the engine takes them. */
export const changesOf = ({ priceChange }: Study): readonly PriceChange[] =>
  priceChange.map(({ productOfferingPrice, price, percentage }) => ({
    price: productOfferingPrice.id,
    ...(price?.value !== undefined && { micros: microsOf(price.value) }),
    ...(percentage !== undefined && { hundredths: Math.round(percentage * hundredthsPerPercent) }),
  }));

interface Asked {
  readonly world: World;
  readonly changes: readonly PriceChange[];
  /** When it was asked: cycles that were over by then are looked at. */
  readonly atMs: number;
}

const lastMonthOf = ({ terms }: AccountRow, { world, atMs }: Asked): number =>
  world.calendar.monthOf(terms.timeZone, terms.cycleDay, atMs) - 1;

export interface Answered {
  readonly rows: readonly EffectRow[];
  readonly failures: readonly { readonly billingAccount: string; readonly reason: string }[];
}

/** Works out the last month of each account, as it was and as it would have been. Nothing is written. */
export const effectsOn = async (
  tenant: string,
  accounts: readonly AccountRow[],
  asked: Asked,
): Promise<Answered> => {
  const { world, changes } = asked;
  const ids = accounts.flatMap((account) => billsToRead(account, lastMonthOf(account, asked)));
  const stored = await readAll(customerBill, tenant, ids);
  const bills = new Map(stored.map((one) => [one.value.id, one]));
  const rows: EffectRow[] = [];
  const failures: { billingAccount: string; reason: string }[] = [];
  for (const account of accounts) {
    const month = lastMonthOf(account, asked);
    const cycle = cycleOf(world.calendar, account, month);
    if (account.sinceMs >= cycle.toMs) continue;
    try {
      const { rules } = world.issuerOf(account);
      const carry = await carryBefore(tenant, account, month, world, bills);
      const { before, after } = priceEffect({ ...world, account, rules, cycle, carry }, changes);
      const isBilled = bills.has(cycleBillId(account.id, month));
      if (before.lines.length === 0 && after.lines.length === 0 && !isBilled) continue;
      rows.push({
        account: account.id,
        party: account.party,
        currency: before.currency,
        before: before.totalMicros,
        after: after.totalMicros,
      });
    } catch (error) {
      failures.push({ billingAccount: account.id, reason: reasonOf(error) });
    }
  }
  return { rows, failures };
};
