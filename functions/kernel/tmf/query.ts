import { badQuery } from '../problem.ts';

/** One filter: any of `values` holds for any value found at `path`. */
interface Filter {
  readonly path: string;
  readonly operator: 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte';
  readonly values: readonly string[];
}

/** A list's query string, understood (TMF630). */
export interface Query {
  readonly fields?: readonly string[];
  readonly offset: number;
  readonly limit: number;
  readonly filters: readonly Filter[];
  readonly sort: readonly { readonly path: string; readonly descending: boolean }[];
}

const defaultLimit = 20;
/** One page reads what it returns: at most 100 keys go into one BatchGetItem. */
const largestLimit = 100;
const reserved = new Set(['fields', 'offset', 'limit', 'sort']);
const operators = ['eq', 'ne', 'gte', 'gt', 'lte', 'lt'] as const;

const wholeNumber = (
  name: string,
  text: string | undefined,
  otherwise: number,
  most: number,
): number => {
  if (text === undefined) return otherwise;
  if (!/^\d+$/.test(text)) throw badQuery(`${name}=${text}: a whole number of 0 or more is wanted`);
  return Math.min(Number(text), most);
};

const unquoted = (value: string): string =>
  /^"(.*)"$|^'(.*)'$/
    .exec(value)
    ?.slice(1)
    .find((part) => part !== undefined) ?? value;

/** Splits at commas outside quotes. */
const alternatives = (value: string): readonly string[] =>
  (value.match(/"[^"]*"|'[^']*'|[^,]+/g) ?? ['']).map(unquoted);

/** `attr>=value` reaches us as the name `attr>` with the value `value`; `attr>value` as a name without value. */
const comparison = /^(.+?)(>=|<=|>|<|!=)(.*)$/;
const symbols: Readonly<Record<string, Filter['operator']>> = {
  '>=': 'gte',
  '<=': 'lte',
  '>': 'gt',
  '<': 'lt',
  '!=': 'ne',
};

const filterOf = (name: string, value: string): Filter => {
  const whole = comparison.exec(value === '' ? name : `${name}=${value}`);
  const symbol = whole?.[2] === undefined ? undefined : symbols[whole[2]];
  if (
    whole?.[1] !== undefined &&
    symbol !== undefined &&
    (/[><!]$/.test(name) || comparison.test(name))
  )
    return { path: whole[1], operator: symbol, values: alternatives(whole[3] ?? '') };
  const suffix = operators.find((operator) => name.endsWith(`.${operator}`));
  return suffix === undefined
    ? { path: name, operator: 'eq', values: alternatives(value) }
    : { path: name.slice(0, -suffix.length - 1), operator: suffix, values: alternatives(value) };
};

/** A page of a list. `total` is undefined where counting on would read more than the page is worth. */
export interface Page<T> {
  readonly resources: readonly T[];
  readonly total?: number;
  readonly more: boolean;
}

/** Reads a query string. `attributes` are the resource's own: any other name is a 400 that names it. */
export const parseQuery = (
  parameters: Readonly<Record<string, readonly string[]>>,
  attributes: readonly string[],
): Query => {
  const only = (name: string): string | undefined => parameters[name]?.at(-1);
  const filters = Object.entries(parameters)
    .filter(([name]) => !reserved.has(name))
    .flatMap(([name, values]) => values.map((value) => filterOf(name, value)));
  const sort = (only('sort')?.split(',') ?? []).map((path) => ({
    path: path.replace(/^[-+ ]/, ''),
    descending: path.startsWith('-'),
  }));
  for (const { path } of [...filters, ...sort]) assertAttribute(path, attributes);
  const fields = only('fields')
    ?.split(',')
    .filter((field) => field !== '');
  return {
    ...(fields && { fields }),
    offset: wholeNumber('offset', only('offset'), 0, Number.MAX_SAFE_INTEGER),
    limit: wholeNumber('limit', only('limit'), defaultLimit, largestLimit),
    filters,
    sort,
  };
};

/** Refuses a path that begins with no attribute, by name. */
export const assertAttribute = (
  path: string,
  attributes: readonly string[],
  use = 'filter or sort by',
): void => {
  const first = path.split('.')[0] ?? '';
  if (!attributes.includes(first))
    throw badQuery(`${first} is no attribute to ${use}; there are ${attributes.join(', ')}`);
};

/** Every value at a dotted path; arrays on the way are entered, so that any element matches. */
export const valuesAt = (value: unknown, path: readonly string[]): readonly unknown[] => {
  if (Array.isArray(value)) return value.flatMap((element) => valuesAt(element, path));
  const [head, ...rest] = path;
  if (head === undefined) return value === undefined ? [] : [value];
  return typeof value === 'object' && value !== null
    ? valuesAt(Reflect.get(value, head), rest)
    : [];
};

/** Numbers as numbers; everything else, dates included, as text. */
const compare = (left: unknown, right: string): number => {
  if (typeof left === 'number') return left - Number(right);
  const text = String(left);
  return text < right ? -1 : text > right ? 1 : 0;
};

const holds = (found: unknown, operator: Filter['operator'], wanted: string): boolean => {
  const order = compare(found, wanted);
  switch (operator) {
    case 'eq':
      return order === 0;
    case 'ne':
      return order !== 0;
    case 'gt':
      return order > 0;
    case 'gte':
      return order >= 0;
    case 'lt':
      return order < 0;
    case 'lte':
      return order <= 0;
  }
};

const matchesFilter = (resource: unknown, { path, operator, values }: Filter): boolean => {
  const found = valuesAt(resource, path.split('.'));
  if (operator === 'ne')
    return found.every((value) => values.every((wanted) => holds(value, 'ne', wanted)));
  return found.some((value) => values.some((wanted) => holds(value, operator, wanted)));
};

export const matches = (resource: unknown, filters: readonly Filter[]): boolean =>
  filters.every((filter) => matchesFilter(resource, filter));

export const sorted = <T>(resources: readonly T[], sort: Query['sort']): readonly T[] =>
  sort.length === 0
    ? resources
    : [...resources].sort((left, right) => {
        for (const { path, descending } of sort) {
          const order = compareValues(
            valuesAt(left, path.split('.'))[0],
            valuesAt(right, path.split('.'))[0],
          );
          if (order !== 0) return descending ? -order : order;
        }
        return 0;
      });

const compareValues = (left: unknown, right: unknown): number => {
  if (left === undefined || right === undefined)
    return Number(left === undefined) - Number(right === undefined);
  return compare(left, String(right));
};

const alwaysKept = ['id', 'href', '@type'];

/** Only the top-level fields asked for, always with id, href and @type; `none` gives just those. */
export const withFields = (resource: object, fields: readonly string[] | undefined): object => {
  if (fields === undefined) return resource;
  const kept = new Set([...alwaysKept, ...fields.map((field) => field.split('.')[0])]);
  return Object.fromEntries(Object.entries(resource).filter(([name]) => kept.has(name)));
};
