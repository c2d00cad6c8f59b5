import { createHash } from 'node:crypto';
import type { SQLInputValue } from 'node:sqlite';
import type { Caller } from '../service.ts';
import { readUnits, usage } from './capacity.ts';
import type { Values } from './conditions.ts';
import { authorize, type Context } from './context.ts';
import { invalid } from './errors.ts';
import { type Compiled, compiled } from './expressions.ts';
import { partitionOf, type Range, rangeOf } from './ranges.ts';
import { readRequest } from './requests.ts';
import {
  cursorNames,
  type Index,
  type Keys,
  pick,
  positionOfKey,
  sortable,
  type Table,
} from './schema.ts';
import * as shapes from './shapes.ts';
import type { AttributeValue, Item } from './values.ts';

/** DynamoDB stops a page after this many bytes read. */
const pageBytes = 1024 * 1024;

/** What Query and Scan have in common. */
type Paged = Omit<shapes.Scan, 'Segment' | 'TotalSegments'>;

interface Rows {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
  readonly accepts: (pk: string) => boolean;
}

interface Source {
  readonly table: Table;
  readonly index: Index | undefined;
  readonly keys: Keys;
}

const sourceOf = (table: Table, request: Paged): Source => {
  const name = request.IndexName;
  if (name === undefined) return { table, index: undefined, keys: table };
  const index = table.indexes.find((one) => one.name === name);
  if (index === undefined) throw invalid(`The table does not have the specified index: ${name}`);
  if (request.ConsistentRead === true) {
    throw invalid('Consistent reads are not supported on global secondary indexes');
  }
  if (request.Select === 'ALL_ATTRIBUTES' && index.attributes !== undefined) {
    throw invalid(
      `One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index ${name} because its projection type is not ALL`,
    );
  }
  return { table, index, keys: index };
};

const isOfType = (value: AttributeValue | undefined, type: 'S' | 'N' | 'B'): boolean =>
  value?.[type] !== undefined && value[type] !== '';

const badStart = (): Error => invalid('The provided starting key is invalid');

/** Throws ValidationException where a starting key is not one of this table or index. */
const checkStart = ({ table, index, keys }: Source, start: Item): void => {
  if (Object.keys(start).length !== cursorNames(table, index).length) throw badStart();
  for (const key of [table.hash, table.range, keys.hash, keys.range]) {
    if (key !== undefined && !isOfType(start[key.name], key.type)) throw badStart();
  }
};

const sortOf = (keys: Keys, item: Item): string => {
  const value = keys.range && item[keys.range.name];
  return value === undefined ? '' : sortable(value);
};

const hashOf = (keys: Keys, item: Item): string => sortable(item[keys.hash.name] ?? {});

const columns = ({ index }: Source): readonly string[] =>
  index === undefined ? ['pk', 'sk'] : ['pk', 'sk', 'itemPk', 'itemSk'];

const startValues = ({ table, index, keys }: Source, start: Item): string[] => {
  const own = [hashOf(keys, start), sortOf(keys, start)];
  if (index === undefined) return own;
  const { pk, sk } = positionOfKey(table, pick(start, cursorNames(table, undefined)));
  return [...own, pk, sk];
};

const from = ({ table, index }: Source): string =>
  index === undefined
    ? `SELECT pk, item, size FROM items_${table.id} WHERE 1 = 1`
    : `SELECT pk, item, size FROM entries_${table.id} WHERE position = ${index.position}`;

const select = (
  source: Source,
  where: string,
  start: Item | undefined,
  isForward: boolean,
): string => {
  const names = columns(source);
  const order = names.map((name) => `${name} ${isForward ? 'ASC' : 'DESC'}`).join(', ');
  const after =
    start === undefined
      ? ''
      : ` AND (${names.join(', ')}) ${isForward ? '>' : '<'} (${names.map(() => '?').join(', ')})`;
  return `${from(source)}${where}${after} ORDER BY ${order}`;
};

interface Page {
  readonly items: readonly Item[];
  readonly scanned: number;
  readonly bytes: number;
  readonly last: Item | undefined;
}

/** Reads until the limit or the page's bytes are reached; `last` is there when there may be more. */
const readPage = (
  context: Context,
  rows: Rows,
  limit: number,
  keep: (item: Item) => boolean,
): Page => {
  const items: Item[] = [];
  let scanned = 0;
  let bytes = 0;
  for (const row of context.storage.rows(rows.sql, rows.values)) {
    if (!rows.accepts(String(row['pk']))) continue;
    const item: Item = JSON.parse(String(row['item']));
    scanned += 1;
    bytes += Number(row['size']);
    if (keep(item)) items.push(item);
    if (scanned >= limit || bytes >= pageBytes) return { items, scanned, bytes, last: item };
  }
  return { items, scanned, bytes, last: undefined };
};

const checkFilter = (keys: Keys, expressions: Compiled): void => {
  const isKey = (name: string): boolean => name === keys.hash.name || name === keys.range?.name;
  const key = expressions.filter?.heads.find(isKey);
  if (key !== undefined) {
    throw invalid(
      `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${key}`,
    );
  }
};

/** An entry can only be filtered and projected by what it holds. */
const checkProjected = ({ index }: Source, { filter, projection }: Compiled): void => {
  const held = index?.attributes;
  if (index === undefined || held === undefined) return;
  const notHeld = (heads: readonly string[] = []): string[] =>
    heads.filter((head) => !held.includes(head)).sort();
  const filtered = notHeld(filter?.heads);
  if (filtered.length > 0) {
    throw invalid(
      `One or more parameter values were invalid: Secondary index ${index.name} does not project one or more filter attributes: [${filtered.join(', ')}]`,
    );
  }
  const projected = notHeld(projection?.heads);
  if (projected.length > 0) {
    throw invalid(
      `One or more parameter values were invalid: Global secondary index ${index.name} does not project [${projected.join(', ')}]`,
    );
  }
};

