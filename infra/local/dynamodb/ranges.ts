import type { SQLInputValue } from 'node:sqlite';
import type { Values } from './conditions.ts';
import { invalid } from './errors.ts';
import type { KeyCondition } from './expressions.ts';
import { type KeyAttribute, type Keys, sortable } from './schema.ts';
import { type AttributeValue, compareValues } from './values.ts';

/** A part of a partition, as SQL over `pk` and `sk`. */
export interface Range {
  readonly where: string;
  readonly values: readonly SQLInputValue[];
  /** Whether a key is in it: a page may only start from such a key. */
  includes(value: AttributeValue | undefined): boolean;
}

const operators: Readonly<Record<string, string>> = {
  EQ: '=',
  LT: '<',
  LE: '<=',
  GT: '>',
  GE: '>=',
};

const resolve = (
  condition: KeyCondition,
  attribute: KeyAttribute,
  values: Values,
): AttributeValue[] =>
  condition.values.map((name) => {
    const value = values[name];
    if (value?.[attribute.type] === undefined) {
      throw invalid(
        'One or more parameter values were invalid: Condition parameter type does not match schema type',
      );
    }
    return value;
  });

const missed = (name: string): Error =>
  invalid(`Query condition missed key schema element: ${name}`);

const notIndexable = (): Error => invalid('Query key condition not supported');

/** The value that the partition key must equal. Throws ValidationException. */
export const partitionOf = (
  keys: Keys,
  conditions: ReadonlyMap<string, KeyCondition>,
  values: Values,
): AttributeValue => {
  const condition = conditions.get(keys.hash.name);
  if (condition === undefined) throw missed(keys.hash.name);
  if (condition.operator !== 'EQ') throw notIndexable();
  const [value] = resolve(condition, keys.hash, values);
  if (value === undefined) throw missed(keys.hash.name);
  if (value.S === '' || value.B === '') {
    throw invalid(
      `One or more parameter values were invalid: The AttributeValue for a key attribute cannot contain an empty string value. Key: ${keys.hash.name}`,
    );
  }
  return value;
};

/** Above every text that begins with `prefix`: binary is kept as hexadecimal, text ends in the last code point. */
const above = (prefix: string, type: string): string =>
  type === 'B' ? `${prefix}g` : `${prefix}\u{10ffff}\u{10ffff}`;

const whole: Range = { where: '', values: [], includes: () => true };

const beginning = (value: AttributeValue, { type }: KeyAttribute): Range => {
  if (type === 'N') throw notIndexable();
  const prefix = sortable(value);
  return {
    where: ' AND sk >= ? AND sk < ?',
    values: [prefix, above(prefix, type)],
    includes: (key) => key !== undefined && sortable(key).startsWith(prefix),
  };
};

const between = (low: AttributeValue, high: AttributeValue): Range => ({
  where: ' AND sk >= ? AND sk <= ?',
  values: [sortable(low), sortable(high)],
  includes: (key) =>
    key !== undefined &&
    (compareValues(key, low) ?? -1) >= 0 &&
    (compareValues(key, high) ?? 1) <= 0,
});

const holds = (operator: string, order: number): boolean => {
  if (operator === 'EQ') return order === 0;
  if (operator === 'LT') return order < 0;
  if (operator === 'LE') return order <= 0;
  return operator === 'GT' ? order > 0 : order >= 0;
};

/** The part of the partition that the condition on the sort key leaves. Throws ValidationException. */
export const rangeOf = (
  keys: Keys,
  conditions: ReadonlyMap<string, KeyCondition>,
  values: Values,
): Range => {
  if (keys.range === undefined) {
    if (conditions.size > 1) throw notIndexable();
    return whole;
  }
  const condition = conditions.get(keys.range.name);
  if (condition === undefined) {
    if (conditions.size > 1) throw missed(keys.range.name);
    return whole;
  }
  const [first, second] = resolve(condition, keys.range, values);
  if (first === undefined) throw missed(keys.range.name);
  const { operator } = condition;
  if (operator === 'BEGINS_WITH') return beginning(first, keys.range);
  if (operator === 'BETWEEN' && second !== undefined) return between(first, second);
  const sql = operators[operator];
  if (sql === undefined) throw notIndexable();
  return {
    where: ` AND sk ${sql} ?`,
    values: [sortable(first)],
    includes: (key) =>
      key !== undefined && holds(operator, compareValues(key, first) ?? Number.NaN),
  };
};
