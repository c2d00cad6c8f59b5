import type {
  BooksCertificate,
  BooksFinding,
} from '../../../../schemas/billing/books-certificate.ts';
import type { Caller } from '../../../kernel/access/caller.ts';
import { decimalOf } from '../../../kernel/money.ts';
import { booksCertified } from '../../../kernel/observability/metrics.ts';
import { reasonOf } from '../../../kernel/problem.ts';
import { lookupPartition } from '../../../kernel/table/keys.ts';
import { readIndex } from '../../../kernel/table/rows.ts';
import { read, readAll } from '../../../kernel/table/store.ts';
import { money } from '../bill-body.ts';
import { customerBill } from '../customer-bill.ts';
import { type AccountCursor, accountPage, firstAccount } from '../kept/account-page.ts';
import { type AccountRow, billedAccount } from '../kept/billed-account.ts';
import { billedPrice, everyOne, type PriceRow } from '../kept/billed-catalogue.ts';
import { billNumberSeries } from '../kept/run-rows.ts';
import { readWorld, type World } from '../run/world.ts';
import { type AccountSums, accountBooks } from './account.ts';
import { type BookedBill, bookedBill } from './booked-bill.ts';
import { casesOf, collectionsOf, paymentsOf, productsOf, usageOf, writeOffsOf } from './peers.ts';

const page = 500;
const mostFindings = 200;

/** Every account, page by page. */
async function* everyAccount(tenant: string): AsyncGenerator<AccountRow> {
  let cursor: AccountCursor | undefined = firstAccount;
  while (cursor !== undefined) {
    const { accounts, next }: Awaited<ReturnType<typeof accountPage>> = await accountPage(
      tenant,
      cursor,
      page,
    );
    yield* accounts;
    cursor = next;
  }
}

const mostBills = 1_000;

const billsOf = async (tenant: string, account: string): Promise<readonly BookedBill[]> => {
  const partition = lookupPartition(tenant, customerBill.type, 'billingAccount.id', account);
  const { sorts } = await readIndex('gsi3', partition, { limit: mostBills });
  const order = ({ value }: BookedBill): string => `${value.billDate} ${value.billNo}`;
  return (await readAll(customerBill, tenant, sorts))
    .map(bookedBill)
    .sort((a, b) => (order(a) < order(b) ? -1 : 1));
};

/** A price that changed under the same version: nobody was told. */
const silentChanges = (prices: readonly PriceRow[]): readonly BooksFinding[] =>
  prices.flatMap(({ id, silent }) =>
    silent.map(({ version, fromMicros, toMicros, atMs }) => ({
      kind: 'silentPriceChange' as const,
      subject: id,
      text: `version ${version} went from ${decimalOf(fromMicros)} to ${decimalOf(toMicros)} on ${new Date(atMs).toISOString()} without a new version`,
    })),
  );

const numberIn = (billNo: string): number => Number(/\d+$/.exec(billNo)?.[0] ?? 0);

/** Numbers of a legal entity go from 1 to the last, each once. */
const numberGaps = async (
  tenant: string,
  numbers: ReadonlyMap<string, readonly string[]>,
): Promise<readonly BooksFinding[]> => {
  const series = await everyOne(billNumberSeries, tenant);
  return series.flatMap(({ id, last }) => {
    const given = (numbers.get(id) ?? []).map(numberIn);
    const found = new Set(given);
    const missing = Array.from({ length: last }, (_, index) => index + 1).filter(
      (one) => !found.has(one),
    );
    const subject = `numbers of ${id}`;
    return [
      ...(missing.length > 0
        ? [
            {
              kind: 'numberGap' as const,
              subject,
              text: `${missing.slice(0, 10).join(', ')} are missing`,
            },
          ]
        : []),
      ...(given.length > found.size
        ? [
            {
              kind: 'doubleBill' as const,
              subject,
              text: `${given.length - found.size} were given twice`,
            },
          ]
        : []),
    ];
  });
};

const noSums: AccountSums = {
  rated: 0,
  usageBilled: 0,
  usageUnbilled: 0,
  billed: 0,
  paid: 0,
  open: 0,
  credited: 0,
  writtenOff: 0,
  captured: 0,
  ahead: 0,
  refunded: 0,
};

const added = (one: AccountSums, other: AccountSums): AccountSums => ({
  rated: one.rated + other.rated,
  usageBilled: one.usageBilled + other.usageBilled,
  usageUnbilled: one.usageUnbilled + other.usageUnbilled,
  billed: one.billed + other.billed,
  paid: one.paid + other.paid,
  open: one.open + other.open,
  credited: one.credited + other.credited,
  writtenOff: one.writtenOff + other.writtenOff,
  captured: one.captured + other.captured,
  ahead: one.ahead + other.ahead,
  refunded: one.refunded + other.refunded,
});

type Currency = string;

