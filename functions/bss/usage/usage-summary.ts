import * as z from 'zod';
import { UsageChargeLine } from '../../../schemas/events/usage-charges.ts';
import { customerReads } from '../../kernel/access/caller.ts';
import { now } from '../../kernel/clock.ts';
import { read, readAll } from '../../kernel/table/store.ts';
import type { Stored } from '../../kernel/table/stored.ts';
import { findPage } from '../../kernel/tmf/find.ts';
import type { Page, Query } from '../../kernel/tmf/query.ts';
import type { Resource, Search } from '../../kernel/tmf/resource.ts';
import { hrefOf, workedOut } from '../../kernel/tmf/resource.ts';
import type { AccountLine, PaidShare, UsageAccount } from './account/account.ts';
import { accountId, usageAccount } from './account/account.ts';
import { merged } from './account/charges.ts';
import { capability } from './capability.ts';
import { linesOf } from './guide/guide.ts';
import { plain } from './guide/line.ts';
import type { UsageTariff } from './prices/names.ts';
import { namesFor } from './prices/names.ts';
import type { MeterReading } from './rating/meter.ts';
import { monthAfter, monthNamed } from './rating/month.ts';
import { ours } from './silent.ts';

const SummaryAllowance = z.strictObject({
  name: z.string(),
  usageType: z.string(),
  shared: z.boolean(),
  /** The allowance of the month with what was carried over. */
  given: z.number(),
  used: z.number(),
  left: z.number(),
});

const SummaryShare = z.strictObject({
  billingAccount: z.string(),
  version: z.int(),
  charges: z.array(UsageChargeLine),
});

const SummaryLine = z.strictObject({
  subscription: z.string(),
  party: z.string(),
  billingAccount: z.string(),
  currency: z.string(),
  version: z.int(),
  charges: z.array(UsageChargeLine),
  /** By account, where the line went from one to another within the month. */
  share: z.array(SummaryShare).optional(),
  allowances: z.array(SummaryAllowance),
});

/** A line is looked at over so many months. */
const mostMonths = 14;

/** What lines used in a month, what it costs so far, and what is left. */
export const UsageSummary = z.strictObject({
  id: z.string(),
  href: z.string().optional(),
  '@type': z.string().optional(),
  month: z.string(),
  period: z.strictObject({ startDateTime: z.string(), endDateTime: z.string() }),
  records: z.int(),
  line: z.array(SummaryLine),
});
export type UsageSummary = z.infer<typeof UsageSummary>;

const allowancesOf = (
  tariff: UsageTariff | undefined,
  own: MeterReading,
  pool: MeterReading,
): z.infer<typeof SummaryAllowance>[] =>
  (tariff?.allowances ?? []).map(({ slot, quantity, shared, usageType }) => {
    const reading = shared ? pool : own;
    const given = quantity + (reading.carried[slot] ?? 0);
    const used = reading.used[slot] ?? 0;
    const name = slot.replace('allowance:', '');
    return { name, usageType, shared, given, used, left: Math.max(0, given - used) };
  });

const theirsAmong = (shares: readonly PaidShare[], party: string) => {
  const theirs = shares.filter((one) => one.party === party);
  return {
    charges: merged(theirs.flatMap(({ charges }) => charges)),
    share: theirs.map(({ party: _party, ...share }) => share),
  };
};

const address = { api: capability.beside, name: 'usageSummary' };

const summaryOf = (
  account: UsageAccount,
  tariffs: ReadonlyMap<string, UsageTariff>,
): UsageSummary => {
  const { startMs, endMs } = monthNamed(account.month, account.timeZone);
  const lineOf = ({ reading, tariff, shares, ...line }: AccountLine) => ({
    ...line,
    // What another party had used before the line came to this one is not theirs to see.
    ...(shares && theirsAmong(shares, line.party)),
    allowances: allowancesOf(tariffs.get(tariff), reading, account.pool),
  });
  return {
    id: account.id,
    href: hrefOf(address, account.id),
    '@type': 'UsageSummary',
    month: account.month,
    period: {
      startDateTime: new Date(startMs).toISOString(),
      endDateTime: new Date(endMs).toISOString(),
    },
    records: account.records,
    line: account.lines.map(lineOf),
  };
};

