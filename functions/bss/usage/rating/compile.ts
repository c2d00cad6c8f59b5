import type { UsageType } from '../../../../schemas/events/usage-charges.ts';
import type { Rounding } from '../../../kernel/money.ts';
import { microsOf } from '../../../kernel/money.ts';
import type { Months } from './month.ts';
import { monthsOf } from './month.ts';
import type { Prefixes } from './prefixes.ts';
import { prefixesOf } from './prefixes.ts';
import type { Allowance, PricedTerms, Rate, TariffTerms } from './tariff.ts';
import type { Timeline } from './timeline.ts';
import { timelineOf } from './timeline.ts';

/** The kinds of usage by their number in compiled tariffs and stored records. */
export const usageTypes: readonly UsageType[] = ['voice', 'data', 'sms'];

/** A step of prices: from so many units on, so many millionths for `per` units. */
export interface PriceStep {
  readonly from: number;
  readonly micros: number;
}

export type Model = 'call' | 'graduated' | 'volume' | 'package';

/** A rate, ready to use: prices in millionths, counters and names by number. */
export interface CompiledRate {
  readonly index: number;
  /** The place in `usageTypes`, and what else it is for; a name left out is any. */
  readonly kind: number;
  readonly zone?: string;
  readonly roaming?: string;
  readonly band?: string;
  readonly priceId: string;
  readonly priceVersion: string;
  readonly model: Model;
  readonly per: number;
  readonly feeMicros: number;
  readonly increments: readonly { readonly from: number; readonly step: number }[];
  /** Prices by what the call has used (`call`) or the line in the period (the other models). */
  readonly steps: readonly PriceStep[];
  readonly packageSize: number;
  /** The place of its counter in a line's meter; -1 is none. */
  readonly counter: number;
  readonly rounding: Rounding;
  readonly stepMicros: number;
  readonly minimumMicros: number;
  readonly maximumMicros: number;
}

export interface CompiledAllowance {
  readonly name: string;
  readonly slot: number;
  readonly shared: boolean;
  readonly quantity: number;
  readonly rollover?: { readonly min: number; readonly max: number };
  readonly zones?: Uint8Array;
  readonly roaming?: Uint8Array;
  readonly bands?: Uint8Array;
}

/** One tariff in one time zone, compiled once: every name is a number, and every lookup a place in an array. */
export interface Tariff {
  readonly currency: string;
  readonly timeZone: string;
  readonly zones: readonly string[];
  readonly roaming: readonly string[];
  readonly bands: readonly string[];
  readonly zoneOf: Prefixes;
  readonly roamingOf: Prefixes;
  /** False where the tariff names no networks: then everywhere is home. */
  readonly tellsNetworks: boolean;
  readonly timeline: Timeline;
  readonly months: Months;
  readonly rates: readonly CompiledRate[];
  /** The rate of each kind, roaming zone, zone and band; -1 where there is none. */
  readonly rateAt: Int16Array;
  /** By kind of usage, in the order of their weights. */
  readonly allowances: readonly (readonly CompiledAllowance[])[];
  /** Names of what a line's meter counts, by place. */
  readonly slots: readonly string[];
  readonly capMicros: number;
}

/** Where no zone is known, and at home. */
export const elsewhere = 'elsewhere';
export const home = 'home';
export const standard = 'standard';

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)];

const compiledRate = (
  { priceId, priceVersion }: PricedTerms,
  rate: Rate,
  index: number,
  slots: readonly string[],
): CompiledRate => ({
  index,
  kind: usageTypes.indexOf(rate.usageType),
  ...(rate.zone !== undefined && { zone: rate.zone }),
  ...(rate.roaming !== undefined && { roaming: rate.roaming }),
  ...(rate.band !== undefined && { band: rate.band }),
  priceId,
  priceVersion,
  model: modelOf(rate),
  per: rate.per,
  feeMicros: microsOf(rate.connectFee ?? 0),
  increments: rate.increments ?? [{ from: 0, step: 1 }],
  steps: stepsOf(rate),
  packageSize: rate.package?.size ?? 0,
  counter: slots.indexOf(counterOf(priceId, rate, index)),
  rounding: rate.rounding?.method ?? 'halfUp',
  stepMicros: 10 ** (6 - (rate.rounding?.decimals ?? 6)),
  minimumMicros: microsOf(rate.minimum ?? 0),
  maximumMicros: rate.maximum === undefined ? Number.POSITIVE_INFINITY : microsOf(rate.maximum),
});

const modelOf = ({ tiers, package: packaged }: Rate): Model =>
  packaged !== undefined ? 'package' : (tiers?.mode ?? 'call');

const stepsOf = (rate: Rate): readonly PriceStep[] => {
  if (rate.intervals !== undefined)
    return rate.intervals.map(({ from, price }) => ({ from, micros: microsOf(price) }));
  if (rate.tiers !== undefined)
    return rate.tiers.steps.map(({ price }, index, all) => ({
      from: all[index - 1]?.upTo ?? 0,
      micros: microsOf(price),
    }));
  if (rate.package !== undefined)
    return [{ from: rate.package.free ?? 0, micros: microsOf(rate.package.price) }];
  return [{ from: 0, micros: microsOf(rate.price ?? 0) }];
};

const counterOf = (priceId: string, rate: Rate, index: number): string =>
  rate.counter === undefined ? `counter:${priceId}:${index}` : `counter:${rate.counter}`;

