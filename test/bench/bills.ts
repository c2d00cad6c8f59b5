import { type Bill, billOf, cycleOf } from '../../functions/bss/customer-bill/engine/bill.ts';
import { calendar, monthOfDate } from '../../functions/bss/customer-bill/engine/calendar.ts';
import { type Carry, nothingBilled } from '../../functions/bss/customer-bill/engine/carry.ts';
import { packed } from '../../functions/bss/customer-bill/engine/packed.ts';
import { aBook, anAccount, aPrice, aProduct, aSnapshot, euro, ms } from '../bss/billing/given.ts';
import type { Row } from './measure.ts';

const usageLines = 6;
const microsPerSecond = 1_000_000;
const products = ['prd-a', 'prd-b', 'prd-c'];

/** Three subscriptions; with charges by time, usage and discounts a bill of theirs has 27 lines. They begin at the start. */
export const household = (index: number, start = '2026-01-01T00:00:00Z', year = '2026') =>
  anAccount({
    id: `bac-${index}`,
    sinceMs: ms(start),
    terms: { cycleDay: 1, timeZone: 'Europe/Brussels', dueDays: 14, exemptions: [] },
    subscriptions: products.map((id) => aProduct(id, aSnapshot(1, start))),
    usage: products.map((subscription) => ({
      subscription,
      fromMs: ms(`${year}-04-01T00:00:00Z`),
      toMs: ms(`${year}-05-01T00:00:00Z`),
      version: 7,
      currency: 'EUR',
      lines: Array.from({ length: usageLines }, (_, line) => ({
        key: `voice|zone-${line}|peak|1.0`,
        name: `Calls to zone ${line}`,
        usageType: 'voice' as const,
        quantity: 60 * (line + index),
        unit: 's',
        records: line + 1,
        amountMicros: 123_457 * (line + 1),
        priceId: `pop-${line}`,
        priceVersion: '1.0',
      })),
    })),
  });

/** Two charges a month and a discount. */
export const book = aBook({
  fibre: [
    aPrice('month'),
    aPrice('equipment', { micros: 4_990_000, name: 'equipment' }),
    aPrice('less', { type: 'discount', hundredths: 1_000, name: 'discount' }),
  ],
});

/** What is kept of a bill beside its few sums. */
const textOf = ({ lines, carry, ...sums }: Bill): string =>
  JSON.stringify({ ...sums, ...packed(lines, carry) });

/** Bills a second on one core, from an account as it is read to the bill as it is written (JSON). */
export const billsSection = (quick: boolean): readonly Row[] => {
  const accounts = Array.from({ length: 200 }, (_, index) => household(index));
  const days = calendar();
  const count = quick ? 20_000 : 200_000;
  /** What the bill of March left: the products are known, and April is charged ahead. */
  const carries = accounts.map((account): Carry => {
    const cycle = cycleOf(days, account, monthOfDate('2026-03-01'));
    const before = { account: { ...account, usage: [] }, rules: euro, book, promotions: [] };
    return billOf({ ...before, calendar: days, cycle, carry: nothingBilled }).carry;
  });
  let lines = 0;
  let bytes = 0;
  const run = (until: number): void => {
    for (let index = 0; index < until; index += 1) {
      const account = accounts[index % accounts.length] ?? household(0);
      const cycle = cycleOf(days, account, monthOfDate('2026-04-01'));
      const carry = carries[index % carries.length] ?? nothingBilled;
      const bill = billOf({
        account,
        rules: euro,
        book,
        promotions: [],
        calendar: days,
        cycle,
        carry,
      });
      lines = bill.lines.length;
      bytes = textOf(bill).length;
    }
  };
  run(5_000);
  // Time on the core, not by the clock: what else runs on the machine is not the engine's.
  const before = process.cpuUsage();
  run(count);
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / microsPerSecond;
  return [
    {
      what: 'engine with serialisation',
      lines,
      'bytes a bill': bytes,
      'bills a second': Math.round(count / seconds),
      goal: 30_000,
    },
  ];
};
