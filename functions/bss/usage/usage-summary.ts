import * as z from 'zod';
import { UsageChargeLine } from '../../../schemas/events/usage-charges.ts';
import { customerReads } from '../../kernel/access/caller.ts';
import type { Stored } from '../../kernel/table/item.ts';
import { read } from '../../kernel/table/store.ts';
import type { Page } from '../../kernel/tmf/find.ts';
import { findPage } from '../../kernel/tmf/find.ts';
import type { Resource } from '../../kernel/tmf/resource.ts';
import { hrefOf } from '../../kernel/tmf/resource.ts';
import type { AccountLine, UsageAccount } from './account/account.ts';
import { usageAccount } from './account/account.ts';
import type { UsageTariff } from './prices/names.ts';
import { namesFor } from './prices/names.ts';
import type { MeterReading } from './rating/meter.ts';
import { monthNamed } from './rating/month.ts';
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

const SummaryLine = z.strictObject({
  subscription: z.string(),
  party: z.string(),
  billingAccount: z.string(),
  currency: z.string(),
  version: z.int(),
  charges: z.array(UsageChargeLine),
  allowances: z.array(SummaryAllowance),
});

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

const address = { api: usageAccount.api, name: 'usageSummary' };

const summaryOf = (
  account: UsageAccount,
  tariffs: ReadonlyMap<string, UsageTariff>,
): UsageSummary => {
  const { startMs, endMs } = monthNamed(account.month, account.timeZone);
  const lineOf = ({ reading, tariff, ...line }: AccountLine) => ({
    ...line,
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

/** Ours, beside TMF635: what usage consumption and billing ask for. */
export const usageSummary: Resource<UsageSummary> = ours<UsageSummary>({
  name: 'usageSummary',
  idPrefix: 'usm',
  schema: { read: UsageSummary },
  operations: ['list', 'get'],
  access: customerReads,
  owner: ({ line }) => line[0]?.party,
  kept: {
    read: readSummary,
    find: async ({ caller, partyId, query }): Promise<Page<UsageSummary>> => {
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
    },
  },
});
