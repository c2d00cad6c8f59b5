import * as z from 'zod';
import { microsOf } from '../../../kernel/money.ts';
import type { PriceVersion } from '../engine/price-book.ts';
import type { OfferingRow, PriceRow, SilentChange } from '../kept/billed-catalogue.ts';

/** What billing takes of TMF620's price. */
const HeardPrice = z.looseObject({
  id: z.string(),
  name: z.string().optional(),
  version: z.string().optional(),
  priceType: z.string().optional(),
  percentage: z.number().optional(),
  recurringChargePeriodType: z.string().optional(),
  recurringChargePeriodLength: z.int().optional(),
  price: z.looseObject({ unit: z.string().optional(), value: z.number().optional() }).optional(),
  pricingLogicAlgorithm: z.array(z.looseObject({ name: z.string().optional() })).optional(),
  prodSpecCharValueUse: z
    .array(
      z.looseObject({
        name: z.string().optional(),
        productSpecCharacteristicValue: z.array(z.looseObject({ value: z.unknown() })).optional(),
      }),
    )
    .optional(),
  tax: z.array(z.looseObject({ taxCategory: z.string().optional() })).optional(),
  validFor: z.looseObject({ startDateTime: z.string().optional() }).optional(),
});
type HeardPrice = z.infer<typeof HeardPrice>;

const HeardOffering = z.looseObject({
  id: z.string(),
  name: z.string().optional(),
  productOfferingPrice: z.array(z.looseObject({ id: z.string() })).optional(),
});

export const PriceHeard = z.object({ productOfferingPrice: HeardPrice });
export const OfferingHeard = z.object({ productOffering: HeardOffering });

const monthsOf = ({
  recurringChargePeriodType,
  recurringChargePeriodLength,
}: HeardPrice): number => {
  const length = recurringChargePeriodLength ?? 1;
  const period = (recurringChargePeriodType ?? 'month').toLowerCase();
  if (['month', 'monthly', 'months'].includes(period)) return length;
  return ['year', 'yearly', 'annual', 'years'].includes(period) ? 12 * length : 0;
};

const typeOf = ({ priceType }: HeardPrice): PriceVersion['type'] => {
  if (priceType === 'recurring' || priceType === 'oneTime' || priceType === 'discount')
    return priceType;
  return 'other';
};

const arrears = 'arrears';
const hundredthsPerPercent = 100;

const versionOf = (heard: HeardPrice, item: number, atMs: number): PriceVersion => {
  const from = heard.validFor?.startDateTime;
  const starts = from === undefined ? undefined : Date.parse(from);
  return {
    item,
    version: heard.version ?? '',
    fromMs: starts !== undefined && starts > atMs ? starts : atMs,
    type: typeOf(heard),
    name: heard.name ?? heard.id,
    micros: microsOf(heard.price?.value ?? 0),
    currency: heard.price?.unit ?? 'EUR',
    hundredths: Math.round((heard.percentage ?? 0) * hundredthsPerPercent),
    months: monthsOf(heard),
    mode: heard.pricingLogicAlgorithm?.some(({ name }) => name === arrears) ? arrears : 'advance',
    conditions: (heard.prodSpecCharValueUse ?? []).map((one) => ({
      name: one.name ?? '',
      values: (one.productSpecCharacteristicValue ?? []).map(({ value }) => String(value)),
    })),
    taxCategory: heard.tax?.find((one) => one.taxCategory !== undefined)?.taxCategory ?? 'standard',
  };
};

/** What a bill depends on: a change of anything else is no new version. */
const worth = ({
  item: _item,
  fromMs: _from,
  version: _version,
  name: _name,
  ...rest
}: PriceVersion) => JSON.stringify(rest);

const silentBetween = (versions: readonly PriceVersion[]): readonly SilentChange[] =>
  versions.flatMap((one, index) => {
    const before = versions[index - 1];
    if (before === undefined || before.version !== one.version || worth(before) === worth(one))
      return [];
    return [
      { version: one.version, fromMicros: before.micros, toMicros: one.micros, atMs: one.fromMs },
    ];
  });

/** Adds a version of a price; it holds from its own start on, or from when it came. Versions may come in any order. */
export const hearPrice = (
  before: PriceRow | undefined,
  heard: HeardPrice,
  item: number,
  atMs: number,
): PriceRow => {
  const known = [...(before?.versions ?? []), ...(before?.repeated ?? [])];
  if (before !== undefined && known.some((one) => one.item === item)) return before;
  const versions = [...known, versionOf(heard, item, atMs)].sort((a, b) => a.item - b.item);
  const repeats = (one: PriceVersion, index: number): boolean => {
    const earlier = versions[index - 1];
    return (
      earlier !== undefined && worth(earlier) === worth(one) && earlier.version === one.version
    );
  };
  const kept = versions.filter((one, index) => !repeats(one, index));
  const repeated = versions.filter(repeats);
  return {
    id: heard.id,
    '@type': 'BilledPrice',
    versions: kept.toSorted((a, b) => a.fromMs - b.fromMs || a.item - b.item),
    ...(repeated.length > 0 && { repeated }),
    silent: silentBetween(kept),
  };
};

/** Takes which prices an offering has now. */
export const hearOffering = (
  before: OfferingRow | undefined,
  heard: z.infer<typeof HeardOffering>,
  item: number,
): OfferingRow => {
  if (before !== undefined && before.item >= item) return before;
  return {
    id: heard.id,
    '@type': 'BilledOffering',
    item,
    name: heard.name ?? heard.id,
    prices: (heard.productOfferingPrice ?? []).map(({ id }) => id),
  };
};
