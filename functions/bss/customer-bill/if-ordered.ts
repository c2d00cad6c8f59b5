import { badRequest } from '../../kernel/problem.ts';
import type { Snapshot, Subscription } from './engine/account.ts';
import type { PriceBook } from './engine/price-book.ts';
import type { AccountRow } from './kept/billed-account.ts';

/** One line of an order that has not been placed. */
export interface Wish {
  readonly id: string;
  readonly action: 'add' | 'modify' | 'delete' | 'noChange';
  readonly offering?: string;
  readonly product?: string;
  readonly characteristics: Readonly<Record<string, string>>;
  /** When it would be done. @default - now */
  readonly atMs?: number;
}

const added = (wish: Wish, atMs: number, book: PriceBook): Subscription => {
  const offering = book.offerings.get(wish.offering ?? '');
  if (offering === undefined)
    throw badRequest(`item ${wish.id}: offering ${wish.offering ?? ''} is not known to billing`);
  const snapshot: Snapshot = {
    version: 1,
    atMs,
    status: 'active',
    name: offering.name,
    offering: offering.id,
    startMs: atMs,
    characteristics: wish.characteristics,
  };
  return { id: `preview-${wish.id}`, snapshots: [snapshot] };
};

/** What the product would be after the line. */
const after = (last: Snapshot, wish: Wish, atMs: number): Snapshot => ({
  ...last,
  version: last.version + 1,
  atMs,
  ...(wish.action === 'delete'
    ? { status: 'terminated', endMs: atMs }
    : {
        offering: wish.offering ?? last.offering,
        characteristics: { ...last.characteristics, ...wish.characteristics },
      }),
});

/** The account as it would be if the lines were ordered and done. */
export const asIfOrdered = (
  account: AccountRow,
  wishes: readonly Wish[],
  nowMs: number,
  book: PriceBook,
): AccountRow => {
  let subscriptions = account.subscriptions;
  for (const wish of wishes) {
    const atMs = wish.atMs ?? nowMs;
    if (wish.action === 'add') subscriptions = [...subscriptions, added(wish, atMs, book)];
    if (wish.action !== 'modify' && wish.action !== 'delete') continue;
    const known = subscriptions.find(({ id }) => id === wish.product);
    const last = known?.snapshots.at(-1);
    if (known === undefined || last === undefined)
      throw badRequest(`item ${wish.id}: product ${wish.product ?? ''} is not on this account`);
    const changed = { ...known, snapshots: [...known.snapshots, after(last, wish, atMs)] };
    subscriptions = subscriptions.map((one) => (one.id === known.id ? changed : one));
  }
  return { ...account, subscriptions };
};
