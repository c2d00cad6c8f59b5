import { read } from '../../../kernel/table/store.ts';
import type { Stored } from '../../../kernel/table/stored.ts';
import type { UsageTariff } from '../prices/names.ts';
import { namesFor } from '../prices/names.ts';
import type { MeterReading } from '../rating/meter.ts';
import { rolledOver } from '../rating/meter.ts';
import { monthAfter } from '../rating/month.ts';
import type { AccountLine, UsageAccount } from './account.ts';
import { accountId, usageAccount } from './account.ts';
import type { Carried } from './settle.ts';

/** What the allowances of a tariff leave for the next month, by their slots. */
export const leftOver = (
  { allowances }: Pick<UsageTariff, 'allowances'>,
  reading: MeterReading,
  shared: boolean,
): Record<string, number> =>
  Object.fromEntries(
    allowances.flatMap(({ slot, quantity, rollover, shared: isShared }) => {
      if (rollover === undefined || isShared !== shared) return [];
      const left = quantity + (reading.carried[slot] ?? 0) - (reading.used[slot] ?? 0);
      return [[slot, rolledOver(left, rollover)] as const];
    }),
  );

/** After so many months without usage, what is carried over has long come to its most. */
const mostMonths = 6;

const nothing: Carried = { lines: new Map(), pool: {} };

/** A month without usage carries over too: the month before it is asked, and what it left grows by a whole allowance. */
const afterIdle = (
  lines: readonly AccountLine[],
  tariffs: ReadonlyMap<string, UsageTariff>,
  carried: Carried,
): Carried => {
  const idle = (line: AccountLine): readonly [string, Record<string, number>] => {
    const tariff = tariffs.get(line.tariff);
    const reading = {
      ...line.reading,
      used: {},
      carried: carried.lines.get(line.subscription) ?? {},
    };
    return [line.subscription, tariff === undefined ? {} : leftOver(tariff, reading, false)];
  };
  const pools = lines.map((line) => {
    const tariff = tariffs.get(line.tariff);
    const reading = { ...line.reading, used: {}, carried: carried.pool };
    return tariff === undefined ? {} : leftOver(tariff, reading, true);
  });
  return { lines: new Map(lines.map(idle)), pool: Object.assign({}, ...pools) };
};

const after = (account: UsageAccount, tariffs: ReadonlyMap<string, UsageTariff>): Carried => {
  const left = (line: AccountLine, reading: MeterReading, shared: boolean) => {
    const tariff = tariffs.get(line.tariff);
    return tariff === undefined ? {} : leftOver(tariff, reading, shared);
  };
  return {
    lines: new Map(
      account.lines.map((line) => [line.subscription, left(line, line.reading, false)]),
    ),
    pool: Object.assign({}, ...account.lines.map((line) => left(line, account.pool, true))),
  };
};

/** What the months before bring into a month of an account. */
export const carriedInto = async (
  tenant: string,
  scope: string,
  month: string,
): Promise<Carried> => {
  let idle = 0;
  let found: Stored<UsageAccount> | undefined;
  while (found === undefined && idle < mostMonths) {
    idle += 1;
    found = await read(usageAccount, tenant, accountId(scope, monthAfter(month, -idle)));
  }
  if (found === undefined) return nothing;
  const { lines } = found.value;
  const tariffs = await namesFor(
    tenant,
    lines.map(({ tariff }) => tariff),
  );
  let carried = after(found.value, tariffs);
  for (let months = 1; months < idle; months += 1) carried = afterIdle(lines, tariffs, carried);
  return carried;
};