const summaries = async (
  tenant: string,
  accounts: readonly UsageAccount[],
): Promise<readonly UsageSummary[]> => {
  const keys = accounts.flatMap(({ lines }) => lines.map(({ tariff }) => tariff));
  const tariffs = await namesFor(tenant, keys);
  return accounts.map((account) => summaryOf(account, tariffs));
};

const readSummary = async (
  tenant: string,
  id: string,
): Promise<Stored<UsageSummary> | undefined> => {
  const stored = await read(usageAccount, tenant, id);
  const [value] = stored === undefined ? [] : await summaries(tenant, [stored.value]);
  return stored && value && { value, version: stored.version, hidden: {}, changes: [] };
};

const asked = (query: Query, path: string): string | undefined =>
  query.filters.find((one) => one.path === path && one.operator === 'eq')?.values[0];

/** The accounts of a number or a product: its own, and those where it shares. */
const accountsOf = async (tenant: string, identifier: string): Promise<readonly string[]> => {
  const lines = await linesOf(tenant, [plain(identifier)]);
  const scopes = (lines(plain(identifier)) ?? []).flatMap(({ id, versions }) => [
    id,
    ...versions.flatMap(({ billingAccount }) => billingAccount ?? []),
  ]);
  return [...new Set(scopes)];
};

/** A line is asked for month by month: by the one that is named, else the newest ones. */
const byIdentifier = async (
  { caller, partyId, query }: Search,
  identifier: string,
): Promise<Page<UsageSummary>> => {
  const { tenant } = caller;
  const scopes = await accountsOf(tenant, identifier);
  const month = asked(query, 'month') ?? now().slice(0, 7);
  const months = Array.from({ length: mostMonths }, (_, back) => monthAfter(month, -back));
  const wanted = asked(query, 'month') === undefined ? months : [month];
  const ids = scopes.flatMap((scope) => wanted.map((one) => accountId(scope, one)));
  const accounts = (await readAll(usageAccount, tenant, ids)).map(({ value }) => value);
  const all = await summaries(tenant, accounts);
  const theirs = all.filter(
    ({ line }) => partyId === undefined || line.some(({ party }) => party === partyId),
  );
  const end = query.offset + query.limit;
  return {
    resources: theirs.slice(query.offset, end),
    total: theirs.length,
    more: theirs.length > end,
  };
};

const findSummaries = async (search: Search): Promise<Page<UsageSummary>> => {
  const { caller, query } = search;
  const identifier = asked(query, 'identifier');
  if (identifier !== undefined) return byIdentifier(search, identifier);
  const partyId = search.partyId ?? asked(query, 'line.party');
  const filters = query.filters.map(({ path, ...filter }) => ({
    ...filter,
    path: path.replace(/^line\./, 'lines.'),
  }));
  const page = await findPage(
    usageAccount,
    { ...caller, ...(partyId !== undefined && { partyId }) },
    partyId === undefined ? 'all' : 'readOwn',
    { ...query, filters, sort: [] },
  );
  return { ...page, resources: await summaries(caller.tenant, page.resources) };
};

/** Ours, beside TMF635: what usage consumption and billing ask for. */
export const usageSummary: Resource<UsageSummary> = ours<UsageSummary>({
  name: 'usageSummary',
  idPrefix: 'usm',
  schema: { read: UsageSummary },
  ...workedOut,
  access: customerReads,
  owner: ({ line }) => line[0]?.party,
  lookup: { attribute: 'identifier', value: () => undefined },
  kept: {
    read: readSummary,
    find: findSummaries,
  },
});
