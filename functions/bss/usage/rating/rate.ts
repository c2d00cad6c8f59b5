import { billedUnits, costBetween, roundedTo } from './charge.ts';
import type { CompiledAllowance, CompiledRate, Tariff } from './compile.ts';
import { usageTypes } from './compile.ts';
import type { Meter } from './meter.ts';
import { longest } from './prefixes.ts';
import type { DayBands } from './timeline.ts';
import { dayBands, stretchAt, stretchEnd } from './timeline.ts';

/** A usage record as the network says it, ready to rate. Every one has all attributes: records of one shape rate fastest. */
export interface UsageRecord {
  readonly id: string;
  readonly source: string;
  /** The number, or other identifier, that used it. */
  readonly subscriber: string;
  /** The place in `usageTypes`: 0 voice, 1 data, 2 sms. */
  readonly kind: number;
  /** When it began, in milliseconds since 1970. */
  readonly at: number;
  /** Seconds, bytes or messages. */
  readonly quantity: number;
  /** The other number; empty where there is none. */
  readonly other: string;
  /** The visited network's MCC and MNC; empty at home. */
  readonly network: string;
  /** Units of the same call in records before this one: a long call comes in parts. */
  readonly offset: number;
}

/** What an allowance paid of a part: its slot and the units. */
export interface Paid {
  readonly slot: number;
  readonly units: number;
}

/** A stretch of a record in one band. */
export interface RatedPart {
  readonly band: number;
  readonly rate: number;
  /** Units after rounding up to increments. */
  readonly units: number;
  readonly paid: readonly Paid[];
  /** From where to where on the rate's own scale the rest was priced: of the call, or of the line's counter. */
  readonly from: number;
  readonly to: number;
  readonly micros: number;
}

/** A rated record: what it costs, and why. */
export interface Rated {
  readonly micros: number;
  readonly zone: number;
  readonly roaming: number;
  readonly feeMicros: number;
  /** What the least or the most of a call, and the cap of the month, changed. */
  readonly adjustedMicros: number;
  readonly cappedMicros: number;
  readonly parts: readonly RatedPart[];
}

/** Whose meters a record moves: its line's, and the one of those that share. */
export interface Meters {
  readonly line: Meter;
  readonly pool: Meter;
}

const nothingPaid: readonly Paid[] = [];
const voice = 0;

const covers = (
  allowance: CompiledAllowance,
  zone: number,
  roaming: number,
  band: number,
): boolean =>
  (allowance.roaming?.[roaming] ?? 1) === 1 &&
  (allowance.zones?.[zone] ?? 1) === 1 &&
  (allowance.bands?.[band] ?? 1) === 1;

interface Where {
  readonly kind: number;
  readonly zone: number;
  readonly roaming: number;
  readonly band: number;
}

/** Takes of one allowance what it still has, at most what is due. */
const taken = (allowance: CompiledAllowance, { line, pool }: Meters, due: number): number => {
  const meter = allowance.shared ? pool : line;
  const used = meter.used[allowance.slot] ?? 0;
  const left = allowance.quantity + (meter.carried[allowance.slot] ?? 0) - used;
  if (left < due) line.ordered = true;
  const units = Math.max(0, Math.min(left, due));
  meter.used[allowance.slot] = used + units;
  return units;
};

/** Lets the allowances pay, in the order of their weights, and answers what each paid. */
const payFrom = (
  tariff: Tariff,
  meters: Meters,
  { kind, zone, roaming, band }: Where,
  units: number,
): readonly Paid[] => {
  let paid: Paid[] | undefined;
  let due = units;
  for (const allowance of tariff.allowances[kind] ?? []) {
    if (due === 0 || !covers(allowance, zone, roaming, band)) continue;
    const one = taken(allowance, meters, due);
    if (one === 0) continue;
    due -= one;
    paid = [...(paid ?? nothingPaid), { slot: allowance.slot, units: one }];
  }
  return paid ?? nothingPaid;
};

const unitsOf = (paid: readonly Paid[]): number => {
  let units = 0;
  for (const one of paid) units += one.units;
  return units;
};

/** Moves the rate's counter on; past its first step, the order of records begins to matter. */
const counted = (rate: CompiledRate, line: Meter, units: number): number => {
  const from = line.used[rate.counter] ?? 0;
  line.used[rate.counter] = from + units;
  if (rate.model === 'package' || from + units > (rate.steps[1]?.from ?? Number.POSITIVE_INFINITY))
    line.ordered = true;
  return from;
};

/** Rates a stretch: `start` and `end` are billed units of the call so far. */
const ratedPart = (
  tariff: Tariff,
  meters: Meters,
  where: Where,
  rate: CompiledRate,
  start: number,
  end: number,
): RatedPart => {
  const units = end - start;
  const paid = units === 0 ? nothingPaid : payFrom(tariff, meters, where, units);
  const charged = units - unitsOf(paid);
  const { band } = where;
  if (charged === 0) return { band, rate: rate.index, units, paid, from: end, to: end, micros: 0 };
  const from = rate.model === 'call' ? end - charged : counted(rate, meters.line, charged);
  const to = from + charged;
  const micros = roundedTo(costBetween(rate, from, to), rate.stepMicros, rate.rounding);
  return { band, rate: rate.index, units, paid, from, to, micros };
};

const rateIndex = (tariff: Tariff, { kind, zone, roaming, band }: Where): number =>
  tariff.rateAt[
    ((kind * tariff.roaming.length + roaming) * tariff.zones.length + zone) * tariff.bands.length +
      band
  ] ?? -1;

/** Why a record cannot be rated; the rest of the cause is what is missing. */
export const noRate = 'noRate';

