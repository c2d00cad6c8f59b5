import type { Paid, Rated, RatedPart, UsageRecord } from '../rating/rate.ts';
import type { ByteReader, ByteWriter } from './bytes.ts';

/** A rated record without its parts: what the parts are told apart from. */
export interface Head {
  readonly record: Pick<UsageRecord, 'quantity'>;
  readonly rated: Omit<Rated, 'parts'>;
}

const paidUnits = (paid: readonly Paid[]): number => {
  let units = 0;
  for (const one of paid) units += one.units;
  return units;
};

/** Where a part was priced from is nearly always one of two places: a call's own start, or where the counter stood. */
const fromPaid = 0;
const fromCounter = 1;
const firstPlace = 2;

/** Where each rate's counter stood after the last part of it. */
const counters = () => {
  const stood: number[] = [];
  return {
    of: (rate: number): number => stood[rate] ?? 0,
    moved: (rate: number, to: number): void => {
      stood[rate] = to;
    },
  };
};

/** What a part's amount is, where it is the only one. */
const wholeMicros = ({ rated }: Head): number =>
  rated.micros - rated.feeMicros - rated.adjustedMicros - rated.cappedMicros;

const writePart = (out: ByteWriter, part: RatedPart, whole: Head | undefined): void => {
  out.signed(part.units - (whole?.record.quantity ?? 0));
  out.signed(part.micros - (whole === undefined ? 0 : wholeMicros(whole)));
  out.count(part.paid.length);
  for (const { slot, units } of part.paid) {
    out.count(slot);
    out.signed(part.units - units);
  }
};

/** How where a part was priced from is written. */
const placeOf = ({ from, paid }: RatedPart, stood: number): number => {
  if (from === paidUnits(paid)) return fromPaid;
  return from === stood ? fromCounter : from + firstPlace;
};

/** Writes how each record's parts were priced: most records have one, and most of its numbers follow from the record. */
export const writeParts = (
  out: ByteWriter,
  all: readonly (Head & { readonly rated: Rated })[],
): void => {
  const parts = all.flatMap((one) =>
    one.rated.parts.map((part, _, own) => ({ part, whole: own.length === 1 ? one : undefined })),
  );
  for (const { rated } of all) out.count(rated.parts.length);
  for (const { part } of parts) out.count(part.band);
  for (const { part } of parts) out.count(part.rate);
  for (const { part, whole } of parts) writePart(out, part, whole);
  const stood = counters();
  for (const { part } of parts) {
    out.count(placeOf(part, stood.of(part.rate)));
    stood.moved(part.rate, part.to);
  }
};

interface Open {
  readonly band: number;
  readonly rate: number;
  readonly units: number;
  readonly micros: number;
  readonly paid: readonly Paid[];
}

const readPart = (from: ByteReader, band: number, rate: number, whole: Head | undefined): Open => {
  const units = from.signed() + (whole?.record.quantity ?? 0);
  const micros = from.signed() + (whole === undefined ? 0 : wholeMicros(whole));
  const paid = Array.from({ length: from.count() }, () => ({
    slot: from.count(),
    units: units - from.signed(),
  }));
  return { band, rate, units, micros, paid };
};

/** The parts of each record, as {@link writeParts} wrote them. */
export const readParts = (
  from: ByteReader,
  heads: readonly Head[],
): readonly (readonly RatedPart[])[] => {
  const lengths = heads.map(() => from.count());
  const total = lengths.reduce((sum, one) => sum + one, 0);
  const bands = Array.from({ length: total }, () => from.count());
  const rates = Array.from({ length: total }, () => from.count());
  let next = 0;
  const open = heads.map((head, index) =>
    Array.from({ length: lengths[index] ?? 0 }, () => {
      next += 1;
      const whole = lengths[index] === 1 ? head : undefined;
      return readPart(from, bands[next - 1] ?? 0, rates[next - 1] ?? 0, whole);
    }),
  );
  const stood = counters();
  return open.map((parts) =>
    parts.map(({ band, rate, units, micros, paid }) => {
      const place = from.count();
      const payed = paidUnits(paid);
      const start =
        place === fromPaid ? payed : place === fromCounter ? stood.of(rate) : place - firstPlace;
      const to = start + units - payed;
      stood.moved(rate, to);
      return { band, rate, units, paid, from: start, to, micros };
    }),
  );
};