const allowanceSlot = ({ name }: Allowance): string => `allowance:${name}`;

const mask = (names: readonly string[], among: readonly string[] | undefined) =>
  among && Uint8Array.from(names, (name) => Number(among.includes(name)));

/** Every rate that a combination of names may use: the first in the catalogue's order wins. */
const ratesAt = (
  all: readonly { readonly rate: Rate; readonly index: number }[],
  zones: readonly string[],
  roaming: readonly string[],
  bands: readonly string[],
): Int16Array => {
  const suits = (wanted: string | undefined, name: string): boolean =>
    wanted === undefined || wanted === name;
  const table: number[] = [];
  for (const usageType of usageTypes) {
    const ofType = all.filter(({ rate }) => rate.usageType === usageType);
    for (const visited of roaming)
      for (const zone of zones)
        for (const band of bands) {
          const found = ofType.find(
            ({ rate }) =>
              suits(rate.zone, zone) &&
              suits(rate.roaming ?? home, visited) &&
              suits(rate.band, band),
          );
          table.push(found?.index ?? -1);
        }
  }
  return Int16Array.from(table);
};

/** A tree over all zones' beginnings: each stands for the place of its zone's name. */
const placesOf = (
  entries: readonly { readonly name: string; readonly starts: readonly string[] }[],
  names: readonly string[],
): Prefixes =>
  prefixesOf(
    entries.flatMap(({ name, starts }) =>
      starts.map((start) => [start, names.indexOf(name)] as const),
    ),
  );

const gathered = <T>(
  priced: readonly PricedTerms[],
  of: (terms: TariffTerms) => readonly T[] | undefined,
): readonly T[] => priced.flatMap(({ terms }) => of(terms) ?? []);

const lowestCap = (priced: readonly PricedTerms[]): number =>
  Math.min(
    ...priced.map(({ terms }) =>
      terms.cap === undefined ? Number.POSITIVE_INFINITY : microsOf(terms.cap),
    ),
  );

/** The time zone that holds where neither the product nor the tariff says one. */
export const defaultTimeZone = 'Europe/Brussels';

/** Compiles the prices of one offering into one tariff, once per version and time zone. */
export const compiled = (
  priced: readonly PricedTerms[],
  inZone: string | undefined = undefined,
): Tariff => {
  const timeZone =
    inZone ??
    priced.find(({ terms }) => terms.timeZone !== undefined)?.terms.timeZone ??
    defaultTimeZone;
  const zoneList = gathered(priced, ({ zones }) => zones);
  const roamingList = gathered(priced, ({ roaming }) => roaming);
  const homeNetworks = gathered(priced, (terms) => terms.homeNetworks);
  const bandList = gathered(priced, ({ bands }) => bands);
  const allowanceList = gathered(priced, ({ allowances }) => allowances);
  const zones = unique([elsewhere, ...zoneList.map(({ name }) => name)]);
  const roaming = unique([home, ...roamingList.map(({ name }) => name)]);
  const bandNames = [standard, ...bandList.map(({ name }) => name)];
  const pairs = priced.flatMap((one) => one.terms.rates.map((rate) => ({ one, rate })));
  const numbered = pairs.map(({ one, rate }, index) => ({ one, rate, index }));
  const counted = numbered.filter(({ rate }) => rate.tiers !== undefined || rate.package);
  const slots = unique([
    ...allowanceList.map(allowanceSlot),
    ...counted.map(({ one, rate, index }) => counterOf(one.priceId, rate, index)),
  ]);
  return {
    currency: priced[0]?.currency ?? 'EUR',
    timeZone,
    zones,
    roaming,
    bands: bandNames,
    zoneOf: placesOf(
      zoneList.map(({ name, prefixes }) => ({ name, starts: prefixes })),
      zones,
    ),
    roamingOf: placesOf(
      [
        ...roamingList.map(({ name, networks }) => ({ name, starts: networks })),
        { name: home, starts: homeNetworks },
      ],
      roaming,
    ),
    tellsNetworks: roamingList.length + homeNetworks.length > 0,
    timeline: timelineOf(
      timeZone,
      bandList,
      gathered(priced, ({ holidays }) => holidays),
    ),
    months: monthsOf(timeZone),
    rates: numbered.map(({ one, rate, index }) => compiledRate(one, rate, index, slots)),
    rateAt: ratesAt(numbered, zones, roaming, bandNames),
    allowances: usageTypes.map((usageType) =>
      allowanceList
        .filter((one) => one.usageType === usageType)
        .toSorted((one, other) => one.weight - other.weight)
        .map((one) => compiledAllowance(one, slots, { zones, roaming, bands: bandNames })),
    ),
    slots,
    capMicros: lowestCap(priced),
  };
};

const compiledAllowance = (
  one: Allowance,
  slots: readonly string[],
  names: Readonly<Record<'zones' | 'roaming' | 'bands', readonly string[]>>,
): CompiledAllowance => {
  const zones = mask(names.zones, one.zones);
  const bands = mask(names.bands, one.bands);
  return {
    name: one.name,
    slot: slots.indexOf(allowanceSlot(one)),
    shared: one.shared ?? false,
    quantity: one.quantity,
    ...(one.rollover && { rollover: { min: one.rollover.min ?? 0, max: one.rollover.max } }),
    ...(zones && { zones }),
    // At home alone, unless it says where else.
    roaming: mask(names.roaming, one.roaming ?? [home]) ?? new Uint8Array(),
    ...(bands && { bands }),
  };
};
