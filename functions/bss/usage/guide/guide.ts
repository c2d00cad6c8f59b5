import { readAll } from '../../../kernel/table/store.ts';
import type { Guided, Unrated } from '../account/settle.ts';
import type { UsagePrice } from '../prices/price.ts';
import { usageOffering, usagePrice } from '../prices/price.ts';
import type { NamedTariff, TariffsOf } from '../prices/tariffs.ts';
import { tariffsOf } from '../prices/tariffs.ts';
import type { UsageRecord } from '../rating/rate.ts';
import type { Line, LineVersion } from './line.ts';
import { line, lineAt, plain, subscriber } from './line.ts';

/** The records of one account in one month. */
export interface AccountShare {
  readonly scope: string;
  readonly month: string;
  readonly timeZone: string;
  readonly records: Guided[];
}

/** Where records belong; those that belong nowhere, with the cause. */
export interface Guidance {
  readonly shares: readonly AccountShare[];
  readonly unguided: readonly Unrated[];
  readonly tariffs: ReadonlySet<NamedTariff>;
}

const byId = <T extends { readonly id: string }>(
  stored: readonly { readonly value: T }[],
): ReadonlyMap<string, T> => new Map(stored.map(({ value }) => [value.id, value]));

/** Every line that the records may mean, and the lines of each identifier. */
export const linesOf = async (
  tenant: string,
  identifiers: readonly string[],
): Promise<(identifier: string) => readonly Line[] | undefined> => {
  const subscribers = byId(await readAll(subscriber, tenant, identifiers));
  const products = [...subscribers.values()].flatMap((one) => one.products);
  const lines = byId(await readAll(line, tenant, products));
  return (identifier: string): readonly Line[] | undefined =>
    subscribers.get(identifier)?.products.flatMap((id) => lines.get(id) ?? []);
};

type PricesOf = (offering: string) => readonly UsagePrice[] | undefined;

const pricesOf = async (tenant: string, offerings: readonly string[]): Promise<PricesOf> => {
  const known = byId(await readAll(usageOffering, tenant, offerings));
  const ids = [...known.values()].flatMap(({ prices }) => prices);
  const prices = byId(await readAll(usagePrice, tenant, ids));
  return (offering) => known.get(offering)?.prices.flatMap((id) => prices.get(id) ?? []);
};

interface Found {
  readonly product: string;
  readonly version: LineVersion;
}

/** The line that used it: of a number that went from one to another, the one that had it then. */
const foundIn = (lines: readonly Line[], identifier: string, atMs: number): Found | undefined => {
  for (const one of lines.toReversed()) {
    const version = lineAt(one, atMs);
    if (version?.identifiers.includes(identifier)) return { product: one.id, version };
  }
  return undefined;
};

const distinct = (names: readonly (string | undefined)[]): readonly string[] => [
  ...new Set(names.filter((name) => name !== undefined)),
];

/** Tariffs by offering and time zone, for one pass over records. */
const tariffBook = (prices: PricesOf) => {
  const book = new Map<string, TariffsOf>();
  return ({ offering = '', timeZone }: LineVersion): TariffsOf => {
    const name = `${offering} ${timeZone ?? ''}`;
    const known = book.get(name);
    if (known !== undefined) return known;
    const made = tariffsOf(offering, prices(offering) ?? [], timeZone);
    book.set(name, made);
    return made;
  };
};

/** Lines that share an allowance have their usage in one account, each other line in its own. */
const sharesPool = ({ tariff }: NamedTariff): boolean =>
  tariff.allowances.some((allowances) => allowances.some(({ shared }) => shared));

/** Finds for each record the line, the account and the tariff at the moment when it was used. */
export const guide = async (tenant: string, records: readonly UsageRecord[]): Promise<Guidance> => {
  const identifiers = new Map<string, string>();
  for (const { subscriber: name } of records)
    if (!identifiers.has(name)) identifiers.set(name, plain(name));
  const known = await linesOf(tenant, distinct([...identifiers.values()]));
  const offerings = distinct(
    [...identifiers.values()].flatMap((identifier) =>
      (known(identifier) ?? []).flatMap(({ versions }) => versions.map((one) => one.offering)),
    ),
  );
  const tariffsFor = tariffBook(await pricesOf(tenant, offerings));
  const shares = new Map<string, AccountShare>();
  const unguided: Unrated[] = [];
  const tariffs = new Set<NamedTariff>();
  for (const record of records) {
    const found = placed(record, identifiers.get(record.subscriber) ?? '', known, tariffsFor);
    if (typeof found === 'string') {
      unguided.push({ record, cause: found });
      continue;
    }
    const { guided, named } = found;
    tariffs.add(named);
    const month = named.tariff.months(record.at).name;
    const scope = sharesPool(named) ? guided.billingAccount : guided.subscription;
    shareOf(shares, scope, month, named.tariff.timeZone).records.push(guided);
  }
  return { shares: [...shares.values()], unguided, tariffs };
};

/** Whose a record is and which tariff rates it, or the cause for which it is nobody's. */
const placed = (
  record: UsageRecord,
  identifier: string,
  known: (identifier: string) => readonly Line[] | undefined,
  tariffsFor: (version: LineVersion) => TariffsOf,
): { readonly guided: Guided; readonly named: NamedTariff } | string => {
  const lines = known(identifier);
  if (lines === undefined) return `unknownSubscriber:${identifier}`;
  const found = foundIn(lines, identifier, record.at);
  if (found === undefined) return `notActive:${identifier}`;
  const { product, version } = found;
  const { party, billingAccount, offering = '' } = version;
  if (party === undefined || billingAccount === undefined) return `noBillingAccount:${product}`;
  const tariffs = tariffsFor(version);
  const named = tariffs(record.at);
  if (named === undefined) return `noTariff:${offering}`;
  return { guided: { record, subscription: product, party, billingAccount, tariffs }, named };
};

const shareOf = (
  shares: Map<string, AccountShare>,
  scope: string,
  month: string,
  timeZone: string,
): AccountShare => {
  const name = `${scope}~${month}`;
  const known = shares.get(name);
  if (known !== undefined) return known;
  const made = { scope, month, timeZone, records: [] };
  shares.set(name, made);
  return made;
};
