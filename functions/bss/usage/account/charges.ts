import type { UsageChargeLine } from '../../../../schemas/events/usage-charges.ts';
import type { CompiledRate, Tariff } from '../rating/compile.ts';
import { elsewhere, home, standard, usageTypes } from '../rating/compile.ts';
import type { Rated } from '../rating/rate.ts';

const unitNames = ['s', 'B', 'message'];
const kindNames = ['Calls', 'Data', 'Messages'];

/** Sums of one rate, while records are added. */
interface Sum {
  quantity: number;
  records: number;
  micros: number;
}

/** Adds up rated records of one line by the rates that priced them: what a rate does not tell apart is one line of a bill. */
export interface ChargeSums {
  add(tariff: Tariff, rated: Rated): void;
  /** The lines so far, together with those before. */
  lines(before: readonly UsageChargeLine[]): UsageChargeLine[];
}

const wordsOf = ({ kind, zone, roaming, band }: CompiledRate): string =>
  [
    kindNames[kind],
    ...(roaming === undefined || roaming === home ? [] : [`in ${roaming}`]),
    ...(zone === undefined || zone === elsewhere ? [] : [`to ${zone}`]),
    ...(band === undefined || band === standard ? [] : [`(${band})`]),
  ].join(' ');

const named = (rate: CompiledRate, { quantity, records, micros }: Sum): UsageChargeLine => {
  const { kind, roaming = home, zone = '', band = '', priceId, priceVersion } = rate;
  const usageType = usageTypes[kind] ?? 'voice';
  return {
    key: [usageType, roaming, zone, band, `${priceId}@${priceVersion}`].join(':'),
    name: wordsOf(rate),
    usageType,
    quantity,
    unit: unitNames[kind] ?? '',
    records,
    amountMicros: micros,
    priceId,
    priceVersion,
  };
};

/** Adds up lines with the same key; they stand in the order of their keys, so that order of arrival leaves no trace. */
export const merged = (lines: readonly UsageChargeLine[]): UsageChargeLine[] => {
  const byKey = new Map<string, UsageChargeLine>();
  for (const line of lines) {
    const known = byKey.get(line.key);
    byKey.set(
      line.key,
      known === undefined
        ? line
        : {
            ...known,
            quantity: known.quantity + line.quantity,
            records: known.records + line.records,
            amountMicros: known.amountMicros + line.amountMicros,
          },
    );
  }
  return [...byKey.values()].sort((one, other) => (one.key < other.key ? -1 : 1));
};

/** What belongs to the record as a whole (fee, least, most, cap) stands with its first part. */
const wholeRecord = ({ feeMicros, adjustedMicros, cappedMicros }: Rated): number =>
  feeMicros + adjustedMicros + cappedMicros;

export const chargeSums = (): ChargeSums => {
  const byTariff = new Map<Tariff, (Sum | undefined)[]>();
  const sumsOf = (tariff: Tariff): (Sum | undefined)[] => {
    const known = byTariff.get(tariff);
    if (known !== undefined) return known;
    const made: (Sum | undefined)[] = [];
    byTariff.set(tariff, made);
    return made;
  };
  const linesOf = ([tariff, sums]: readonly [Tariff, (Sum | undefined)[]]): UsageChargeLine[] =>
    tariff.rates.flatMap((rate) => {
      const sum = sums[rate.index];
      return sum === undefined ? [] : named(rate, sum);
    });
  return {
    add: (tariff, rated) => {
      const sums = sumsOf(tariff);
      rated.parts.forEach((part, index) => {
        const sum = sums[part.rate] ?? { quantity: 0, records: 0, micros: 0 };
        sum.quantity += part.units;
        sum.records += index === 0 ? 1 : 0;
        sum.micros += part.micros + (index === 0 ? wholeRecord(rated) : 0);
        sums[part.rate] = sum;
      });
    },
    lines: (before) => merged([...before, ...[...byTariff].flatMap(linesOf)]),
  };
};
