import { compiled, type Tariff } from '../../../functions/bss/usage/rating/compile.ts';
import { meterOf, newReading } from '../../../functions/bss/usage/rating/meter.ts';
import {
  type Meters,
  type Rated,
  rate,
  type UsageRecord,
} from '../../../functions/bss/usage/rating/rate.ts';
import type { PricedTerms, Rate } from '../../../functions/bss/usage/rating/tariff.ts';
import { TariffTerms as Terms } from '../../../functions/bss/usage/rating/tariff.ts';

export const priced = (terms: object, priceId = 'pop-1'): PricedTerms => ({
  priceId,
  priceVersion: '1.0',
  currency: 'EUR',
  terms: Terms.parse(terms),
});

export const tariffOf = (terms: object, timeZone = 'Europe/Brussels'): Tariff =>
  compiled([priced(terms)], timeZone);

export const perMinute = (price: number, more: Partial<Rate> = {}): object => ({
  usageType: 'voice',
  price,
  per: 60,
  ...more,
});

export const metersFor = (tariff: Tariff): Meters => ({
  line: meterOf(tariff, newReading),
  pool: meterOf(tariff, newReading),
});

export const aRecord = (more: Partial<UsageRecord> = {}): UsageRecord => ({
  id: 'r1',
  source: 'msc-1',
  subscriber: '32470000001',
  kind: 0,
  at: Date.parse('2026-11-24T10:00:00Z'),
  quantity: 60,
  other: '32470000002',
  network: '',
  offset: 0,
  ...more,
});

export const ratedOrThrow = (tariff: Tariff, meters: Meters, record: UsageRecord): Rated => {
  const result = rate(tariff, meters, record);
  if (typeof result === 'string') throw new Error(result);
  return result;
};

export const once = (terms: object, record: Partial<UsageRecord>): Rated => {
  const tariff = tariffOf(terms);
  return ratedOrThrow(tariff, metersFor(tariff), aRecord(record));
};
