import type { SentBill, SentBills } from '../../../../schemas/events/sent-bills.ts';
import { sentBillsEvent } from '../../../../schemas/events/sent-bills.ts';
import type { Money } from '../../../../schemas/tmf/common.ts';
import { inLanes } from '../../../kernel/events/lanes.ts';
import { Transient } from '../../../kernel/problem.ts';
import { commit, creation } from '../../../kernel/table/store.ts';
import type { ExtraEvent, WriteContext } from '../../../kernel/table/stored.ts';
import { bodyOf, hiddenOf } from '../bill-body.ts';
import { customerBill, cycleBillId, type OwnBill } from '../customer-bill.ts';
import type { Outcome } from './outcome.ts';

export type ToBill = Extract<Outcome, { kind: 'bill' }>;

/** A bill that nothing is due of is settled as it goes out; an odd one is looked at first. */
const stateOf = ({ reasons, bill }: ToBill): 'sent' | 'settled' | 'onHold' => {
  if (reasons.length > 0) return 'onHold';
  return bill.dueMicros === 0 ? 'settled' : 'sent';
};

const madeBill = (one: ToBill, billNo: string | undefined, context: WriteContext): OwnBill =>
  bodyOf(one.bill, one.account, {
    id: cycleBillId(one.account.id, one.bill.cycle.month),
    at: context.at,
    state: stateOf(one),
    category: 'normal',
    runType: 'onCycle',
    ...(billNo !== undefined && { billNo }),
  });

/** So many bills are written at once. */
const width = 16;

/**
 * Writes bills with the numbers that were taken for them. Each is born as what it is, in one plain write, with both of
 * v5's events for listeners outside. One that is there already was made by the same step, repeated meanwhile.
 */
export const issue = async (
  bills: readonly ToBill[],
  numbers: ReadonlyMap<string, string>,
  context: WriteContext,
): Promise<readonly OwnBill[]> => {
  const made = bills.map((one) => madeBill(one, numbers.get(one.account.id), context));
  await inLanes(bills, width, async (one, index) => {
    const value = made[index];
    if (value === undefined) return;
    const write = creation(customerBill, value, context, {
      hidden: hiddenOf(one.bill, one.issuer.id, one.reasons),
      extra: [{ eventType: 'CustomerBillStateChangeEvent', resource: customerBill.name }],
      hubsOnly: true,
    });
    if (!(await commit(write))) throw new Transient(`${value.id} was made meanwhile`);
  });
  return made;
};

/** A bill with the version of its item. */
export interface Versioned {
  readonly value: OwnBill;
  readonly version: number;
}

const amount = ({ unit = '', value = 0 }: Money = {}) => ({ unit, value });

const told = (bill: OwnBill): SentBill => ({
  id: bill.id,
  billNo: bill.billNo ?? '',
  state: bill.state ?? 'sent',
  category: bill.category ?? 'normal',
  amountDue: amount(bill.amountDue),
  remainingAmount: amount(bill.remainingAmount),
  paymentDueDate: bill.paymentDueDate ?? '',
  billingAccount: { id: bill.billingAccount?.id ?? '' },
  ...(bill.paymentMethod?.id !== undefined && { paymentMethod: { id: bill.paymentMethod.id } }),
  relatedParty: (bill.relatedParty ?? []).map(({ id = '', role = '', ...party }) => ({
    id,
    role,
    '@referredType': party['@referredType'] ?? 'Party',
  })),
});

/** What tells those who collect of bills that were sent: one event for all. */
export const sentBillsEvents = (id: string, bills: readonly Versioned[]): readonly ExtraEvent[] => {
  if (bills.length === 0) return [];
  const payload: SentBills = {
    id,
    bill: bills.map(({ version, value }) => ({ version, customerBill: told(value) })),
  };
  const subjects = bills.map(({ value }) => value.id);
  return [{ eventType: sentBillsEvent, resource: 'sentBills', payload, subjects }];
};
