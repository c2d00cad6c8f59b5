import { createHash } from 'node:crypto';
import type { Context } from './context.ts';
import type { Table } from './schema.ts';
import type { Item } from './values.ts';

/** A record as a Lambda function gets it from a table's stream. */
export interface StreamRecord {
  readonly eventID: string;
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly eventVersion: '1.1';
  readonly eventSource: 'aws:dynamodb';
  readonly awsRegion: 'us-east-1';
  readonly eventSourceARN: string;
  readonly dynamodb: {
    /** Seconds since 1970. */
    readonly ApproximateCreationDateTime: number;
    readonly Keys: Item;
    readonly NewImage?: Item;
    readonly OldImage?: Item;
    readonly SequenceNumber: string;
    readonly SizeBytes: number;
    readonly StreamViewType: string;
  };
  /** There when an item has expired. */
  readonly userIdentity?: { readonly type: 'Service'; readonly principalId: string };
}

export const streamLabel = (table: Table): string =>
  new Date(table.createdMs).toISOString().replace('Z', '');

export const streamArn = (table: Table): string => `${table.arn}/stream/${streamLabel(table)}`;

/** All sequence numbers have the same length, so that they sort as text too. */
const firstSequence = 10n ** 20n;
const sequenceText = (sequence: number): string => String(firstSequence + BigInt(sequence));
const sequenceOf = (text: string | undefined): number =>
  text === undefined ? 0 : Number(BigInt(text) - firstSequence);

const eventName = (kind: unknown): 'INSERT' | 'MODIFY' | 'REMOVE' => {
  if (kind === 'INSERT' || kind === 'REMOVE') return kind;
  return 'MODIFY';
};

const image = (text: unknown): Item | undefined => {
  if (typeof text !== 'string') return undefined;
  const item: Item = JSON.parse(text);
  return item;
};

const recordOf = (table: Table, arn: string, row: Record<string, unknown>): StreamRecord => {
  const sequence = sequenceText(Number(row['sequence']));
  const newImage = image(row['newImage']);
  const oldImage = image(row['oldImage']);
  return {
    eventID: createHash('md5').update(`${arn}/${sequence}`).digest('hex'),
    eventName: eventName(row['kind']),
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'us-east-1',
    eventSourceARN: arn,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(Number(row['at']) / 1000),
      Keys: image(row['keys']) ?? {},
      ...(newImage && { NewImage: newImage }),
      ...(oldImage && { OldImage: oldImage }),
      SequenceNumber: sequence,
      SizeBytes: Number(row['size']),
      StreamViewType: table.viewType ?? 'KEYS_ONLY',
    },
    ...(row['expired'] === 1 && {
      userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } as const,
    }),
  };
};

/** The records after a sequence number, oldest first. A record has the same eventID whenever it is read. */
export const readStream = (
  context: Context,
  table: Table,
  afterSequence: string | undefined,
  limit: number,
): StreamRecord[] => {
  const arn = streamArn(table);
  const sql = `SELECT * FROM stream_${table.id} WHERE sequence > ? ORDER BY sequence LIMIT ?`;
  const rows = context.storage.statement(sql).all(sequenceOf(afterSequence), limit);
  return rows.map((row) => recordOf(table, arn, row));
};

/**
 * Forgets the records up to a sequence number. AWS does so after 24 hours; here only the reader does, because its
 * clock may be moved by a month before it has read.
 */
export const trimStream = (context: Context, table: Table, uptoSequence: string): void => {
  context.storage
    .statement(`DELETE FROM stream_${table.id} WHERE sequence <= ?`)
    .run(sequenceOf(uptoSequence));
};
