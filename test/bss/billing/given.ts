import type {
  BilledAccount,
  BillingRules,
  Snapshot,
  Subscription,
} from '../../../functions/bss/customer-bill/engine/account.ts';
import type { Bill, BillInput } from '../../../functions/bss/customer-bill/engine/bill.ts';
import { billOf, cycleOf } from '../../../functions/bss/customer-bill/engine/bill.ts';
import {
  type Calendar,
  calendar,
  monthOfDate,
} from '../../../functions/bss/customer-bill/engine/calendar.ts';
import { type Carry, nothingBilled } from '../../../functions/bss/customer-bill/engine/carry.ts';
import type {
  Price,
  PriceBook,
  PriceVersion,
} from '../../../functions/bss/customer-bill/engine/price-book.ts';
import { microsOf } from '../../../functions/kernel/money.ts';

export const ms = (instant: string): number => Date.parse(instant);

export const aVersion = (more: Partial<PriceVersion> = {}): PriceVersion => ({
  item: 1,
  version: '1.0',
  fromMs: 0,
  type: 'recurring',
  name: 'a month',
  micros: microsOf(20),
  currency: 'EUR',
  hundredths: 0,
  months: 1,
  mode: 'advance',
  conditions: [],
  taxCategory: 'standard',
  ...more,
});

export const aPrice = (id: string, ...versions: readonly Partial<PriceVersion>[]): Price => ({
  id,
  versions: (versions.length === 0 ? [{}] : versions).map(aVersion),
});

/** Each offering with its prices; its name is its id. */
export const aBook = (offerings: Readonly<Record<string, readonly Price[]>>): PriceBook => ({
  offerings: new Map(
    Object.entries(offerings).map(([id, prices]) => [
      id,
      { id, name: id, prices: prices.map((price) => price.id) },
    ]),
  ),
  prices: new Map(
    Object.values(offerings)
      .flat()
      .map((price) => [price.id, price]),
  ),
});

export const aSnapshot = (version: number, at: string, more: Partial<Snapshot> = {}): Snapshot => ({
  version,
  atMs: ms(at),
  status: 'active',
  name: 'Fibre',
  offering: 'fibre',
  characteristics: {},
  ...more,
});

export const aProduct = (id: string, ...snapshots: readonly Snapshot[]): Subscription => ({
  id,
  snapshots,
});

export const anAccount = (more: Partial<BilledAccount> = {}): BilledAccount => ({
  id: 'bac-1',
  party: 'ind-1',
  sinceMs: ms('2026-01-01T00:00:00Z'),
  terms: { cycleDay: 1, timeZone: 'UTC', dueDays: 14, exemptions: [] },
  subscriptions: [],
  usage: [],
  commitments: [],
  credits: [],
  ...more,
});

export const euro: BillingRules = { currency: 'EUR', country: 'BE', rounding: 'document' };

export interface Given extends Partial<Omit<BillInput, 'account'>> {
  readonly account: BilledAccount;
}

const shared: Calendar = calendar();

/** The bill of the cycle that begins in the month of a date. */
export const billFor = (date: string, { account, ...more }: Given): Bill =>
  billOf({
    account,
    rules: euro,
    book: aBook({ fibre: [aPrice('fibre-month')] }),
    promotions: [],
    calendar: shared,
    cycle: cycleOf(shared, account, monthOfDate(date)),
    carry: nothingBilled,
    ...more,
  });

/** Bills of cycles one after the other, each from what the one before left. `account` may change meanwhile. */
export const billsFor = (
  dates: readonly string[],
  given: (date: string) => Given,
): readonly Bill[] => {
  let carry: Carry = nothingBilled;
  return dates.map((date) => {
    const bill = billFor(date, { ...given(date), carry });
    carry = bill.carry;
    return bill;
  });
};

export const amounts = ({ lines }: Bill): readonly number[] =>
  lines.map(({ exactMicros }) => exactMicros / 1e6);