/** Names what has no rate, so that a price for it can be added. */
const missing = (tariff: Tariff, { zone, roaming, band }: Where, kind: string): string =>
  [noRate, kind, tariff.roaming[roaming], tariff.zones[zone], tariff.bands[band]].join(':');

interface Stretch {
  readonly band: number;
  /** Raw units of the call at which it ends. */
  readonly end: number;
}

/** The bands that a call goes through. Its length costs nothing; each change of band one stretch. */
const stretches = (tariff: Tariff, record: UsageRecord, first: DayBands): readonly Stretch[] => {
  const endMs = record.at + record.quantity * 1000;
  const found: Stretch[] = [];
  let day = first;
  let at = record.at;
  let index = stretchAt(day, at);
  for (;;) {
    const band = day.bands[index] ?? 0;
    const borderMs = stretchEnd(day, index, at);
    const end = Math.min(record.quantity, Math.ceil((borderMs - record.at) / 1000));
    if (found.at(-1)?.band === band) found.pop();
    found.push({ band, end: record.offset + end });
    if (borderMs >= endMs) return found;
    at = borderMs;
    day = dayBands(tariff.timeline, at);
    index = stretchAt(day, at);
  }
};

/** Only time passes through bands; data and messages belong to the band in which they began. */
const bandsOf = (tariff: Tariff, record: UsageRecord): readonly Stretch[] => {
  const day = dayBands(tariff.timeline, record.at);
  const index = stretchAt(day, record.at);
  const whole = record.offset + record.quantity;
  if (
    record.kind !== voice ||
    record.at + record.quantity * 1000 <= stretchEnd(day, index, record.at)
  )
    return [{ band: day.bands[index] ?? 0, end: whole }];
  return stretches(tariff, record, day);
};

/** The fee is due where the call's own first unit is paid by no allowance. */
const feeOf = (record: UsageRecord, part: RatedPart | undefined, rate: CompiledRate): number =>
  record.offset > 0 || record.quantity === 0 || (part?.paid.length ?? 0) > 0 ? 0 : rate.feeMicros;

const adjustment = (micros: number, { minimumMicros, maximumMicros }: CompiledRate): number =>
  micros <= 0 ? 0 : Math.min(Math.max(micros, minimumMicros), maximumMicros) - micros;

/** The cap takes what goes beyond it; a price that gives back (volume tiers) gives it back first. */
const capped = (tariff: Tariff, line: Meter, micros: number): number => {
  const before = line.spentMicros;
  line.spentMicros = before + micros;
  if (line.spentMicros <= tariff.capMicros && before <= tariff.capMicros) return 0;
  line.ordered = true;
  const most = tariff.capMicros;
  return Math.min(line.spentMicros, most) - Math.min(before, most) - micros;
};

/** Where the customer was: at home where no network is named or no tariff tells networks apart; -1 is nowhere known. */
const roamingOf = (tariff: Tariff, network: string): number =>
  network === '' || !tariff.tellsNetworks ? 0 : longest(tariff.roamingOf, network, -1);

/** The cause for which a record cannot be rated, if there is one. */
const causeOf = (
  tariff: Tariff,
  record: UsageRecord,
  zone: number,
  roaming: number,
  bands: readonly Stretch[],
): string | undefined => {
  const kind = usageTypes[record.kind] ?? '';
  if (roaming === -1) return [noRate, kind, 'network', record.network].join(':');
  for (const { band } of bands) {
    const where = { kind: record.kind, zone, roaming, band };
    if (rateIndex(tariff, where) === -1) return missing(tariff, where, kind);
  }
  return undefined;
};

interface RatedParts {
  readonly first: CompiledRate;
  readonly parts: readonly RatedPart[];
  readonly micros: number;
}

const ratedParts = (
  tariff: Tariff,
  meters: Meters,
  record: UsageRecord,
  { zone, roaming }: { readonly zone: number; readonly roaming: number },
  bands: readonly Stretch[],
): RatedParts | undefined => {
  const parts: RatedPart[] = [];
  let first: CompiledRate | undefined;
  let micros = 0;
  let start = 0;
  for (const { band, end } of bands) {
    const where = { kind: record.kind, zone, roaming, band };
    const used = tariff.rates[rateIndex(tariff, where)];
    if (used === undefined) continue;
    if (first === undefined) start = billedUnits(used.increments, record.offset);
    first ??= used;
    const to = Math.max(start, billedUnits(used.increments, end));
    const part = ratedPart(tariff, meters, where, used, start, to);
    parts.push(part);
    micros += part.micros;
    start = to;
  }
  return first && { first, parts, micros };
};

/** Rates one record and moves the meters; a text is the cause for which it cannot be, and then nothing has moved. */
export const rate = (tariff: Tariff, meters: Meters, record: UsageRecord): Rated | string => {
  const zone = longest(tariff.zoneOf, record.other, 0);
  const roaming = roamingOf(tariff, record.network);
  const bands = bandsOf(tariff, record);
  const cause = causeOf(tariff, record, zone, roaming, bands);
  const done = cause ?? ratedParts(tariff, meters, record, { zone, roaming }, bands) ?? noRate;
  if (typeof done === 'string') return done;
  const { first, parts, micros } = done;
  const feeMicros = feeOf(record, parts[0], first);
  const adjustedMicros = adjustment(micros + feeMicros, first);
  const cappedMicros = capped(tariff, meters.line, micros + feeMicros + adjustedMicros);
  return {
    micros: micros + feeMicros + adjustedMicros + cappedMicros,
    zone,
    roaming,
    feeMicros,
    adjustedMicros,
    cappedMicros,
    parts,
  };
};
