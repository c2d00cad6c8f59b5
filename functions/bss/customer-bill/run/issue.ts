import type { Write } from '../../../kernel/table/store.ts';
import { commit, creation, read } from '../../../kernel/table/store.ts';
import type { WriteContext } from '../../../kernel/table/stored.ts';
import { bodyOf, hiddenOf } from '../bill-body.ts';
import { billedUsageEvents } from '../billed-usage.ts';
import { customerBill, cycleBillId, type OwnBill } from '../customer-bill.ts';
import type { ToBill } from './outcome.ts';
import type { Numbered } from './series.ts';

/** A bill that nothing is due of is settled as it goes out. */
const sentState = (dueMicros: number): 'sent' | 'settled' => (dueMicros === 0 ? 'settled' : 'sent');

const madeBill = (one: ToBill, given: Numbered | undefined, context: WriteContext): OwnBill =>
  bodyOf(one.bill, one.account, {
    id: cycleBillId(one.account.id, one.bill.cycle.month),
    at: context.at,
    state: given === undefined ? 'onHold' : sentState(one.bill.dueMicros),
    category: 'normal',
    runType: 'onCycle',
    ...(given !== undefined && { billNo: given.billNo }),
  });

/** A bill is born as what it is, so that one write makes it: with both of v5's events. */
const billWrite = (one: ToBill, value: OwnBill, entity: string, context: WriteContext): Write => {
  const hidden = hiddenOf(one.bill, entity, value.billNo === undefined ? one.reasons : []);
  return creation(customerBill, value, context, {
    hidden,
    extra: [
      { eventType: 'CustomerBillStateChangeEvent', resource: customerBill.name },
      ...(value.billNo === undefined ? [] : billedUsageEvents(value, hidden)),
    ],
  });
};

/** Writes that are under way at once. */
const width = 25;

const issueOne = async (
  one: ToBill,
  given: Numbered | undefined,
  context: WriteContext,
): Promise<OwnBill> => {
  const value = madeBill(one, given, context);
  if (await commit(billWrite(one, value, given?.entity ?? one.issuer.id, context))) return value;
  // The same step, under way twice, wrote it with the same number.
  const stored = await read(customerBill, context.caller.tenant, value.id);
  return stored?.value ?? value;
};

/** Writes bills, each by itself, with the number that it was given; one without a number is held. */
export const issue = async (
  bills: readonly ToBill[],
  numbers: ReadonlyMap<string, Numbered>,
  context: WriteContext,
): Promise<readonly OwnBill[]> => {
  const made: OwnBill[] = [];
  for (let start = 0; start < bills.length; start += width)
    made.push(
      ...(await Promise.all(
        bills
          .slice(start, start + width)
          .map((one) => issueOne(one, numbers.get(one.account.id), context)),
      )),
    );
  return made;
};
