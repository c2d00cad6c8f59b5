import * as z from 'zod';
import { UsageType } from '../../../../schemas/events/usage-charges.ts';

/** A price in the currency's unit, with at most six decimals. */
const Price = z.number().min(0).max(1_000_000).multipleOf(0.000001);
/** Seconds, bytes or messages; the kind of usage says which. */
const Units = z.int().min(0);
const name = z.string().min(1);

/** Days on which a band holds. A public holiday is no weekday: only bands that name `holiday` hold on it. */
export const Day = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun', 'holiday']);
export type Day = z.infer<typeof Day>;

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/);

/** A time of the day in the customer's zone. Past midnight (`22:00` to `06:00`) it belongs to the day it began on. */
export const Band = z.strictObject({
  name,
  days: z.array(Day).min(1).optional(),
  from: clock,
  to: clock,
});
export type Band = z.infer<typeof Band>;

/** Destinations by the beginning of their number (E.164, digits alone); the longest beginning wins. */
const Zone = z.strictObject({ name, prefixes: z.array(z.string().regex(/^\d{1,15}$/)).min(1) });
/** Where a customer roams, by the beginning of the visited network's MCC and MNC. */
const Roaming = z.strictObject({
  name,
  networks: z.array(z.string().regex(/^\d{3,6}$/)).min(1),
});

const ascending = (rows: readonly { readonly from: number }[]): boolean =>
  rows.every(({ from }, index) => from > (rows[index - 1]?.from ?? -1));

/** 60/1 is `[{from: 0, step: 60}, {from: 60, step: 1}]`: a step begun is paid whole. */
const Increments = z
  .array(z.strictObject({ from: Units, step: Units.min(1) }))
  .min(1)
  .refine((rows) => rows[0]?.from === 0 && ascending(rows), 'increments begin at 0 and ascend')
  .refine(
    (rows) =>
      rows.every(({ from, step }, index) => {
        const next = rows[index + 1]?.from;
        return next === undefined || (next - from) % step === 0;
      }),
    'a range of increments is a multiple of its step',
  );

/** Another price from so many units of one call on, such as a dearer first minute. */
const Intervals = z
  .array(z.strictObject({ from: Units, price: Price }))
  .min(1)
  .refine((rows) => rows[0]?.from === 0 && ascending(rows), 'intervals begin at 0 and ascend');

/** Prices by what a line has used in the period: each unit by its own tier (graduated), or all by the one reached (volume). */
const Tiers = z.strictObject({
  mode: z.enum(['graduated', 'volume']),
  steps: z
    .array(z.strictObject({ upTo: Units.min(1).optional(), price: Price }))
    .min(1)
    .refine(
      (steps) =>
        steps.every(
          ({ upTo }, index) =>
            (upTo === undefined) === (index === steps.length - 1) &&
            (upTo ?? Number.POSITIVE_INFINITY) > (steps[index - 1]?.upTo ?? 0),
        ),
      'each tier ends above the one before; the last has no end',
    ),
});

/** So much for each started package of units, after the free ones. */
const Package = z.strictObject({ size: Units.min(1), price: Price, free: Units.optional() });

/** What usage of a kind costs, for the zone, the roaming zone and the band that it names; a name left out is any. */
export const Rate = z
  .strictObject({
    usageType: UsageType,
    zone: name.optional(),
    roaming: name.optional(),
    band: name.optional(),
    connectFee: Price.optional(),
    price: Price.optional(),
    /** The price is for so many units: 60 of voice is a minute. */
    per: Units.min(1),
    increments: Increments.optional(),
    intervals: Intervals.optional(),
    tiers: Tiers.optional(),
    package: Package.optional(),
    /** Rates that name the same counter climb its tiers together. @default - a counter of its own */
    counter: name.optional(),
    rounding: z
      .strictObject({
        method: z.enum(['halfUp', 'halfEven', 'up', 'down']),
        decimals: z.int().min(0).max(6),
      })
      .optional(),
    /** The least and the most that one call costs, where it costs anything. */
    minimum: Price.optional(),
    maximum: Price.optional(),
  })
  .refine(
    (rate) =>
      [rate.price, rate.intervals, rate.tiers, rate.package].filter((one) => one !== undefined)
        .length === 1,
    'a rate has one of price, intervals, tiers and package',
  );
export type Rate = z.infer<typeof Rate>;

/** Units that are paid already. Those with the smallest weight are used first, of equals the first named. */
export const Allowance = z.strictObject({
  name,
  usageType: UsageType,
  quantity: Units,
  weight: z.int().min(0),
  zones: z.array(name).min(1).optional(),
  roaming: z.array(name).min(1).optional(),
  bands: z.array(name).min(1).optional(),
  /** One pot for all lines of the billing account. @default false */
  shared: z.boolean().optional(),
  /** What is left goes into the next month: at most `max`, at least `min`. @default - it lapses */
  rollover: z.strictObject({ min: Units.optional(), max: Units }).optional(),
});
export type Allowance = z.infer<typeof Allowance>;

/** What the catalogue says of the usage that a price is for: the value of the price's characteristic `tariff`. */
export const TariffTerms = z.strictObject({
  timeZone: z.string().min(1).optional(),
  holidays: z.array(z.iso.date()).optional(),
  bands: z.array(Band).optional(),
  zones: z.array(Zone).optional(),
  roaming: z.array(Roaming).optional(),
  /** MCC and MNC of the networks that are home. */
  homeNetworks: z.array(z.string().regex(/^\d{3,6}$/)).optional(),
  rates: z.array(Rate).min(1),
  allowances: z.array(Allowance).optional(),
  /** The most that a line's usage costs in a month. */
  cap: Price.optional(),
});
export type TariffTerms = z.infer<typeof TariffTerms>;

/** The terms of one version of one price. */
export interface PricedTerms {
  readonly priceId: string;
  readonly priceVersion: string;
  readonly currency: string;
  readonly terms: TariffTerms;
}
