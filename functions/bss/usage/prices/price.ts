import * as z from 'zod';
import type { UsageType } from '../../../../schemas/events/usage-charges.ts';
import type { ProductOfferingPrice } from '../../../../schemas/tmf/product-catalog/product-offering-price.ts';
import type { Identified } from '../../../kernel/tmf/resource.ts';
import { TariffTerms } from '../rating/tariff.ts';
import { ours } from '../silent.ts';

/** One version of a usage price, for as long as it holds. Terms that cannot be read are none. */
const PriceVersion = z.strictObject({
  revision: z.int(),
  version: z.string(),
  currency: z.string(),
  fromMs: z.number().optional(),
  toMs: z.number().optional(),
  terms: TariffTerms.optional(),
});
export type PriceVersion = z.infer<typeof PriceVersion>;

/** A usage price with its versions, as the catalogue's events told them. */
export const UsagePrice = z.strictObject({ id: z.string(), versions: z.array(PriceVersion) });
export type UsagePrice = z.infer<typeof UsagePrice>;
export const usagePrice = ours<UsagePrice>({ name: 'usagePrice', schema: { read: UsagePrice } });

/** Which prices an offering has. */
export const UsageOffering = z.strictObject({
  id: z.string(),
  version: z.int(),
  prices: z.array(z.string()),
});
export type UsageOffering = z.infer<typeof UsageOffering>;
export const usageOffering = ours<UsageOffering>({
  name: 'usageOffering',
  schema: { read: UsageOffering },
});

/** What a unit of measure is in ours: seconds, bytes, messages. */
const units: Readonly<Record<string, readonly [UsageType, number]>> = {
  s: ['voice', 1],
  second: ['voice', 1],
  min: ['voice', 60],
  minute: ['voice', 60],
  b: ['data', 1],
  kb: ['data', 1000],
  mb: ['data', 1_000_000],
  gb: ['data', 1_000_000_000],
  sms: ['sms', 1],
  message: ['sms', 1],
};

/** A price with nothing but an amount for a unit is a tariff of one rate. */
const simpleTerms = (price: Identified<ProductOfferingPrice>): TariffTerms | undefined => {
  const name = (price.unitOfMeasure?.units ?? '').toLowerCase();
  const known = units[name] ?? units[name.replace(/s$/, '')];
  if (known === undefined || price.price?.value === undefined) return undefined;
  const [usageType, factor] = known;
  const per = factor * (price.unitOfMeasure?.amount ?? 1);
  return TariffTerms.safeParse({ rates: [{ usageType, price: price.price.value, per }] }).data;
};

/** The terms of a price: its characteristic `tariff`, else its amount for a unit. */
const termsOf = (price: Identified<ProductOfferingPrice>): TariffTerms | undefined => {
  const tariff = price.prodSpecCharValueUse?.find(({ name }) => name === 'tariff');
  if (tariff === undefined) return simpleTerms(price);
  return TariffTerms.safeParse(tariff.productSpecCharacteristicValue?.[0]?.value).data;
};

const moment = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Date.parse(text);

const mostVersions = 24;

/** The price after an event of the catalogue; the same where its version is known. */
export const withVersion = (
  known: UsagePrice | undefined,
  price: Identified<ProductOfferingPrice>,
  revision: number,
): UsagePrice => {
  const versions = known?.versions ?? [];
  if (known !== undefined && versions.some((one) => one.revision === revision)) return known;
  const terms = termsOf(price);
  const fromMs = moment(price.validFor?.startDateTime);
  const toMs = moment(price.validFor?.endDateTime);
  const next: PriceVersion = {
    revision,
    version: `${price.version ?? '1'}#${revision}`,
    currency: price.price?.unit ?? 'EUR',
    ...(fromMs !== undefined && { fromMs }),
    ...(toMs !== undefined && { toMs }),
    ...(terms !== undefined && { terms }),
  };
  return {
    id: price.id,
    versions: [...versions, next]
      .sort((one, other) => one.revision - other.revision)
      .slice(-mostVersions),
  };
};

/** The newest version that holds at a moment: a correction replaces what it corrects, a coming price waits for its day. */
export const versionAt = ({ versions }: UsagePrice, atMs: number): PriceVersion | undefined =>
  versions.findLast(
    ({ fromMs, toMs }) =>
      (fromMs === undefined || fromMs <= atMs) && (toMs === undefined || atMs < toMs),
  );
