import { sum } from '../../../kernel/money.ts';
import type { BilledAccount, BillingRules } from './account.ts';
import type { Calendar, Month } from './calendar.ts';
import type { Carry } from './carry.ts';
import { commitmentsOf } from './commitment.ts';
import type { Promotion } from './discount.ts';
import { discountsOf } from './discount.ts';
import { feesBilled, feesOf } from './fees.ts';
import { asOf } from './history.ts';
import type { Line } from './line.ts';
import { oneTimeOf } from './one-time.ts';
import type { PriceBook } from './price-book.ts';
import type { Cycle, History } from './recurring.ts';
import { historiesOf, recurringOf } from './recurring.ts';
import type { TaxSum } from './rounding.ts';
import { roundedCharges } from './rounding.ts';
import { taxRates } from './tax.ts';
import { usageOf } from './usage.ts';

export interface BillInput {
  readonly account: BilledAccount;
  readonly rules: BillingRules;
  readonly book: PriceBook;
  readonly promotions: readonly Promotion[];
  readonly calendar: Calendar;
  readonly cycle: Cycle;
  /** What the bill before left. */
  readonly carry: Carry;
}

/** A bill, worked out: nothing of it is stored yet. All amounts are millionths of the currency's unit. */
export interface Bill {
  readonly currency: string;
  readonly cycle: Cycle;
  readonly lines: readonly Line[];
  readonly taxes: readonly TaxSum[];
  readonly netMicros: number;
  readonly taxMicros: number;
  readonly totalMicros: number;
  /** Credit of the customer's that is used up; negative where the bill itself gives credit. */
  readonly creditMicros: number;
  readonly dueMicros: number;
  readonly roundingBeforeMicros: number;
  readonly carry: Carry;
}

/** The cycle that began in a month. */
export const cycleOf = (calendar: Calendar, { terms }: BilledAccount, month: Month): Cycle => {
  const start = (of: Month): number => calendar.start(terms.timeZone, terms.cycleDay, of);
  return { month, fromMs: start(month), toMs: start(month + 1), nextMs: start(month + 2) };
};

/** Bills of this many cycles are looked at to tell an odd one. */
const rememberedTotals = 3;

/** Credit pays the bill as far as it goes; a bill below zero becomes credit. */
const creditFor = (total: number, account: BilledAccount, carry: Carry): number => {
  const available = sum(account.credits.map(({ micros }) => micros)) - carry.creditUsedMicros;
  return total < 0 ? total : Math.min(total, Math.max(0, available));
};

const productsNow = (carry: Carry, histories: readonly History[], cycle: Cycle): string[] => {
  const begun = histories.flatMap(([{ id }, [first]]) =>
    first !== undefined && first.fromMs < cycle.toMs ? [id] : [],
  );
  return [...new Set([...carry.products, ...begun])];
};

/** Works out the bill of an account for a cycle: a function of what is given, to the last millionth. */
export const billOf = (input: BillInput): Bill => {
  const { account, rules, book, promotions, cycle, carry } = input;
  const histories = historiesOf(account).map(
    ([one, segments]): History => [one, asOf(segments, cycle.toMs)],
  );
  const recurring = recurringOf(input, histories);
  const usage = usageOf(account.usage, carry, cycle);
  const charges = [
    ...oneTimeOf(histories, book, carry, cycle),
    ...recurring.charges,
    ...usage.charges,
  ];
  const discounts = discountsOf(charges, histories, {
    party: account.party,
    book,
    promotions,
    cycle,
  });
  const priced = [...charges, ...discounts];
  const fees = feesOf(account, rules.currency, carry, cycle);
  const all = [...priced, ...commitmentsOf(account.commitments, priced, cycle), ...fees];
  const rateOf = taxRates(account, rules, cycle.toMs);
  const { lines, taxes, roundingMicros } = roundedCharges(all, rateOf, rules, carry.roundingMicros);
  const netMicros = sum(taxes.map((tax) => tax.netMicros));
  const taxMicros = sum(taxes.map((tax) => tax.taxMicros));
  const totalMicros = netMicros + taxMicros;
  const creditMicros = creditFor(totalMicros, account, carry);
  return {
    currency: rules.currency,
    cycle,
    lines,
    taxes,
    netMicros,
    taxMicros,
    totalMicros,
    creditMicros,
    dueMicros: totalMicros - creditMicros,
    roundingBeforeMicros: carry.roundingMicros,
    carry: {
      month: cycle.month,
      roundingMicros,
      creditUsedMicros: carry.creditUsedMicros + creditMicros,
      products: productsNow(carry, histories, cycle),
      windows: recurring.windows,
      usage: usage.usage,
      ...feesBilled(carry, fees),
      totals: [totalMicros, ...carry.totals].slice(0, rememberedTotals),
    },
  };
};