const checksOf = (sums: ReadonlyMap<Currency, AccountSums>): BooksCertificate['check'] => {
  const check = (
    name: string,
    left: (of: AccountSums) => number,
    right: (of: AccountSums) => number,
  ) => {
    const side = (of: (one: AccountSums) => number) =>
      [...sums].map(([currency, one]) => money(currency, of(one)));
    const balanced = [...sums.values()].every((one) => left(one) === right(one));
    return { name, left: side(left), right: side(right), balanced };
  };
  return [
    check(
      'rated = billed + unbilled',
      ({ rated }) => rated,
      ({ usageBilled, usageUnbilled }) => usageBilled + usageUnbilled,
    ),
    check(
      'billed = paid + open + credited + written off',
      ({ billed }) => billed,
      ({ paid, open, credited, writtenOff }) => paid + open + credited + writtenOff,
    ),
    check(
      'captured = paid + account credit + refunded',
      ({ captured }) => captured,
      ({ paid, ahead, refunded }) => paid + ahead + refunded,
    ),
  ];
};

interface Books {
  readonly findings: BooksFinding[];
  readonly sums: Map<Currency, AccountSums>;
  readonly numbers: Map<string, string[]>;
  accounts: number;
  bills: number;
  /** What another capability says; where it does not answer, that is a finding and the rest goes on. */
  ask<T>(what: () => Promise<readonly T[]>): Promise<readonly T[]>;
}

const emptyBooks = (): Books => {
  const findings: BooksFinding[] = [];
  const silent = new Set<string>();
  return {
    findings,
    sums: new Map(),
    numbers: new Map(),
    accounts: 0,
    bills: 0,
    ask: async (what) => {
      try {
        return await what();
      } catch (error) {
        const text = reasonOf(error);
        if (!silent.has(text)) findings.push({ kind: 'notAsked', subject: 'books', text });
        silent.add(text);
        return [];
      }
    },
  };
};

interface Looked {
  readonly account: AccountRow;
  readonly bills: readonly BookedBill[];
  readonly found: ReturnType<typeof accountBooks>;
}

const lookAt = async (
  books: Books,
  account: AccountRow,
  world: World,
  caller: Caller,
): Promise<Looked> => {
  const bills = await billsOf(caller.tenant, account.id);
  const any = bills.length > 0;
  const [owned, rated, payments, cases] = await Promise.all([
    books.ask(() => productsOf(account, caller)),
    books.ask(() => usageOf(account, caller)),
    books.ask(() => paymentsOf(account, caller)),
    any ? books.ask(() => casesOf(account, caller)) : [],
  ]);
  const writeOffs = cases.some(({ isAllAskedFor }) => !isAllAskedFor)
    ? await books.ask(() => writeOffsOf(account, caller))
    : [];
  const told = { owned, rated, payments, cases, writeOffs };
  return { account, bills, found: accountBooks(account, bills, world.book, told) };
};

const add = (books: Books, { account, bills, found }: Looked, world: World): void => {
  books.findings.push(...found.findings);
  const currency = bills[0]?.hidden.currency ?? world.issuerOf(account).rules.currency;
  books.sums.set(currency, added(books.sums.get(currency) ?? noSums, found.sums));
  for (const { value, hidden } of bills) {
    if (value.billNo === undefined) continue;
    const numbers = books.numbers.get(hidden.entity) ?? [];
    numbers.push(value.billNo);
    books.numbers.set(hidden.entity, numbers);
  }
  books.accounts += 1;
  books.bills += bills.length;
};

/** An account waits for four other capabilities: one after the other, a minute was not enough for a thousand of them. */
const accountsAtOnce = 10;

const underWay: readonly BooksFinding['kind'][] = ['lostEvent', 'paymentsDiffer'];

/**
 * Looks at every account. Where something seems lost it may still be under way, since its two sides are read one after
 * the other: such an account is looked at again when all others are done, and that counts.
 */
const addAccounts = async (books: Books, world: World, caller: Caller): Promise<void> => {
  const again: string[] = [];
  const accounts = everyAccount(caller.tenant);
  const lane = async (): Promise<void> => {
    for await (const account of accounts) {
      const looked = await lookAt(books, account, world, caller);
      if (looked.found.findings.some(({ kind }) => underWay.includes(kind))) again.push(account.id);
      else add(books, looked, world);
    }
  };
  await Promise.all(Array.from({ length: accountsAtOnce }, lane));
  for (const id of again) {
    const stored = await read(billedAccount, caller.tenant, id);
    if (stored !== undefined) add(books, await lookAt(books, stored.value, world, caller), world);
  }
};

/** Goes through the books of a tenant: what is in them, what does not fit, and where. */
export const certify = async (
  caller: Caller,
): Promise<Omit<BooksCertificate, 'id' | 'href' | 'date'>> => {
  const { tenant } = caller;
  const [world, prices] = await Promise.all([readWorld(tenant), everyOne(billedPrice, tenant)]);
  const books = emptyBooks();
  books.findings.push(...silentChanges(prices));
  books.findings.push(...(await books.ask(() => collectionsOf(caller))));
  await addAccounts(books, world, caller);
  books.findings.push(...(await numberGaps(tenant, books.numbers)));
  const check = checksOf(books.sums);
  const balanced = books.findings.length === 0 && check.every((one) => one.balanced);
  booksCertified(balanced);
  return {
    '@type': 'BooksCertificate',
    balanced,
    accounts: books.accounts,
    bills: books.bills,
    check,
    finding: books.findings.slice(0, mostFindings),
  };
};
