import { chargesBetween } from '../demo/cost.ts';
import type { Prices } from '../prices.ts';
import type { Operations } from './measure.ts';
import type { Units } from './units.ts';
import { times, together } from './units.ts';

/** What comes in. */
export interface Load {
  readonly customers: number;
  readonly ordersPerDay: number;
  readonly readsPerDay: number;
  readonly recordsPerDay: number;
  readonly billsPerDay: number;
}

/** One line of a month's bill. */
export interface MonthlyCost {
  readonly service: string;
  readonly usd: number;
}

/** The mean of four years. */
export const daysAMonth = 365.25 / 12;
const bytesAGigabyte = 1_000_000_000;

const priceOf = ({ prices }: Prices, name: string): number => {
  const price = prices[name];
  if (price === undefined) throw new Error(`infra/prices.json has no price ${name}`);
  return price.usd / price.per;
};

/** What a day of the load takes. */
export const dayOf = (load: Load, { order, read, record, bill }: Operations): Units =>
  together([
    times(order, load.ordersPerDay),
    times(read, load.readsPerDay),
    times(record, load.recordsPerDay),
    times(bill, load.billsPerDay),
  ]);

/** What units cost that are taken, not kept. */
export const costOf = (
  { metered, apiRequests, loggedBytes }: Units,
  prices: Prices,
): readonly MonthlyCost[] => [
  ...chargesBetween({}, metered, apiRequests, prices).map(({ what, usd }) => ({
    service: what,
    usd,
  })),
  {
    service: 'logs written',
    usd: (loggedBytes / bytesAGigabyte) * priceOf(prices, 'logs.ingestGb'),
  },
];

/** Records are kept so long after their month, and bills for the years that tax law asks for. */
const monthsOfRecords = 3;
const monthsOfBills = 12;

/** What customers' data costs to keep, with the backup of any point in time. */
const kept = (load: Load, { order, record, bill }: Operations, prices: Prices): MonthlyCost => ({
  service: 'data kept, and its backup',
  usd:
    ((load.customers * order.storedBytes +
      load.recordsPerDay * daysAMonth * monthsOfRecords * record.storedBytes +
      load.billsPerDay * daysAMonth * monthsOfBills * bill.storedBytes) /
      bytesAGigabyte) *
    (priceOf(prices, 'dynamodb.storageGbMonth') + priceOf(prices, 'dynamodb.pitrGbMonth')),
});

/** A resource of the templates that costs something when nothing happens. */
export interface Standing {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** An alarm is paid for by the metrics it looks at; a composite one costs five times a plain one. */
const compositeAlarms = 5;
/** CloudWatch gives three boards away; one more is three dollars. */
const freeBoards = 3;
const boardUsd = 3;

/** What is paid for when nobody comes, by what is in the templates. */
export const floorOf = (
  resources: readonly Standing[],
  ownMetrics: number,
  prices: Prices,
): readonly MonthlyCost[] => {
  const of = (type: string) => resources.filter(({ Type }) => Type === type);
  const price = (name: string) => priceOf(prices, name);
  const looked = of('AWS::CloudWatch::Alarm').reduce(
    (sum, { Properties }) =>
      sum +
      Math.max(
        1,
        listOf(Properties?.['Metrics']).filter((one) => 'MetricStat' in Object(one)).length,
      ),
    0,
  );
  const composite = of('AWS::CloudWatch::CompositeAlarm').length * compositeAlarms;
  const acls = of('AWS::WAFv2::WebACL');
  const rules = acls.flatMap(({ Properties }) => listOf(Properties?.['Rules'])).length;
  const boards = Math.max(0, of('AWS::CloudWatch::Dashboard').length - freeBoards);
  return [
    { service: 'keys', usd: of('AWS::KMS::Key').length * price('kms.keyMonth') },
    { service: 'alarms', usd: (looked + composite) * price('cloudwatch.alarmMonth') },
    { service: 'our own metrics', usd: ownMetrics * price('cloudwatch.customMetricMonth') },
    { service: 'boards', usd: boards * boardUsd },
    {
      service: 'firewall',
      usd: acls.length * price('waf.aclMonth') + rules * price('waf.ruleMonth'),
    },
    {
      service: 'secrets',
      usd: of('AWS::SecretsManager::Secret').length * price('secrets.secretMonth'),
    },
  ].filter(({ usd }) => usd > 0);
};

export const sumOf = (costs: readonly MonthlyCost[]): number =>
  costs.reduce((total, { usd }) => total + usd, 0);

/** A month's bill by service: what the load takes and keeps. */
export const monthOf = (
  load: Load,
  operations: Operations,
  prices: Prices,
): readonly MonthlyCost[] => [
  ...costOf(times(dayOf(load, operations), daysAMonth), prices),
  kept(load, operations, prices),
];

/** Whose it is: a name begins with its stage, an event's source with its domain. */
const capabilityOf = (which: string, names: readonly string[]): string => {
  const key = which.replace(/^.*strowger-local-/, '').replace(/^(bss|oss)\./, '');
  return names.find((name) => key === name || key.startsWith(`${name}-`)) ?? key;
};

/** What is metered by function, machine, role or source, and the name under which it is priced. */
const byWhom: Readonly<Record<string, string>> = {
  'lambda.invocations': 'lambda.invocations',
  'lambda.billedMs': 'lambda.billedMs',
  'states.transitions': 'states.transitions',
  'dynamodb.readUnitsOf': 'dynamodb.readUnits',
  'dynamodb.writeUnitsOf': 'dynamodb.writeUnits',
  'events.publishedOf': 'events.published',
};

/** A month's table units, events, functions and transitions by capability; API requests, logs and what is kept serve all. */
export const byCapability = (
  load: Load,
  operations: Operations,
  prices: Prices,
  names: readonly string[],
): readonly MonthlyCost[] => {
  const { metered } = times(dayOf(load, operations), daysAMonth);
  const longestFirst = [...names].sort((one, other) => other.length - one.length);
  const sums = new Map<string, Record<string, number>>();
  for (const [name, amount] of Object.entries(metered)) {
    const [what = '', which] = name.split('|');
    const priced = byWhom[what];
    if (which === undefined || priced === undefined) continue;
    const capability = capabilityOf(which, longestFirst);
    const known = sums.get(capability) ?? {};
    sums.set(capability, { ...known, [priced]: (known[priced] ?? 0) + amount });
  }
  return [...sums]
    .map(([service, own]) => ({
      service,
      usd: chargesBetween({}, own, 0, prices).reduce((total, { usd }) => total + usd, 0),
    }))
    .sort((one, other) => other.usd - one.usd);
};

/** What one order, one bill and a million records cost. */
export const costsOfEach = (
  { order, record, bill }: Operations,
  prices: Prices,
): readonly MonthlyCost[] => [
  { service: 'an order', usd: sumOf(costOf(order, prices)) },
  { service: 'a bill', usd: sumOf(costOf(bill, prices)) },
  { service: 'a million records', usd: sumOf(costOf(times(record, 1_000_000), prices)) },
];
