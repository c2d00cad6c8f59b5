import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import { UsageType } from '../../../../schemas/events/usage-charges.ts';
import type { UsageRecord } from '../rating/rate.ts';
import { localMomentsIn, momentOf } from './moment.ts';

const column = z.string().min(1);

/** Which column of a file says what. A column is named by its heading, or by its number (from 1) where there is none. */
export const CsvMapping = z.strictObject({
  delimiter: z.string().length(1).optional(),
  /** @default true */
  header: z.boolean().optional(),
  /** One or several columns that together name a record. @default - the whole row */
  id: z.array(column).min(1).optional(),
  subscriber: column,
  at: column,
  /** The clock by which the file is written. @default - the moments say their zone themselves */
  timeZone: z.string().min(1).optional(),
  quantity: column,
  /** Units of ours in one of the file: 60 where it counts minutes. @default 1 */
  quantityFactor: z.int().min(1).optional(),
  type: z.union([
    z.strictObject({ always: UsageType }),
    z.strictObject({ column, values: z.record(z.string(), UsageType) }),
  ]),
  other: column.optional(),
  network: column.optional(),
});
export type CsvMapping = z.infer<typeof CsvMapping>;

/** A row that is no record, and why. */
export interface Fault {
  readonly row: number;
  readonly reason: string;
}

const kinds: Readonly<Record<UsageType, number>> = { voice: 0, data: 1, sms: 2 };

/** A mapping whose columns are found, ready to read rows. */
export interface CsvReader {
  readonly delimiter: string;
  readonly hasHeader: boolean;
  read(row: string, starts: Int32Array, count: number): UsageRecord | string;
}

const placeOf = (name: string, headings: readonly string[] | undefined): number => {
  const index = headings === undefined ? Number(name) - 1 : headings.indexOf(name);
  if (Number.isInteger(index) && index >= 0) return index;
  throw new RangeError(`the file has no column ${name}`);
};

const mostUnits = 1_000_000_000_000_000;

