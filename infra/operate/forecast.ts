import { chargesBetween } from '../demo/cost.ts';
import type { Prices } from '../prices.ts';
import type { Operations, Units } from './units.ts';
import { times, together } from './units.ts';

/** What comes in. */
export interface Load {
  readonly customers: number;
  readonly ordersPerDay: number;
  readonly readsPerDay: number;
}

/** One line of a month's bill. */
export interface MonthlyCost {
  readonly service: string;
  readonly usd: number;
}

const daysAMonth = 365.25 / 12;
const bytesAGigabyte = 1_000_000_000;

const priceOf = ({ prices }: Prices, name: string): number => {
  const price = prices[name];
  if (price === undefined) throw new Error(`infra/prices.json has no price ${name}`);
  return price.usd / price.per;
};

/** What a day of the load takes. */
export const dayOf = ({ ordersPerDay, readsPerDay }: Load, { order, read }: Operations): Units =>
  together([times(order, ordersPerDay), times(read, readsPerDay)]);

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

/** What customers' data costs to keep, with the backup of any point in time. */
const kept = ({ customers }: Load, { order }: Operations, prices: Prices): MonthlyCost => ({
  service: 'data kept, and its backup',
  usd:
    ((customers * order.storedBytes) / bytesAGigabyte) *
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

/** Whose function or machine it is: the meter says `what|which`, and a name begins with its stage. */
const capabilityOf = (which: string, names: readonly string[]): string => {
  const key = which.replace(/^.*strowger-local-/, '');
  return names.find((name) => key.startsWith(`${name}-`)) ?? key;
};

/** A month's functions and transitions by capability; the table, the bus and the API serve all. */
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
    if (which === undefined || !/^(lambda|states)\./.test(what)) continue;
    const capability = capabilityOf(which, longestFirst);
    const known = sums.get(capability) ?? {};
    sums.set(capability, { ...known, [what]: (known[what] ?? 0) + amount });
  }
  return [...sums]
    .map(([service, own]) => ({
      service,
      usd: chargesBetween({}, own, 0, prices).reduce((total, { usd }) => total + usd, 0),
    }))
    .sort((one, other) => other.usd - one.usd);
};
