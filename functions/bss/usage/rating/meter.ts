import type { Tariff } from './compile.ts';

/** What a line, or the lines that share, have used in a period. `used` and `carried` stand by the tariff's slots. */
export interface Meter {
  tariff: Tariff;
  used: Float64Array;
  /** What came over from the month before, beside the allowance's own quantity. */
  carried: Float64Array;
  /** Millionths spent, against the cap. */
  spentMicros: number;
  /**
   * True once the order of records mattered: an allowance ran out, a tier was passed, the cap was reached. Until then
   * the same records cost the same in any order, so that a late one needs no rating of the others again.
   */
  ordered: boolean;
}

/** A meter as it is kept: by names, so that it outlives a change of the tariff. */
export interface MeterReading {
  readonly used: Readonly<Record<string, number>>;
  readonly carried: Readonly<Record<string, number>>;
  readonly spentMicros: number;
  readonly ordered: boolean;
}

export const newReading: MeterReading = { used: {}, carried: {}, spentMicros: 0, ordered: false };

const places = (tariff: Tariff, named: Readonly<Record<string, number>>): Float64Array =>
  Float64Array.from(tariff.slots, (slot) => named[slot] ?? 0);

export const meterOf = (tariff: Tariff, reading: MeterReading): Meter => ({
  tariff,
  used: places(tariff, reading.used),
  carried: places(tariff, reading.carried),
  spentMicros: reading.spentMicros,
  ordered: reading.ordered,
});

const named = (tariff: Tariff, values: Float64Array): Record<string, number> =>
  Object.fromEntries(
    tariff.slots.flatMap((slot, index) =>
      values[index] === 0 ? [] : [[slot, values[index] ?? 0] as const],
    ),
  );

/** What the meter says now; what other tariffs counted before is kept beside. */
export const readingOf = (meter: Meter, before: MeterReading): MeterReading => ({
  used: { ...before.used, ...named(meter.tariff, meter.used) },
  carried: { ...before.carried, ...named(meter.tariff, meter.carried) },
  spentMicros: meter.spentMicros,
  ordered: meter.ordered,
});

/** What goes over into the next month: at most `max`, at least `min`. */
export const rolledOver = (left: number, { min, max }: { min: number; max: number }): number =>
  Math.min(max, Math.max(left, min));
