import type { NamedTariff, TariffsOf } from '../prices/tariffs.ts';
import type { Meter, MeterReading } from '../rating/meter.ts';
import { meterOf, newReading, readingOf } from '../rating/meter.ts';
import type { UsageRecord } from '../rating/rate.ts';
import { rate } from '../rating/rate.ts';
import type { AccountLine, Place, UsageAccount } from './account.ts';
import type { KeptRecord } from './packed.ts';
import { keyOf } from './packed.ts';
import type { Payer, ShareSums } from './shares.ts';
import { shareSums } from './shares.ts';

/** Whose a record is, and the tariffs that it may be rated by. */
export interface Guided {
  readonly record: UsageRecord;
  readonly subscription: string;
  readonly party: string;
  readonly billingAccount: string;
  readonly tariffs: TariffsOf;
  /** The version of its line that first had it. @default - the record is new */
  readonly since?: number;
}

/** A record that cannot be rated, and why. */
export interface Unrated {
  readonly record: UsageRecord;
  readonly cause: string;
}

/** What an account becomes. Where `all` is set, the records were rated anew and replace those that were kept. */
export interface Settled {
  readonly account: UsageAccount;
  readonly rated: readonly KeptRecord[];
  /** How many of the added records are rated. */
  readonly added: number;
  readonly all: boolean;
  readonly unrated: readonly Unrated[];
  readonly duplicates: number;
}

const placeOf = ({ at, source, id }: UsageRecord): Place => [at, source, id];

const before = (one: Place, other: Place): number =>
  one[0] - other[0] ||
  (one[1] < other[1]
    ? -1
    : one[1] > other[1]
      ? 1
      : one[2] < other[2]
        ? -1
        : one[2] > other[2]
          ? 1
          : 0);

const inOrder = <T extends { readonly record: UsageRecord }>(some: readonly T[]): readonly T[] =>
  some.toSorted((one, other) => before(placeOf(one.record), placeOf(other.record)));

/** A line's meters and sums while records are rated. */
interface Open {
  readonly line: AccountLine;
  reading: MeterReading;
  meter: Meter | undefined;
  tariff: string;
  readonly sums: ShareSums;
  touched: boolean;
}

/** What each line brought over from the month before, by its subscription; `pool` is what they share. */
export interface Carried {
  readonly lines: ReadonlyMap<string, Readonly<Record<string, number>>>;
  readonly pool: Readonly<Record<string, number>>;
}

const opened = (line: AccountLine, reading: MeterReading): Open => ({
  line,
  reading,
  meter: undefined,
  tariff: line.tariff,
  sums: shareSums(),
  touched: false,
});

const newLine = ({ subscription, party, billingAccount }: Guided): AccountLine => ({
  subscription,
  party,
  billingAccount,
  currency: '',
  tariff: '',
  version: 0,
  reading: newReading,
  charges: [],
});

/** Who had the line when it was used pays. What lines share is their account's, so that account pays. */
const payerOf = ({ scope }: UsageAccount, guided: Guided): Payer =>
  scope === guided.subscription ? guided : { billingAccount: scope, party: guided.party };

/** Rates records one after the other on the meters of their lines and their pool. */
const desk = (account: UsageAccount, carried: Carried, anew: boolean) => {
  const begun = (subscription: string): MeterReading => ({
    ...newReading,
    carried: carried.lines.get(subscription) ?? {},
  });
  const open = new Map(
    account.lines.map((line) => [
      line.subscription,
      opened(line, anew ? begun(line.subscription) : line.reading),
    ]),
  );
  let poolReading =
    anew || account.records === 0 ? { ...newReading, carried: carried.pool } : account.pool;
  let pool: Meter | undefined;

  const lineOf = (guided: Guided): Open => {
    const known = open.get(guided.subscription);
    if (known !== undefined) return known;
    const made = opened(newLine(guided), begun(guided.subscription));
    open.set(guided.subscription, made);
    return made;
  };

  const meterFor = (line: Open, { key, tariff }: NamedTariff): Meter => {
    if (line.meter?.tariff === tariff) return line.meter;
    if (line.meter !== undefined) line.reading = readingOf(line.meter, line.reading);
    line.meter = meterOf(tariff, line.reading);
    line.tariff = key;
    return line.meter;
  };

  const poolFor = ({ tariff }: NamedTariff): Meter => {
    if (pool?.tariff === tariff) return pool;
    if (pool !== undefined) poolReading = readingOf(pool, poolReading);
    pool = meterOf(tariff, poolReading);
    return pool;
  };

  return {
    rate: (guided: Guided): KeptRecord | string => {
      const { record, subscription } = guided;
      const named = guided.tariffs(record.at);
      if (named === undefined) return `noTariff:${subscription}`;
      const line = lineOf(guided);
      const meters = { line: meterFor(line, named), pool: poolFor(named) };
      const rated = rate(named.tariff, meters, record);
      if (typeof rated === 'string') return rated;
      line.sums.add(payerOf(account, guided), named.tariff, rated);
      line.touched = true;
      const since = guided.since ?? line.line.version + 1;
      return { record, subscription, tariff: named.key, since, rated };
    },
    ordered: (): boolean =>
      [...open.values()].some(({ meter, reading }) => meter?.ordered ?? reading.ordered),
    close: (newest: ReadonlyMap<string, Payer>): Pick<UsageAccount, 'lines' | 'pool'> => ({
      pool: pool === undefined ? poolReading : readingOf(pool, poolReading),
      lines: [...open.values()].flatMap((one) => closed(one, newest, anew)),
    }),
  };
};

