import { Transient } from '../../../kernel/problem.ts';
import type { Write } from '../../../kernel/table/store.ts';
import { change, commitAll, creation, read } from '../../../kernel/table/store.ts';
import type { Stored, WriteContext } from '../../../kernel/table/stored.ts';
import { bodyOf, hiddenOf } from '../bill-body.ts';
import { billedUsageEvents } from '../billed-usage.ts';
import { customerBill, cycleBillId, type OwnBill } from '../customer-bill.ts';
import { billNumberSeries, type SeriesRow } from '../kept/run-rows.ts';
import type { Outcome } from './outcome.ts';
import type { Issuer } from './world.ts';

export type ToBill = Extract<Outcome, { kind: 'bill' }>;

const numberDigits = 9;

/** The next number of the entity. It is used exactly when the transaction that takes it commits: no gap can stay. */
export const numbered = (prefix: string, last: number): string =>
  `${prefix}${String(last).padStart(numberDigits, '0')}`;

/** The write that moves a series on; another that took numbers meanwhile makes it fail. */
export const seriesWrite = (
  stored: Stored<SeriesRow> | undefined,
  entity: string,
  last: number,
  context: WriteContext,
): Write => {
  const value = { id: entity, '@type': billNumberSeries.type, last };
  return stored === undefined
    ? creation(billNumberSeries, value, context)
    : change(billNumberSeries, stored, value, context);
};

/** A bill that nothing is due of is settled as it goes out. */
const sentState = (dueMicros: number): 'sent' | 'settled' => (dueMicros === 0 ? 'settled' : 'sent');

const madeBill = (one: ToBill, billNo: string | undefined, context: WriteContext): OwnBill =>
  bodyOf(one.bill, one.account, {
    id: cycleBillId(one.account.id, one.bill.cycle.month),
    at: context.at,
    state: billNo === undefined ? 'onHold' : sentState(one.bill.dueMicros),
    category: 'normal',
    runType: 'onCycle',
    ...(billNo !== undefined && { billNo }),
  });

/** A bill is born as what it is, so that one write makes it: with both of v5's events. */
const billWrite = (one: ToBill, value: OwnBill, context: WriteContext): Write => {
  const hidden = hiddenOf(one.bill, one.issuer.id, one.reasons);
  return creation(customerBill, value, context, {
    hidden,
    extra: [
      { eventType: 'CustomerBillStateChangeEvent', resource: customerBill.name },
      ...(value.billNo === undefined ? [] : billedUsageEvents(value, hidden)),
    ],
  });
};

const mostRaces = 20;

/**
 * Writes the bills of one legal entity and takes their numbers, all in one transaction. A bill that is there already
 * is left out, and the others are numbered anew; answers what was written.
 */
export const issue = async (
  issuer: Issuer,
  bills: readonly ToBill[],
  context: WriteContext,
): Promise<readonly OwnBill[]> => {
  let left = bills;
  for (let race = 0; race < mostRaces && left.length > 0; race += 1) {
    const stored = await read(billNumberSeries, context.caller.tenant, issuer.id);
    let last = stored?.value.last ?? 0;
    const made = left.map((one) => {
      if (one.reasons.length > 0) return madeBill(one, undefined, context);
      last += 1;
      return madeBill(one, numbered(issuer.numberPrefix, last), context);
    });
    const writes = left.flatMap((one, index) => {
      const value = made[index];
      return value === undefined ? [] : [billWrite(one, value, context)];
    });
    const { committed, lost } = await commitAll([
      ...writes,
      ...(last === (stored?.value.last ?? 0)
        ? []
        : [seriesWrite(stored, issuer.id, last, context)]),
    ]);
    if (committed) return made;
    left = left.filter((_, index) => !lost.includes(index));
  }
  if (left.length === 0) return [];
  throw new Transient(`numbers of ${issuer.id} were taken ${mostRaces} times meanwhile`);
};
