import { invalid } from './errors.ts';
import type { Compiled } from './expressions.ts';
import type { Range } from './ranges.ts';
import {
  cursorNames,
  type Index,
  type Keys,
  pick,
  positionOfKey,
  sortable,
  type Table,
} from './schema.ts';
import type * as shapes from './shapes.ts';
import type { AttributeValue, Item } from './values.ts';

/** What Query and Scan have in common. */
export type Paged = Omit<shapes.Scan, 'Segment' | 'TotalSegments'>;

/** A table, or an index of one, to read pages from. */
export interface Source {
  readonly table: Table;
  readonly index: Index | undefined;
  readonly keys: Keys;
}

export const sourceOf = (table: Table, request: Paged): Source => {
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
export const checkStart = ({ table, index, keys }: Source, start: Item): void => {
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

export const startValues = ({ table, index, keys }: Source, start: Item): string[] => {
  const own = [hashOf(keys, start), sortOf(keys, start)];
  if (index === undefined) return own;
  const { pk, sk } = positionOfKey(table, pick(start, cursorNames(table, undefined)));
  return [...own, pk, sk];
};

const from = ({ table, index }: Source): string =>
  index === undefined
    ? `SELECT pk, item, size FROM items_${table.id} WHERE 1 = 1`
    : `SELECT pk, item, size FROM entries_${table.id} WHERE position = ${index.position}`;

export const select = (
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

export const checkFilter = (keys: Keys, expressions: Compiled): void => {
  const isKey = (name: string): boolean => name === keys.hash.name || name === keys.range?.name;
  const key = expressions.filter?.heads.find(isKey);
  if (key !== undefined) {
    throw invalid(
      `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${key}`,
    );
  }
};

/** An entry can only be filtered and projected by what it holds. */
export const checkProjected = ({ index }: Source, { filter, projection }: Compiled): void => {
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

export const checkSelect = (request: Paged): void => {
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

/** A page may only start inside of what the query reads. */
export const checkStartInside = (
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
