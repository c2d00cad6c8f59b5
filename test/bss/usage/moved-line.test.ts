import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newAccount, type UsageAccount } from '../../../functions/bss/usage/account/account.ts';
import { eventsOf } from '../../../functions/bss/usage/account/account-events.ts';
import { type Guided, settled, settledAnew } from '../../../functions/bss/usage/account/settle.ts';
import { followed, type Line, lineAt } from '../../../functions/bss/usage/guide/line.ts';
import { aRecord, perMinute, tariffOf } from './tariffs.ts';

const tariff = tariffOf({ rates: [perMinute(0.6)] });
const nothing = { lines: new Map(), pool: {} };
const start = '2026-11-01T00:00:00.000Z';
const moved = '2026-11-16T00:00:00.000Z';
const context: any = { caller: { tenant: 't1' }, at: '2026-11-20T00:00:00.000Z' };

const versions = [
  { version: 1, at: '2026-10-30T00:00:00.000Z', status: 'pendingActive', account: 'ba-old' },
  { version: 2, at: start, status: 'active', account: 'ba-old' },
  { version: 3, at: '2026-11-05T00:00:00.000Z', status: 'suspended', account: 'ba-old' },
  { version: 4, at: '2026-11-06T00:00:00.000Z', status: 'active', account: 'ba-old' },
  { version: 5, at: moved, status: 'active', account: 'ba-new' },
  { version: 6, at: '2026-11-18T00:00:00.000Z', status: 'active', account: 'ba-new' },
];

const heard = (order: readonly number[]): Line | undefined =>
  order.reduce<Line | undefined>((known, index) => {
    const { version, at, status, account } = versions[index] as (typeof versions)[number];
    const product: any = {
      id: 'prd-1',
      status,
      startDate: start,
      relatedParty: [{ id: `party-of-${account}`, role: 'customer' }],
      billingAccount: { id: account },
    };
    return followed(known, product, version, at);
  }, undefined);

const places = versions.map((_, index) => index);
const order = fc.shuffledSubarray(places, { minLength: places.length });
const inTurn = heard(places);

const guided = (id: string, at: string, by = inTurn): Guided => {
  const { billingAccount = '', party = '' } =
    by === undefined ? {} : (lineAt(by, Date.parse(at)) ?? {});
  return {
    record: aRecord({ id, at: Date.parse(at), quantity: 60 }),
    subscription: 'prd-1',
    party,
    billingAccount,
    tariffs: () => ({ key: 'trf-1', tariff }),
  };
};

/** What billing has in the end: the newest charges that each account was told. */
const billed = (batches: readonly (readonly Guided[])[], scope = 'prd-1') => {
  let account: UsageAccount = newAccount(scope, '2026-11', 'UTC');
  let records: readonly Guided[] = [];
  const told: Record<string, { version: number; micros: number; party: string }> = {};
  const tell = (after: UsageAccount): void => {
    for (const { payload } of eventsOf(
      account.records === 0 ? undefined : account,
      after,
      context,
      false,
    )) {
      const charges: any = payload;
      const micros = charges.lines.reduce((sum: number, one: any) => sum + one.amountMicros, 0);
      expect(charges.version).toBeGreaterThan(told[charges.billingAccount]?.version ?? 0);
      told[charges.billingAccount] = { version: charges.version, micros, party: charges.party };
    }
    account = after;
  };
  for (const batch of batches) {
    tell(settled(account, new Set(), batch, nothing, () => records).account);
    records = [...records, ...batch];
  }
  const anew = (kept: readonly Guided[]): void =>
    tell(settledAnew(account, kept, [], nothing).account);
  const amounts = () =>
    Object.fromEntries(Object.entries(told).map(([name, { micros }]) => [name, micros]));
  return { amounts, anew, told, account: () => account };
};

const early = guided('r1', '2026-11-02T10:00:00Z');
const late = guided('r2', '2026-11-17T10:00:00Z');

describe('a line that goes to another billing account within a month', () => {
  it('is billed to each account for what was used while it had the line', () => {
    for (const batches of [[[early], [late]], [[early, late]], [[late], [early]]]) {
      const { amounts, told, account } = billed(batches);
      expect(amounts()).toEqual({ 'ba-old': 600_000, 'ba-new': 600_000 });
      expect(told['ba-old']?.party).toBe('party-of-ba-old');
      expect(account().lines).toMatchObject([
        { billingAccount: 'ba-new', charges: [{ records: 2, amountMicros: 1_200_000 }] },
      ]);
    }
  });

  it('is billed once, whatever the order and the batches of its records', () => {
    const minutes = fc.uniqueArray(fc.integer({ min: 0, max: 28 * 24 * 60 }), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(minutes, fc.infiniteStream(fc.nat(2)), (some, cuts) => {
        const batches: Guided[][] = [[]];
        for (const minute of some) {
          const at = new Date(Date.parse(start) + minute * 60_000).toISOString();
          if (cuts.next().value === 0 && batches.at(-1)?.length) batches.push([]);
          batches.at(-1)?.push(guided(`r${minute}`, at));
        }
        const before = some.filter((minute) => minute < 15 * 24 * 60).length;
        const amounts = billed(batches).amounts();
        expect([amounts['ba-old'] ?? 0, amounts['ba-new'] ?? 0]).toEqual([
          before * 600_000,
          (some.length - before) * 600_000,
        ]);
      }),
    );
  });

  it('tells an account that pays nothing any more, when the move is known late', () => {
    const unaware = heard(places.slice(0, 4));
    const wrong = guided('r2', '2026-11-17T10:00:00Z', unaware);
    const { amounts, anew } = billed([[wrong]]);
    expect(amounts()).toEqual({ 'ba-old': 600_000 });
    anew([late]);
    expect(amounts()).toEqual({ 'ba-old': 0, 'ba-new': 600_000 });
  });

  it('leaves what its old account shares with others on that account', () => {
    const { amounts, anew } = billed([[early]], 'ba-old');
    anew([early, late]);
    expect(amounts()).toEqual({ 'ba-old': 1_200_000 });
  });

  it('has the same history in whatever order its events come', () => {
    fc.assert(
      fc.property(order, (some) => {
        expect(heard(some)).toEqual(inTurn);
      }),
    );
    const at = (moment: string) => inTurn && lineAt(inTurn, Date.parse(moment))?.billingAccount;
    expect(at('2026-11-02T00:00:00Z')).toBe('ba-old');
    expect(at('2026-11-15T23:59:59Z')).toBe('ba-old');
    expect(at(moved)).toBe('ba-new');
  });
});
