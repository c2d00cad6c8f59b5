import { createHash } from 'node:crypto';
import type { SQLInputValue } from 'node:sqlite';
import { type Caller, type JsonText, jsonText } from '../service.ts';
import { readUnits, usage } from './capacity.ts';
import type { Values } from './conditions.ts';
import { authorize, type Context } from './context.ts';
import { invalid } from './errors.ts';
import { type Compiled, compiled } from './expressions.ts';
import { partitionOf, rangeOf } from './ranges.ts';
import { readRequest } from './requests.ts';
import { cursorNames, type Keys, pick, sortable } from './schema.ts';
import * as shapes from './shapes.ts';
import {
  checkFilter,
  checkProjected,
  checkSelect,
  checkStart,
  checkStartInside,
  type Paged,
  type Source,
  select,
  sourceOf,
  startValues,
} from './sources.ts';
import type { Item } from './values.ts';

/** DynamoDB stops a page after this many bytes read. */
const pageBytes = 1024 * 1024;

interface Rows {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
  readonly accepts: (pk: string) => boolean;
}

interface Page {
  /** JSON. */
  readonly items: readonly string[];
  readonly scanned: number;
  readonly bytes: number;
  readonly last: Item | undefined;
}

/** What of an item goes into the answer, as JSON; undefined leaves it out. */
type Show = (text: string) => string | undefined;

/** Where nothing is chosen of it, an item's text is answered as it is stored. */
const showing = ({ filter, projection }: Compiled, values: Values): Show => {
  const show = projection === undefined ? (text: string) => text : projection.of;
  if (filter === undefined) return show;
  return (text) => (filter.holds(JSON.parse(text), values) ? show(text) : undefined);
};

/** Reads until the limit or the page's bytes are reached; `last` is there when there may be more. */
const readPage = (context: Context, rows: Rows, limit: number, show: Show): Page => {
  const items: string[] = [];
  let scanned = 0;
  let bytes = 0;
  for (const [pk, item, size] of context.storage.rows(rows.sql, rows.values)) {
    if (!rows.accepts(String(pk))) continue;
    const text = String(item);
    scanned += 1;
    bytes += Number(size);
    const shown = show(text);
    if (shown !== undefined) items.push(shown);
    if (scanned >= limit || bytes >= pageBytes)
      return { items, scanned, bytes, last: JSON.parse(text) };
  }
  return { items, scanned, bytes, last: undefined };
};

const answer = (
  context: Context,
  operation: string,
  source: Source,
  request: Paged,
  expressions: Compiled,
  rows: Rows,
): JsonText => {
  const show = showing(expressions, request.ExpressionAttributeValues ?? {});
  const page = readPage(context, rows, request.Limit ?? Number.POSITIVE_INFINITY, show);
  const used = usage('read');
  const mode = request.ConsistentRead === true ? 'consistent' : 'eventual';
  used.add(source.table, readUnits(page.bytes, mode), source.index?.name);
  used.count(context.meter, operation);
  const [consumed] = used.report(request.ReturnConsumedCapacity);
  const next = page.last && pick(page.last, cursorNames(source.table, source.index));
  return jsonText({
    Items: request.Select === 'COUNT' ? undefined : `[${page.items.join(',')}]`,
    Count: String(page.items.length),
    ScannedCount: String(page.scanned),
    LastEvaluatedKey: next && JSON.stringify(next),
    ConsumedCapacity: consumed && JSON.stringify(consumed),
  });
};

export const query = (context: Context, input: unknown, caller: Caller): JsonText => {
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

export const scan = (context: Context, input: unknown, caller: Caller): JsonText => {
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
