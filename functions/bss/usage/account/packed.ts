import * as z from 'zod';
import type { Rated, RatedPart, UsageRecord } from '../rating/rate.ts';

const numbers = z.array(z.number());
const texts = z.array(z.string());

/**
 * Records by columns, names by number: what deflates best. A rated call takes 20 bytes; as a list of objects it would
 * take 60, and as items of its own a thousand.
 */
export const PackedRecords = z.strictObject({
  sources: texts,
  subscribers: texts,
  subscriptions: texts,
  tariffs: texts,
  id: texts,
  source: numbers,
  subscriber: numbers,
  subscription: numbers,
  tariff: numbers,
  kind: numbers,
  /** The moment, less that of the record before. */
  at: numbers,
  quantity: numbers,
  other: texts,
  network: texts,
  offset: numbers,
  micros: numbers,
  zone: numbers,
  roaming: numbers,
  fee: numbers,
  adjusted: numbers,
  capped: numbers,
  /** Band, rate, units, micros, from, number of payers; then slot and units of each. */
  parts: z.array(numbers),
});
export type PackedRecords = z.infer<typeof PackedRecords>;

/** A record as it is kept: whose it is, by which tariff it was rated, and how. */
export interface KeptRecord {
  readonly record: UsageRecord;
  readonly subscription: string;
  readonly tariff: string;
  readonly rated: Rated;
}

const flatPart = (part: RatedPart): readonly number[] => [
  part.band,
  part.rate,
  part.units,
  part.micros,
  part.from,
  part.paid.length,
  ...part.paid.flatMap(({ slot, units }) => [slot, units]),
];

const headOfPart = 6;

const partsOf = (flat: readonly number[]): readonly RatedPart[] => {
  const parts: RatedPart[] = [];
  for (let at = 0; at < flat.length; ) {
    const [band = 0, rate = 0, units = 0, micros = 0, from = 0, payers = 0] = flat.slice(at);
    at += headOfPart;
    const paid = Array.from({ length: payers }, (_, index) => ({
      slot: flat[at + 2 * index] ?? 0,
      units: flat[at + 2 * index + 1] ?? 0,
    }));
    at += 2 * payers;
    const to = from + units - paid.reduce((sum, one) => sum + one.units, 0);
    parts.push({ band, rate, units, paid, from, to, micros });
  }
  return parts;
};

/** Numbers for names, in the order in which they are first met. */
const numbering = () => {
  const places = new Map<string, number>();
  return {
    names: (): string[] => [...places.keys()],
    of: (name: string): number => {
      const known = places.get(name);
      if (known !== undefined) return known;
      places.set(name, places.size);
      return places.size - 1;
    },
  };
};

/** Packs records; their order stays. */
export const packed = (records: readonly KeptRecord[]): PackedRecords => {
  const [sources, subscribers] = [numbering(), numbering()];
  const [subscriptions, tariffs] = [numbering(), numbering()];
  let before = 0;
  const columns = {
    id: records.map(({ record }) => record.id),
    source: records.map(({ record }) => sources.of(record.source)),
    subscriber: records.map(({ record }) => subscribers.of(record.subscriber)),
    subscription: records.map(({ subscription }) => subscriptions.of(subscription)),
    tariff: records.map(({ tariff }) => tariffs.of(tariff)),
    kind: records.map(({ record }) => record.kind),
    at: records.map(({ record }) => {
      const step = record.at - before;
      before = record.at;
      return step;
    }),
    quantity: records.map(({ record }) => record.quantity),
    other: records.map(({ record }) => record.other),
    network: records.map(({ record }) => record.network),
    offset: records.map(({ record }) => record.offset),
    micros: records.map(({ rated }) => rated.micros),
    zone: records.map(({ rated }) => rated.zone),
    roaming: records.map(({ rated }) => rated.roaming),
    fee: records.map(({ rated }) => rated.feeMicros),
    adjusted: records.map(({ rated }) => rated.adjustedMicros),
    capped: records.map(({ rated }) => rated.cappedMicros),
    parts: records.map(({ rated }) => rated.parts.flatMap(flatPart)),
  };
  return {
    sources: sources.names(),
    subscribers: subscribers.names(),
    subscriptions: subscriptions.names(),
    tariffs: tariffs.names(),
    ...columns,
  };
};

/** The records of a pack, in their order. */
export const unpacked = (pack: PackedRecords): readonly KeptRecord[] => {
  let at = 0;
  const number = (column: readonly number[], index: number): number => column[index] ?? 0;
  const text = (column: readonly string[], index: number): string => column[index] ?? '';
  return pack.id.map((id, index) => {
    at += number(pack.at, index);
    return {
      record: {
        id,
        source: text(pack.sources, number(pack.source, index)),
        subscriber: text(pack.subscribers, number(pack.subscriber, index)),
        kind: number(pack.kind, index),
        at,
        quantity: number(pack.quantity, index),
        other: text(pack.other, index),
        network: text(pack.network, index),
        offset: number(pack.offset, index),
      },
      subscription: text(pack.subscriptions, number(pack.subscription, index)),
      tariff: text(pack.tariffs, number(pack.tariff, index)),
      rated: {
        micros: number(pack.micros, index),
        zone: number(pack.zone, index),
        roaming: number(pack.roaming, index),
        feeMicros: number(pack.fee, index),
        adjustedMicros: number(pack.adjusted, index),
        cappedMicros: number(pack.capped, index),
        parts: partsOf(pack.parts[index] ?? []),
      },
    };
  });
};

/** A name for a record within all sources. */
export const keyOf = (source: string, id: string): string => `${source}\n${id}`;

/** The names of a pack's records, without unpacking the rest. */
export const keysIn = (pack: PackedRecords): readonly string[] =>
  pack.id.map((id, index) => keyOf(pack.sources[pack.source[index] ?? 0] ?? '', id));