const checkSelect = (request: Paged): void => {
  const { Select, ProjectionExpression } = request;
  if (
    ProjectionExpression !== undefined &&
    Select !== undefined &&
    Select !== 'SPECIFIC_ATTRIBUTES'
  ) {
    throw invalid(
      `Cannot specify the ProjectionExpression when choosing to get ${Select === 'COUNT' ? 'only the Count' : Select}`,
    );
  }
  if (Select === 'SPECIFIC_ATTRIBUTES' && ProjectionExpression === undefined) {
    throw invalid(
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    );
  }
};

const answer = (
  context: Context,
  operation: string,
  source: Source,
  request: Paged,
  expressions: Compiled,
  rows: Rows,
): unknown => {
  const values: Values = request.ExpressionAttributeValues ?? {};
  const { filter, projection } = expressions;
  const keep = filter === undefined ? () => true : (item: Item) => filter.holds(item, values);
  const page = readPage(context, rows, request.Limit ?? Number.POSITIVE_INFINITY, keep);
  const used = usage('read');
  const mode = request.ConsistentRead === true ? 'consistent' : 'eventual';
  used.add(source.table, readUnits(page.bytes, mode), source.index?.name);
  used.count(context.meter, operation);
  const [consumed] = used.report(request.ReturnConsumedCapacity);
  return {
    ...(request.Select !== 'COUNT' && {
      Items: projection === undefined ? page.items : page.items.map(projection.of),
    }),
    Count: page.items.length,
    ScannedCount: page.scanned,
    ...(page.last && {
      LastEvaluatedKey: pick(page.last, cursorNames(source.table, source.index)),
    }),
    ...(consumed && { ConsumedCapacity: consumed }),
  };
};

/** A page may only start inside of what the query reads. */
const checkStartInside = (
  { keys }: Source,
  start: Item,
  partition: AttributeValue,
  range: Range,
): void => {
  if (hashOf(keys, start) !== sortable(partition)) {
    throw invalid(
      'The provided starting key is outside query boundaries based on provided conditions',
    );
  }
  if (keys.range !== undefined && !range.includes(start[keys.range.name])) {
    throw invalid('The provided starting key does not match the range key predicate');
  }
};

export const query = (context: Context, input: unknown, caller: Caller): unknown => {
  const request = readRequest('Query', shapes.Query, input);
  const { TableName, IndexName, ExclusiveStartKey: start } = request;
  const values = request.ExpressionAttributeValues ?? {};
  if (request.KeyConditionExpression === undefined) {
    throw invalid(
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    );
  }
  const expressions = compiled(request, [
    'ProjectionExpression',
    'FilterExpression',
    'KeyConditionExpression',
  ]);
  const conditions = expressions.keys ?? new Map();
  const known = context.findTable(TableName);
  const keys: Keys | undefined = known?.indexes.find((one) => one.name === IndexName) ?? known;
  const hash = keys && conditions.get(keys.hash.name)?.values[0];
  const asked = hash === undefined ? undefined : values[hash];
  authorize(caller, 'Query', TableName, [asked?.S ?? asked?.N ?? asked?.B ?? ''], IndexName);
  const source = sourceOf(context.table(TableName), request);
  checkSelect(request);
  const partition = partitionOf(source.keys, conditions, values);
  const range = rangeOf(source.keys, conditions, values);
  checkFilter(source.keys, expressions);
  checkProjected(source, expressions);
  if (start !== undefined) {
    checkStart(source, start);
    checkStartInside(source, start, partition, range);
  }
  return answer(context, 'Query', source, request, expressions, {
    sql: select(source, ` AND pk = ?${range.where}`, start, request.ScanIndexForward !== false),
    values: [
      sortable(partition),
      ...range.values,
      ...(start === undefined ? [] : startValues(source, start)),
    ],
    accepts: () => true,
  });
};

/** Spreads partitions over the segments of a parallel scan. */
const segmentOf = (pk: string, segments: number): number =>
  createHash('md5').update(pk).digest().readUInt32BE(0) % segments;

const checkSegments = ({ Segment, TotalSegments }: shapes.Scan): void => {
  if (Segment !== undefined && TotalSegments === undefined) {
    throw invalid(
      'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
    );
  }
  if (Segment === undefined && TotalSegments !== undefined) {
    throw invalid(
      'The Segment parameter is required but was not present in the request when parameter TotalSegments is present',
    );
  }
  if (Segment !== undefined && TotalSegments !== undefined && Segment >= TotalSegments) {
    throw invalid(
      `The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ${Segment} is not less than TotalSegments: ${TotalSegments}`,
    );
  }
};

export const scan = (context: Context, input: unknown, caller: Caller): unknown => {
  const request = readRequest('Scan', shapes.Scan, input);
  const { TableName, IndexName, Segment, TotalSegments, ExclusiveStartKey: start } = request;
  const expressions = compiled(request, ['ProjectionExpression', 'FilterExpression']);
  authorize(caller, 'Scan', TableName, [], IndexName);
  checkSegments(request);
  const source = sourceOf(context.table(TableName), request);
  checkSelect(request);
  checkProjected(source, expressions);
  if (start !== undefined) checkStart(source, start);
  return answer(context, 'Scan', source, request, expressions, {
    sql: select(source, '', start, true),
    values: start === undefined ? [] : startValues(source, start),
    accepts:
      TotalSegments === undefined ? () => true : (pk) => segmentOf(pk, TotalSegments) === Segment,
  });
};
