import { derivedId } from '../../../kernel/ids.ts';
import type { Tariff } from '../rating/compile.ts';
import { compiled } from '../rating/compile.ts';
import type { PricedTerms } from '../rating/tariff.ts';
import type { UsagePrice } from './price.ts';
import { versionAt } from './price.ts';

/** A compiled tariff and the name by which records remember it. */
export interface NamedTariff {
  readonly key: string;
  readonly tariff: Tariff;
}

interface Epoch {
  readonly fromMs: number;
  readonly toMs: number;
  readonly named: NamedTariff | undefined;
}

/** Compiled tariffs by their keys: an instance of a function compiles each version once. */
const compiledOnce = new Map<string, NamedTariff>();
const mostCompiled = 200;

const pricedAt = (prices: readonly UsagePrice[], atMs: number): readonly PricedTerms[] =>
  prices.flatMap((price) => {
    const version = versionAt(price, atMs);
    return version?.terms === undefined
      ? []
      : {
          priceId: price.id,
          priceVersion: version.version,
          currency: version.currency,
          terms: version.terms,
        };
  });

const namedFor = (
  offering: string,
  priced: readonly PricedTerms[],
  timeZone: string | undefined,
): NamedTariff | undefined => {
  if (priced.length === 0) return undefined;
  const versions = priced.map(({ priceId, priceVersion }) => `${priceId}@${priceVersion}`);
  const key = derivedId('trf', offering, timeZone ?? '', ...versions);
  const known = compiledOnce.get(key);
  if (known !== undefined) return known;
  if (compiledOnce.size >= mostCompiled) compiledOnce.clear();
  const made = { key, tariff: compiled(priced, timeZone) };
  compiledOnce.set(key, made);
  return made;
};

/** The tariff of an offering at any moment. */
export type TariffsOf = (atMs: number) => NamedTariff | undefined;

/** The tariffs of one offering in one time zone, compiled when they are first asked for. */
export const tariffsOf = (
  offering: string,
  prices: readonly UsagePrice[],
  timeZone: string | undefined,
): TariffsOf => {
  const borders = prices.flatMap(({ versions }) =>
    versions.flatMap(({ fromMs, toMs }) => [fromMs, toMs].filter((at) => at !== undefined)),
  );
  const sorted = [...new Set(borders)].sort((one, other) => one - other);
  const epochs: Epoch[] = [];
  return (atMs) => {
    const known = epochs.find(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs);
    if (known !== undefined) return known.named;
    const made: Epoch = {
      fromMs: sorted.findLast((at) => at <= atMs) ?? Number.NEGATIVE_INFINITY,
      toMs: sorted.find((at) => at > atMs) ?? Number.POSITIVE_INFINITY,
      named: namedFor(offering, pricedAt(prices, atMs), timeZone),
    };
    epochs.push(made);
    return made.named;
  };
};
