import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  hearMove,
  hearProduct,
  justBefore,
} from '../../../functions/bss/customer-bill/hear/product.ts';
import type { AccountRow } from '../../../functions/bss/customer-bill/kept/billed-account.ts';
import { microsOf } from '../../../functions/kernel/money.ts';
import { aBook, anAccount, aPrice, billsFor, ms } from './given.ts';

const book = aBook({
  fibre: [
    aPrice('fibre-month', { micros: microsOf(30) }),
    aPrice('fibre-once', { type: 'oneTime', name: 'activation', micros: microsOf(50) }),
  ],
});

const row: AccountRow = {
  ...anAccount({ sinceMs: ms('2026-03-20T00:00:00Z') }),
  accountVersion: 1,
  name: 'Ada',
  state: 'Active',
  address: [],
  legalEntity: 'default',
};

type Name = 'old' | 'new';
type Hearing = { readonly account: Name; readonly hear: (before: AccountRow) => AccountRow };

/** One version of the product: active with an account, as the inventory's event tells it. */
const told = (account: Name, version: number, at: string): Hearing => ({
  account,
  hear: (before) =>
    hearProduct(
      before,
      {
        id: 'prd-1',
        name: 'Fibre',
        status: 'active',
        startDate: '2026-04-01T00:00:00Z',
        productOffering: { id: 'fibre' },
      },
      version,
      ms(at),
    ),
});

/** A move as billing hears it, of the account before and of the one after. */
const move = (from: Name, to: Name, version: number, at: string): readonly Hearing[] => [
  told(to, version, at),
  { account: from, hear: (before) => hearMove(before, 'prd-1', version, ms(at)) },
  { account: to, hear: (before) => hearMove(before, 'prd-1', justBefore(version), ms(at)) },
];

const thereAndStays = [
  told('old', 1, '2026-04-01T00:00:00Z'),
  ...move('old', 'new', 2, '2026-04-16T00:00:00Z'),
  told('new', 3, '2026-04-20T00:00:00Z'),
];
const thereAndBack = [...thereAndStays, ...move('new', 'old', 4, '2026-05-16T12:00:00Z')];

const heard = (hearings: readonly Hearing[], account: Name): AccountRow =>
  hearings.reduce((before, one) => (one.account === account ? one.hear(before) : before), row);

const charged = (hearings: readonly Hearing[], account: Name) =>
  billsFor(['2026-03-01', '2026-04-01', '2026-05-01'], () => ({
    account: heard(hearings, account),
    book,
  })).map(({ lines }) =>
    lines.map(({ name, exactMicros, period }) => [name, exactMicros, ...period]),
  );

const total = (hearings: readonly Hearing[], account: Name): number =>
  charged(hearings, account)
    .flat()
    .reduce((sum, [, micros]) => sum + Number(micros), 0);

describe('a product that goes to another billing account', () => {
  it('is charged to each account for its own days, and its activation once', () => {
    // April and what is ahead of it: half of April, and all of May and June that the other pays.
    expect(total(thereAndStays, 'old')).toBe(microsOf(50 + 15));
    expect(total(thereAndStays, 'new')).toBe(microsOf(15 + 30 + 30));
  });

  it('comes back, and each pays for the days that it had it', () => {
    expect(total(thereAndBack, 'old')).toBe(microsOf(50 + 15 + 15 + 30));
    expect(total(thereAndBack, 'new')).toBe(microsOf(15 + 15));
  });

  it('is charged alike in whatever order that is heard, once or more often', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...thereAndBack], { minLength: thereAndBack.length }),
        fc.array(fc.constantFrom(...thereAndBack), { maxLength: 4 }),
        (some, again) => {
          for (const account of ['old', 'new'] as const)
            expect(charged([...some, ...again], account)).toEqual(charged(thereAndBack, account));
        },
      ),
    );
  });
});
