import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import {
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import { bodyOf } from '../../functions/kernel/table/item.ts';
import { partitionOf } from '../../functions/kernel/table/keys.ts';
import { capabilities } from '../../functions/registry.ts';
import { awsSettings } from '../cloud/aws.ts';
import type { Place } from '../cloud/endpoint.ts';
import { Refused } from '../cloud/refused.ts';
import { inParallel } from '../demo/client.ts';
import { nameOf } from '../names.ts';
import { replay } from './replay.ts';

type Row = Record<string, AttributeValue>;
type Rows = ReadonlyMap<string, Row>;

export interface RebuildOptions {
  readonly tenant: string;
  readonly capability: string;
  readonly from: Date;
  readonly to: Date;
  readonly dryRun: boolean;
  readonly nowMs: number;
  /** How long what is rebuilt may stand still before it is taken for finished. */
  readonly quietMs: number;
  readonly tell: (line: string) => void;
}

/** What a rebuild came to. */
export interface Rebuilt {
  readonly equal: number;
  /** Made otherwise, or not at all: these are as they were again. */
  readonly different: number;
  /** Made now, and not there before: what was lost. */
  readonly found: number;
}

const typesOf = (name: string): readonly string[] => {
  const types = capabilities.find((one) => one.name === name)?.projections ?? [];
  if (types.length === 0) {
    const able = capabilities.flatMap((one) =>
      (one.projections ?? []).length > 0 ? one.name : [],
    );
    throw new Refused(`${name} has no projections; there are those of ${able.join(' and ')}`);
  }
  return types;
};

/** All rows of some types of a tenant, by partition key. */
const rowsOf = async (
  client: DynamoDBClient,
  TableName: string,
  tenant: string,
  types: readonly string[],
): Promise<Rows> => {
  const rows = new Map<string, Row>();
  for (const type of types)
    for await (const { Items } of paginateScan(
      { client },
      {
        TableName,
        ConsistentRead: true,
        FilterExpression: 'begins_with(pk, :prefix)',
        ExpressionAttributeValues: { ':prefix': { S: partitionOf(tenant, type, '') } },
      },
    ))
      for (const item of Items ?? []) rows.set(item['pk']?.S ?? '', item);
  return rows;
};

/** What a row says; how often it was written, and by whom, is not part of it. */
const saidBy = (row: Row | undefined): unknown =>
  row === undefined ? undefined : bodyOf(row).value;

const isEqual = (one: Row | undefined, other: Row | undefined): boolean =>
  isDeepStrictEqual(saidBy(one), saidBy(other));

const width = 16;
const lookAgainMs = 500;

/** Looks until everything is as before, or nothing has moved for a while. */
const untilStill = async (
  look: () => Promise<Rows>,
  before: Rows,
  { quietMs, tell }: RebuildOptions,
): Promise<Rows> => {
  let known = await look();
  for (let still = 0; still < quietMs; still += lookAgainMs) {
    const all = [...before].every(([key, row]) => isEqual(row, known.get(key)));
    if (all && known.size === before.size) break;
    await pause(lookAgainMs);
    const now = await look();
    if (!isDeepStrictEqual(now, known)) still = 0;
    if (now.size !== known.size) tell(`  ${now.size} of ${before.size} rows are there again`);
    known = now;
  }
  return known;
};

/**
 * Takes a capability's projections of a tenant away, has them made anew from the archive, and compares. What does not
 * come back the same is put back as it was, so that a rebuild that the archive is too short for loses nothing.
 */
export const rebuild = async (place: Place, options: RebuildOptions): Promise<Rebuilt> => {
  const { tenant, capability, from, to, dryRun, nowMs, tell } = options;
  const client = new DynamoDBClient(awsSettings(place));
  const TableName = nameOf(place.stage.name);
  const types = typesOf(capability);
  const look = () => rowsOf(client, TableName, tenant, types);
  const before = await look();
  tell(`${capability} has ${before.size} rows of ${types.join(', ')} in ${tenant}`);
  const heard = { capability, from, to, dryRun, nowMs, tell };
  // Whether there is an archive is known before anything is taken away.
  await replay(place, { ...heard, dryRun: true });
  if (dryRun) return { equal: before.size, different: 0, found: 0 };
  await inParallel([...before.values()], width, ({ pk = { S: '' }, sk = { S: '' } }) =>
    client.send(new DeleteItemCommand({ TableName, Key: { pk, sk } })),
  );
  let after: Rows = new Map();
  try {
    await replay(place, heard);
    after = await untilStill(look, before, options);
  } finally {
    const wrong = [...before].filter(([key, row]) => !isEqual(row, after.get(key)));
    for (const [key, Item] of wrong) {
      await client.send(new PutItemCommand({ TableName, Item }));
      tell(`  ${after.has(key) ? 'came otherwise' : 'did not come'}, and is put back: ${key}`);
    }
  }
  const equal = [...before].filter(([key, row]) => isEqual(row, after.get(key))).length;
  const found = [...after.keys()].filter((key) => !before.has(key)).length;
  return { equal, different: before.size - equal, found };
};
