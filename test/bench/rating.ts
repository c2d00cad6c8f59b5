import { csvReader, headingsOf, readRows } from '../../functions/bss/usage/collect/csv.ts';
import { quickRecord } from '../../functions/bss/usage/collect/record.ts';
import { meterOf, newReading } from '../../functions/bss/usage/rating/meter.ts';
import { type Meters, rate, type UsageRecord } from '../../functions/bss/usage/rating/rate.ts';
import type { Row } from './measure.ts';
import { benchTariff, csvHeader, csvMapping, csvOf, sampleRecords } from './rating-subject.ts';

interface Total {
  records: number;
  micros: number;
}

const subscribers = 1000;

/** Rates records with one meter a subscriber, as a batch does. */
const rater = () => {
  const tariff = benchTariff();
  const meters = new Map<string, Meters>();
  const metersOf = (subscriber: string): Meters => {
    const known = meters.get(subscriber);
    if (known !== undefined) return known;
    const made = { line: meterOf(tariff, newReading), pool: meterOf(tariff, newReading) };
    meters.set(subscriber, made);
    return made;
  };
  return (record: UsageRecord, total: Total): void => {
    const rated = rate(tariff, metersOf(record.subscriber), record);
    if (typeof rated === 'string') throw new Error(rated);
    total.records += 1;
    total.micros += rated.micros;
  };
};

const fromJson =
  (lines: readonly string[]) =>
  (total: Total): void => {
    const rateOne = rater();
    for (const line of lines) {
      const record = quickRecord(JSON.parse(line), 'bench');
      if (record === undefined) throw new Error(`refused: ${line}`);
      rateOne(record, total);
    }
  };

const fromCsv =
  (pieces: readonly string[]) =>
  (total: Total): void => {
    const rateOne = rater();
    const reader = csvReader(csvMapping, headingsOf(csvHeader, csvMapping), 'bench');
    for (const piece of pieces)
      for (const record of readRows(piece, reader, 1).records) rateOne(record, total);
  };

const engineAlone =
  (records: readonly UsageRecord[]) =>
  (total: Total): void => {
    const rateOne = rater();
    for (const record of records) rateOne(record, total);
  };

/** The best of some runs, on this one thread: the machine's other work is not what is measured. */
const best = (runs: number, work: (total: Total) => void): Row => {
  let perSecond = 0;
  let euros = 0;
  let count = 0;
  for (let run = 0; run < runs; run += 1) {
    const total: Total = { records: 0, micros: 0 };
    const cpu = process.cpuUsage();
    work(total);
    const { user, system } = process.cpuUsage(cpu);
    perSecond = Math.max(perSecond, (total.records * 1e6) / (user + system));
    euros = total.micros / 1e6;
    count = total.records;
  }
  return { 'records/s/core': Math.round(perSecond), records: count, euros: Math.round(euros) };
};

const pieceOf = 20_000;
const inPieces = <T>(all: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / pieceOf) }, (_, index) =>
    all.slice(index * pieceOf, (index + 1) * pieceOf),
  );

/** What rating takes, in memory: 200 prefixes, bands, three tiers, three allowances, 1,000 subscribers. */
export const ratingSection = (quick: boolean): readonly Row[] => {
  const count = quick ? 100_000 : 400_000;
  const runs = quick ? 3 : 6;
  const samples = sampleRecords(count, subscribers);
  const records = samples.flatMap((sample) => quickRecord(sample, 'bench') ?? []);
  const calls = (seconds: number) =>
    records.map((record) => ({ ...record, kind: 0, quantity: seconds, other: '32212345' }));
  return [
    {
      what: 'from JSON: parse, validate, rate; goal 300,000',
      ...best(runs, fromJson(samples.map((one) => JSON.stringify(one)))),
    },
    {
      what: 'from CSV: parse, validate, rate; goal 1,000,000',
      ...best(runs, fromCsv(inPieces(samples).map(csvOf))),
    },
    { what: 'the engine alone', ...best(runs, engineAlone(records)) },
    { what: 'the engine alone, calls of 60 s', ...best(runs, engineAlone(calls(60))) },
    { what: 'the engine alone, calls of 300 s', ...best(runs, engineAlone(calls(300))) },
    { what: 'the engine alone, calls of 6 h', ...best(runs, engineAlone(calls(21_600))) },
  ];
};
