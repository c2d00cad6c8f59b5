import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { awsSettings } from '../cloud/aws.ts';
import type { Place } from '../cloud/endpoint.ts';
import { Refused } from '../cloud/refused.ts';
import { inParallel } from '../demo/client.ts';
import { nameOf } from '../names.ts';

/** A row as DynamoDB answers it. */
export type Row = Record<string, AttributeValue>;

const format = 'strowger-rows-1';
const Header = z.object({ format: z.literal(format), prefix: z.string(), stage: z.string() });
const Trailer = z.object({ rows: z.int(), sha256: z.string() });

/** Binaries as base64; attributes in one order, so that the same row is the same text. */
export const textOf = (row: Row): string =>
  JSON.stringify(
    Object.fromEntries(
      Object.entries(row)
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([name, value]) => [
          name,
          value.B === undefined ? value : { B: Buffer.from(value.B).toString('base64') },
        ]),
    ),
  );

const Value = z.record(z.string(), z.unknown());
const Stored = z.record(z.string(), Value);

/** A line of an export as the row that it is. */
export const rowOf = (text: string): Row =>
  Object.fromEntries(
    Object.entries(Stored.parse(JSON.parse(text))).map(([name, value]) => {
      const { B, S, N, BOOL } = value;
      if (typeof B === 'string') return [name, { B: Buffer.from(B, 'base64') }];
      if (typeof S === 'string') return [name, { S }];
      if (typeof N === 'string') return [name, { N }];
      if (typeof BOOL === 'boolean') return [name, { BOOL }];
      throw new Refused(`An attribute ${name} is of a type that no row has`);
    }),
  );

/** What waits to be relayed was relayed where the row comes from: brought elsewhere, it would be told again. */
export const withoutOutbox = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).filter(([name]) => name !== 'outbox' && name !== 'tenant'),
  );

/** What an export or import has to say. */
export interface RowsOptions {
  readonly file: string;
  readonly dryRun: boolean;
  readonly tell: (line: string) => void;
}

const everyRows = 1_000;

/**
 * Writes all rows of a tenant, or of everyone (prefix `''`), to a file with their number and checksum. It reads the
 * whole table, a consistent page at a time: changes meanwhile may be in or not, each row by itself is whole.
 */
export const exportRows = async (
  place: Place,
  prefix: string,
  { file, dryRun, tell }: RowsOptions,
): Promise<number> => {
  const client = new DynamoDBClient(awsSettings(place));
  const pages = paginateScan(
    { client },
    {
      TableName: nameOf(place.stage.name),
      ConsistentRead: true,
      ...(prefix !== '' && {
        FilterExpression: 'begins_with(pk, :prefix)',
        ExpressionAttributeValues: { ':prefix': { S: prefix } },
      }),
    },
  );
  const target = dryRun ? undefined : openSync(file, 'w', 0o600);
  const write = (line: string): void => {
    if (target !== undefined) writeSync(target, `${line}\n`);
  };
  const hash = createHash('sha256');
  let rows = 0;
  write(JSON.stringify({ format, prefix, stage: place.stage.name }));
  for await (const { Items } of pages) {
    for (const item of Items ?? []) {
      const text = textOf(withoutOutbox(item));
      hash.update(text);
      write(text);
      rows += 1;
      if (rows % everyRows === 0) tell(`  ${rows} rows`);
    }
  }
  write(JSON.stringify({ rows, sha256: hash.digest('hex') }));
  if (target !== undefined) closeSync(target);
  return rows;
};

/** The rows of a file, when it is whole. */
const readRows = (file: string): readonly string[] => {
  const [header = '', ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
  const trailer = Trailer.safeParse(JSON.parse(lines.pop() ?? 'null'));
  if (!Header.safeParse(JSON.parse(header)).success || !trailer.success)
    throw new Refused(`${file} is no export, or was cut short`);
  const hash = createHash('sha256');
  for (const line of lines) hash.update(line);
  if (lines.length !== trailer.data.rows || hash.digest('hex') !== trailer.data.sha256)
    throw new Refused(`${file} was changed after it was written`);
  return lines;
};

export interface Imported {
  readonly written: number;
  /** There already, just so. */
  readonly same: number;
  /** There already, and different: left as they are. */
  readonly different: number;
}

const width = 16;

type Became = keyof Imported;

/** Whether a row that was read says what the text of another does. */
export const isSame = (row: Row | undefined, text: string): boolean =>
  row !== undefined && textOf(withoutOutbox(row)) === text;

/** What a row is found by. */
export const keyOf = (row: Row) => ({ pk: row['pk'] ?? { S: '' }, sk: row['sk'] ?? { S: '' } });

/** Puts a row where none is, and reads it back. */
const bring = async (
  client: DynamoDBClient,
  TableName: string,
  text: string,
  dryRun: boolean,
): Promise<Became> => {
  const Item = rowOf(text);
  const Key = keyOf(Item);
  const read = async (): Promise<Row | undefined> =>
    (await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))).Item;
  const known = await read();
  if (known !== undefined) return isSame(known, text) ? 'same' : 'different';
  if (dryRun) return 'written';
  try {
    await client.send(
      new PutItemCommand({ TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' }),
    );
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return 'different';
    throw error;
  }
  if (!isSame(await read(), text)) throw new Refused(`A row is not as it was written: ${Key.pk.S}`);
  return 'written';
};

/** Writes the rows of a file that are not there yet, publishes nothing, and reads every row back to compare. */
export const importRows = async (
  place: Place,
  { file, dryRun, tell }: RowsOptions,
): Promise<Imported> => {
  const client = new DynamoDBClient(awsSettings(place));
  const lines = readRows(file);
  let done = 0;
  const became = await inParallel(lines, width, async (text) => {
    const one = await bring(client, nameOf(place.stage.name), text, dryRun);
    done += 1;
    if (done % everyRows === 0) tell(`  ${done} of ${lines.length} rows`);
    return one;
  });
  const count = (what: Became): number => became.filter((one) => one === what).length;
  return { written: count('written'), same: count('same'), different: count('different') };
};
