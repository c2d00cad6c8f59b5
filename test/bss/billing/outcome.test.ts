import { describe, expect, it } from '@jest/globals';
import { bodyOf, hiddenOf } from '../../../functions/bss/customer-bill/bill-body.ts';
import { cycleBillId, type OwnBill } from '../../../functions/bss/customer-bill/customer-bill.ts';
import type { Bill } from '../../../functions/bss/customer-bill/engine/bill.ts';
import { calendar, monthOfDate } from '../../../functions/bss/customer-bill/engine/calendar.ts';
import type { AccountRow } from '../../../functions/bss/customer-bill/kept/billed-account.ts';
import { numbersOf } from '../../../functions/bss/customer-bill/run/numbers.ts';
import { outcomeFor } from '../../../functions/bss/customer-bill/run/outcome.ts';
import type { World } from '../../../functions/bss/customer-bill/run/world.ts';
import type { Stored } from '../../../functions/kernel/table/stored.ts';
import { aBook, anAccount, aPrice, aProduct, aSnapshot, billsFor, euro } from './given.ts';

const book = aBook({ fibre: [aPrice('fibre-month')] });
const account: AccountRow = {
  ...anAccount({ subscriptions: [aProduct('prd-1', aSnapshot(1, '2026-01-10T00:00:00Z'))] }),
  accountVersion: 1,
  name: 'Ada',
  state: 'Active',
  address: [],
  legalEntity: 'default',
};
const months = ['2026-01-01', '2026-02-01', '2026-03-01'] as const;
const made = billsFor(months, () => ({ account, book }));
const [january, february, march] = months.map(monthOfDate);

const stored = (bill: Bill): Stored<OwnBill> => ({
  value: bodyOf(bill, account, {
    id: cycleBillId(account.id, bill.cycle.month),
    at: '2026-05-01T12:00:00Z',
    state: 'sent',
    category: 'normal',
    runType: 'onCycle',
  }),
  version: 1,
  hidden: { ...hiddenOf(bill, 'default', []) },
  changes: [],
});
const known = new Map(
  made.map((bill): [string, Stored<OwnBill>] => {
    const one = stored(bill);
    return [one.value.id, one];
  }),
);
const only = (...wanted: readonly (number | undefined)[]) =>
  new Map(
    [...known].filter(([id]) => wanted.some((one) => id === cycleBillId(account.id, one ?? 0))),
  );

const world = (hugeMicros = 1e12): World => ({
  calendar: calendar(),
  book,
  promotions: [],
  issuerOf: () => ({
    id: 'default',
    numberPrefix: '',
    rules: euro,
    limits: { hugeMicros, usualPercent: 100, usualMicros: 1e12 },
  }),
});

const outcome = (of: AccountRow, isNumbered: boolean, bills = only(january), limit?: number) =>
  outcomeFor(of, february ?? 0, {
    tenant: 'demo',
    world: world(limit),
    bills,
    at: '2026-05-01T12:00:00.000Z',
    taken: new Map(isNumbered ? [[of.id, '000000001']] : []),
  });

describe('what becomes of an account in a run', () => {
  it('an odd bill is held', async () => {
    expect(await outcome(account, false, only(january), 1)).toMatchObject({
      kind: 'bill',
      reasons: [expect.stringContaining('huge')],
    });
  });

  it('where a later bill is there, nothing is billed; a number that was given goes to an empty bill', async () => {
    expect(await outcome(account, false, only(january, march))).toEqual({ kind: 'nothing' });
    expect(await outcome(account, true, only(january, march))).toMatchObject({
      kind: 'bill',
      bill: { lines: [], totalMicros: 0, dueMicros: 0 },
    });
  });

  it('goes on from a bill on demand that closed the month already, and charges nothing of it again', async () => {
    const id = 'cb-demand';
    const [, second] = made;
    if (second === undefined || february === undefined) throw new Error('no bill');
    const demanded = new Map([...only(january), [id, { ...stored(second) }] as const]);
    const asked = { ...account, offCycle: { month: february, bill: id } };
    expect(await outcome(asked, false, demanded)).toEqual({ kind: 'nothing' });
  });

  it('bills no cycle before one that a bill on demand has charged', async () => {
    const asked = { ...account, offCycle: { month: march ?? 0, bill: 'cb-demand' } };
    expect(await outcome(asked, false)).toEqual({ kind: 'nothing' });
  });
});

describe('the numbers of a chunk', () => {
  it('go to the accounts that they were taken for, in their order', () => {
    const taken = [
      { entity: 'one', prefix: '', first: 7, accounts: ['a', 'c'] },
      { entity: 'two', prefix: 'T-', first: 1, accounts: ['d'] },
    ];
    expect([...numbersOf(taken)]).toEqual([
      ['a', '000000007'],
      ['c', '000000008'],
      ['d', 'T-000000001'],
    ]);
  });
});