/** The line as it is afterwards; a line of which nothing was rated is not begun. */
const closed = (
  { line, reading, meter, tariff, sums, touched }: Open,
  newest: ReadonlyMap<string, Payer>,
  anew: boolean,
): AccountLine[] => {
  if (!touched && !anew) return line.version === 0 ? [] : [line];
  const { same, ...costs } = sums.close(line, anew);
  const { shares: _before, ...rest } = line;
  return [
    {
      ...rest,
      ...newest.get(line.subscription),
      currency: meter?.tariff.currency ?? line.currency,
      tariff,
      version: anew && same ? line.version : line.version + 1,
      reading: meter === undefined ? reading : readingOf(meter, reading),
      ...costs,
    },
  ];
};

/** Who has each line by its newest record: one that comes late does not take the line back. */
const newestPayers = (
  account: UsageAccount,
  records: readonly Guided[],
  anew: boolean,
): ReadonlyMap<string, Payer> => {
  const known = new Set(account.lines.map(({ subscription }) => subscription));
  const isLate = ({ record, subscription }: Guided): boolean =>
    !anew &&
    account.last !== undefined &&
    known.has(subscription) &&
    before(placeOf(record), account.last) < 0;
  return new Map(
    records
      .filter((one) => !isLate(one))
      .map((one) => {
        const { billingAccount, party } = payerOf(account, one);
        return [one.subscription, { billingAccount, party }];
      }),
  );
};

interface Run {
  readonly account: UsageAccount;
  readonly rated: readonly KeptRecord[];
  readonly unrated: readonly Unrated[];
  readonly ordered: boolean;
}

const run = (
  account: UsageAccount,
  records: readonly Guided[],
  carried: Carried,
  anew: boolean,
): Run => {
  const open = desk(account, carried, anew);
  const rated: KeptRecord[] = [];
  const unrated: Unrated[] = [];
  for (const guided of records) {
    const one = open.rate(guided);
    if (typeof one === 'string') unrated.push({ record: guided.record, cause: one });
    else rated.push(one);
  }
  return {
    account: { ...account, ...open.close(newestPayers(account, records, anew)) },
    rated,
    unrated,
    ordered: open.ordered(),
  };
};

const withRecords = (account: UsageAccount, rated: readonly KeptRecord[], all: boolean) => {
  const last = rated.at(-1);
  const place = last && placeOf(last.record);
  const later =
    place !== undefined && (all || account.last === undefined || before(account.last, place) < 0);
  return {
    ...account,
    records: (all ? 0 : account.records) + rated.length,
    ...(later && { last: place }),
  };
};

/** Records that are not there yet, each once. */
const fresh = (known: ReadonlySet<string>, additions: readonly Guided[]): readonly Guided[] => {
  const met = new Set(known);
  return additions.filter(({ record }) => {
    const key = keyOf(record.source, record.id);
    if (met.has(key)) return false;
    met.add(key);
    return true;
  });
};

/** Rates every record of the account anew, old and new together, in their order. */
export const settledAnew = (
  account: UsageAccount,
  kept: readonly Guided[],
  added: readonly Guided[],
  carried: Carried,
): Settled => {
  const done = run(account, inOrder([...kept, ...added]), carried, true);
  const refused = new Set(done.unrated.map(({ record }) => record));
  return {
    account: withRecords(done.account, done.rated, true),
    rated: done.rated,
    added: added.filter(({ record }) => !refused.has(record)).length,
    all: true,
    unrated: done.unrated,
    duplicates: 0,
  };
};

/**
 * Adds records to an account. What it costs depends on the set of its records alone, not on the order in which they came:
 * records are rated in the order of their moments, and a record that comes late is rated last only as long as the order
 * makes no difference (no allowance ran out, no tier was passed). Else all are rated anew.
 */
export const settled = (
  account: UsageAccount,
  known: ReadonlySet<string>,
  additions: readonly Guided[],
  carried: Carried,
  kept: () => readonly Guided[],
): Settled => {
  const some = inOrder(fresh(known, additions));
  const duplicates = additions.length - some.length;
  const [first] = some;
  const done = run(account, some, carried, false);
  const late =
    first !== undefined &&
    account.last !== undefined &&
    before(placeOf(first.record), account.last) < 0;
  if (late && done.ordered) return { ...settledAnew(account, kept(), some, carried), duplicates };
  return {
    account: withRecords(done.account, done.rated, false),
    rated: done.rated,
    added: done.rated.length,
    all: false,
    unrated: done.unrated,
    duplicates,
  };
};