/** A whole number written in digits; NaN for anything else. */
const wholeAt = (text: string, start: number, end: number): number => {
  if (start === end || end - start > 16) return Number.NaN;
  let value = 0;
  for (let index = start; index < end; index += 1) {
    const digit = text.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value <= mostUnits ? value : Number.NaN;
};

/** Reads rows of one file. Throws a RangeError where a column that the mapping names is not there. */
export const csvReader = (
  mapping: CsvMapping,
  headings: readonly string[] | undefined,
  source: string,
): CsvReader => {
  const at = (name: string | undefined): number =>
    name === undefined ? -1 : placeOf(name, headings);
  const [subscriberAt, momentAt, quantityAt] = [
    at(mapping.subscriber),
    at(mapping.at),
    at(mapping.quantity),
  ];
  const [otherAt, networkAt] = [at(mapping.other), at(mapping.network)];
  const idAt = (mapping.id ?? []).map((name) => at(name));
  const typeAt = 'column' in mapping.type ? at(mapping.type.column) : -1;
  const values = 'column' in mapping.type ? mapping.type.values : {};
  const always = 'always' in mapping.type ? kinds[mapping.type.always] : -1;
  const kindOf = new Map(Object.entries(values).map(([value, type]) => [value, kinds[type]]));
  const moment = mapping.timeZone === undefined ? momentOf : localMomentsIn(mapping.timeZone);
  const factor = mapping.quantityFactor ?? 1;
  const columns = Math.max(subscriberAt, momentAt, quantityAt, otherAt, networkAt, typeAt, ...idAt);

  const field = (row: string, starts: Int32Array, index: number): string =>
    index < 0 ? '' : row.slice(starts[index] ?? 0, (starts[index + 1] ?? 0) - 1);
  const [onlyId = -1] = idAt;
  const idOf = (row: string, starts: Int32Array, count: number): string => {
    if (idAt.length === 1) return field(row, starts, onlyId);
    if (idAt.length === 0) return row.slice(starts[0] ?? 0, (starts[count] ?? 0) - 1);
    return idAt.map((index) => field(row, starts, index)).join('/');
  };

  const kindIn = (row: string, starts: Int32Array): number =>
    typeAt < 0 ? always : (kindOf.get(field(row, starts, typeAt)) ?? -1);
  const wrong = (row: string, starts: Int32Array, time: number, quantity: number): string => {
    if (Number.isNaN(time)) return `${mapping.at}: ${field(row, starts, momentAt)} is no moment`;
    if (Number.isNaN(quantity))
      return `${mapping.quantity}: ${field(row, starts, quantityAt)} is no whole number`;
    return kindIn(row, starts) < 0
      ? `${field(row, starts, typeAt)} is no kind of usage`
      : `${mapping.subscriber} is empty`;
  };

  return {
    delimiter: mapping.delimiter ?? ',',
    hasHeader: mapping.header ?? true,
    read: (row, starts, count) => {
      if (count <= columns) return `the row has ${count} columns`;
      const time = moment(row, starts[momentAt] ?? 0, (starts[momentAt + 1] ?? 0) - 1);
      const quantity =
        wholeAt(row, starts[quantityAt] ?? 0, (starts[quantityAt + 1] ?? 0) - 1) * factor;
      const kind = kindIn(row, starts);
      const subscriber = field(row, starts, subscriberAt);
      if (!(quantity >= 0 && kind >= 0 && subscriber !== '') || Number.isNaN(time))
        return wrong(row, starts, time, quantity);
      return {
        id: idOf(row, starts, count),
        source,
        subscriber,
        kind,
        at: time,
        quantity,
        other: field(row, starts, otherAt),
        network: field(row, starts, networkAt),
        offset: 0,
      };
    },
  };
};

/** What a piece of a file held: its records and its faults, in their order. */
export interface Rows {
  readonly records: readonly UsageRecord[];
  readonly faults: readonly Fault[];
  readonly rows: number;
}

const mostColumns = 256;

/** Reads whole lines. Rows are numbered from `firstRow`; an empty line is none. */
export const readRows = (text: string, reader: CsvReader, firstRow: number): Rows =>
  text.includes('"') ? readQuoted(text, reader, firstRow) : readPlain(text, reader, firstRow);

/** Without quotes a delimiter is a delimiter: no row is cut into pieces that nobody asks for. */
const readPlain = (text: string, reader: CsvReader, firstRow: number): Rows => {
  const records: UsageRecord[] = [];
  const faults: Fault[] = [];
  const starts = new Int32Array(mostColumns + 1);
  const delimiter = reader.delimiter.charCodeAt(0);
  let rows = 0;
  let start = 0;
  while (start < text.length) {
    const newline = text.indexOf('\n', start);
    const lineEnd = newline < 0 ? text.length : newline;
    const end = text.charCodeAt(lineEnd - 1) === 13 ? lineEnd - 1 : lineEnd;
    if (end > start) {
      const count = cut(text, start, end, delimiter, starts);
      keep(reader.read(text, starts, count), firstRow + rows, records, faults);
      rows += 1;
    }
    start = lineEnd + 1;
  }
  return { records, faults, rows };
};

/** Where each column begins; the last entry is one past the end, as if one more began there. */
const cut = (
  text: string,
  start: number,
  end: number,
  delimiter: number,
  starts: Int32Array,
): number => {
  let count = 1;
  starts[0] = start;
  for (let index = start; index < end && count < mostColumns; index += 1)
    if (text.charCodeAt(index) === delimiter) {
      starts[count] = index + 1;
      count += 1;
    }
  starts[count] = end + 1;
  return count;
};

const keep = (
  read: UsageRecord | string,
  row: number,
  records: UsageRecord[],
  faults: Fault[],
): void => {
  if (typeof read === 'string') faults.push({ row, reason: read });
  else records.push(read);
};

const Cells = z.array(z.array(z.string()));

const readQuoted = (text: string, reader: CsvReader, firstRow: number): Rows => {
  const records: UsageRecord[] = [];
  const faults: Fault[] = [];
  const table = Cells.parse(
    parse(text, { delimiter: reader.delimiter, relax_column_count: true, skip_empty_lines: true }),
  );
  table.forEach((cells, index) => {
    const starts = new Int32Array(cells.length + 1);
    cells.forEach((cell, place) => {
      starts[place + 1] = (starts[place] ?? 0) + cell.length + 1;
    });
    keep(reader.read(cells.join('\n'), starts, cells.length), firstRow + index, records, faults);
  });
  return { records, faults, rows: table.length };
};

/** The headings of a file's first line, as its mapping cuts it. */
export const headingsOf = (line: string, { delimiter = ',' }: CsvMapping): readonly string[] =>
  Cells.parse(parse(line, { delimiter }))[0] ?? [];
