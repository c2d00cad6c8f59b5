import type { UsageChargeLine } from '../../../../schemas/events/usage-charges.ts';
import type { Tariff } from '../rating/compile.ts';
import { elsewhere, home, standard, usageTypes } from '../rating/compile.ts';
import type { Rated, RatedPart, UsageRecord } from '../rating/rate.ts';

const unitNames = ['s', 'B', 'message'];
const kindNames = ['Calls', 'Data', 'Messages'];

/** Sums of one kind of charge, while records are added. */
interface Sum {
  quantity: number;
  records: number;
  micros: number;
}

/** Adds up rated records of one line by kind of charge. Names are made once a kind, not once a record. */
export interface ChargeSums {
  add(tariff: Tariff, record: UsageRecord, rated: Rated): void;
  /** The lines so far, together with those before. */
  lines(before: readonly UsageChargeLine[]): UsageChargeLine[];
}

interface Kind {
  readonly kind: number;
  readonly zone: number;
  readonly roaming: number;
  readonly part: RatedPart;
}

const wordsOf = (tariff: Tariff, { kind, zone, roaming, part }: Kind): string => {
  const names = [tariff.roaming[roaming], tariff.zones[zone], tariff.bands[part.band]];
  const [visited = home, to = elsewhere, band = standard] = names;
  return [
    kindNames[kind],
    ...(visited === home ? [] : [`in ${visited}`]),
    ...(to === elsewhere ? [] : [`to ${to}`]),
    ...(band === standard ? [] : [`(${band})`]),
  ].join(' ');
};

const named = (tariff: Tariff, of: Kind, { quantity, records, micros }: Sum): UsageChargeLine => {
  const usageType = usageTypes[of.kind] ?? 'voice';
  const { priceId = '', priceVersion = '' } = tariff.rates[of.part.rate] ?? {};
  const names = [tariff.roaming[of.roaming], tariff.zones[of.zone], tariff.bands[of.part.band]];
  return {
    key: [usageType, ...names, `${priceId}@${priceVersion}`].join(':'),
    name: wordsOf(tariff, of),
    usageType,
    quantity,
    unit: unitNames[of.kind] ?? '',
    records,
    amountMicros: micros,
    priceId,
    priceVersion,
  };
};

/** Lines with the same key are one; they stand in the order of their keys, so that order of arrival leaves no trace. */
const merged = (lines: readonly UsageChargeLine[]): UsageChargeLine[] => {
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
  const byTariff = new Map<Tariff, Map<number, { readonly kind: Kind; readonly sum: Sum }>>();
  const sumOf = (tariff: Tariff, kind: Kind): Sum => {
    let sums = byTariff.get(tariff);
    if (sums === undefined) {
      sums = new Map();
      byTariff.set(tariff, sums);
    }
    const { zone, roaming, part } = kind;
    const place =
      ((part.rate * tariff.roaming.length + roaming) * tariff.zones.length + zone) *
        tariff.bands.length +
      part.band;
    const known = sums.get(place);
    if (known !== undefined) return known.sum;
    const sum = { quantity: 0, records: 0, micros: 0 };
    sums.set(place, { kind, sum });
    return sum;
  };
  return {
    add: (tariff, { kind }, rated) => {
      const { zone, roaming, parts } = rated;
      parts.forEach((part, index) => {
        const sum = sumOf(tariff, { kind, zone, roaming, part });
        sum.quantity += part.units;
        sum.records += index === 0 ? 1 : 0;
        sum.micros += part.micros + (index === 0 ? wholeRecord(rated) : 0);
      });
    },
    lines: (before) =>
      merged([
        ...before,
        ...[...byTariff].flatMap(([tariff, sums]) =>
          [...sums.values()].map(({ kind, sum }) => named(tariff, kind, sum)),
        ),
      ]),
  };
};
