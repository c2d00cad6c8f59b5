import { compareNumbers, isPlainNumber, numberSize } from './numbers.ts';

/** An attribute value in DynamoDB's JSON; exactly one member is present. Binary is base64. */
export interface AttributeValue {
  readonly S?: string;
  readonly N?: string;
  readonly B?: string;
  readonly BOOL?: boolean;
  readonly NULL?: boolean;
  readonly SS?: readonly string[];
  readonly NS?: readonly string[];
  readonly BS?: readonly string[];
  readonly L?: readonly AttributeValue[];
  readonly M?: Item;
}
export type Item = Readonly<Record<string, AttributeValue>>;
export type ValueType = keyof AttributeValue;

/** DynamoDB's limit on nesting. */
const deepest = 32;

export const typeOf = (value: AttributeValue): ValueType => {
  if (value.S !== undefined) return 'S';
  if (value.N !== undefined) return 'N';
  if (value.M !== undefined) return 'M';
  if (value.L !== undefined) return 'L';
  if (value.BOOL !== undefined) return 'BOOL';
  if (value.NULL !== undefined) return 'NULL';
  if (value.SS !== undefined) return 'SS';
  if (value.NS !== undefined) return 'NS';
  return value.B === undefined ? 'BS' : 'B';
};

export const isRecord = (raw: unknown): raw is Record<string, unknown> =>
  typeof raw === 'object' && raw !== null && !Array.isArray(raw);

const base64 = /^[A-Za-z0-9+/]*={0,2}$/;
const isString = (raw: unknown): boolean => typeof raw === 'string';
const isNumber = (raw: unknown): boolean => typeof raw === 'string' && isPlainNumber(raw);
const isBinary = (raw: unknown): boolean =>
  typeof raw === 'string' && raw.length % 4 === 0 && base64.test(raw);
const isSetOf = (raw: unknown, isMember: (raw: unknown) => boolean): boolean =>
  Array.isArray(raw) &&
  raw.length > 0 &&
  raw.every(isMember) &&
  (raw.length === 1 || new Set(raw).size === raw.length);

const holds = (type: string, raw: unknown, depth: number): boolean => {
  switch (type) {
    case 'S':
      return isString(raw);
    case 'N':
      return isNumber(raw);
    case 'B':
      return isBinary(raw);
    case 'BOOL':
      return typeof raw === 'boolean';
    case 'NULL':
      return raw === true;
    case 'M':
      return depth < deepest && isItem(raw, depth + 1);
    case 'L':
      return depth < deepest && Array.isArray(raw) && raw.every((one) => isValue(one, depth + 1));
    case 'SS':
      return isSetOf(raw, isString);
    case 'NS':
      return isSetOf(raw, isNumber);
    case 'BS':
      return isSetOf(raw, isBinary);
    default:
      return false;
  }
};

/** Whether a value is well formed and its numbers are plain. What is not goes the slow way, which says why or mends it. */
export const isValue = (raw: unknown, depth = 0): raw is AttributeValue => {
  if (!isRecord(raw)) return false;
  let members = 0;
  for (const type in raw) {
    members += 1;
    if (members > 1 || !holds(type, raw[type], depth)) return false;
  }
  return members === 1;
};

export const isItem = (raw: unknown, depth = 0): raw is Item => {
  if (!isRecord(raw)) return false;
  for (const name in raw) if (!isValue(raw[name], depth)) return false;
  return true;
};

const textSize = (text: string): number => Buffer.byteLength(text);
const binarySize = (text: string): number => Buffer.byteLength(text, 'base64');
const total = <T>(members: readonly T[], size: (member: T) => number): number => {
  let sum = 0;
  for (const member of members) sum += size(member);
  return sum;
};

/** Bytes as DynamoDB counts them: a list or map costs 3, and each element of it 1 more. */
const valueSize = (value: AttributeValue): number => {
  if (value.S !== undefined) return textSize(value.S);
  if (value.N !== undefined) return numberSize(value.N);
  if (value.M !== undefined) return 3 + itemSize(value.M) + Object.keys(value.M).length;
  if (value.L !== undefined) return 3 + total(value.L, (one) => 1 + valueSize(one));
  if (value.SS !== undefined) return total(value.SS, textSize);
  if (value.NS !== undefined) return total(value.NS, numberSize);
  if (value.BS !== undefined) return total(value.BS, binarySize);
  return value.B === undefined ? 1 : binarySize(value.B);
};

/** Bytes of an item, its attribute names included. */
export const itemSize = (item: Item): number => {
  let size = 0;
  for (const name in item) {
    const value = item[name];
    if (value !== undefined) size += textSize(name) + valueSize(value);
  }
  return size;
};

const sameMembers = (a: readonly string[], b: readonly string[] | undefined): boolean =>
  b !== undefined && a.length === b.length && a.every((member) => b.includes(member));

const sameList = (
  a: readonly AttributeValue[],
  b: readonly AttributeValue[] | undefined,
): boolean =>
  b !== undefined && a.length === b.length && a.every((value, at) => sameValue(value, b[at]));

/** Equality as in conditions: sets whatever their order, maps and lists by content. */
export const sameValue = (
  a: AttributeValue | undefined,
  b: AttributeValue | undefined,
): boolean => {
  if (a === undefined || b === undefined) return a === b;
  if (a.M !== undefined) return b.M !== undefined && sameItem(a.M, b.M);
  if (a.L !== undefined) return sameList(a.L, b.L);
  if (a.SS !== undefined) return sameMembers(a.SS, b.SS);
  if (a.NS !== undefined) return sameMembers(a.NS, b.NS);
  if (a.BS !== undefined) return sameMembers(a.BS, b.BS);
  return (
    a.S === b.S &&
    a.N === b.N &&
    a.B === b.B &&
    a.BOOL === b.BOOL &&
    a.NULL === b.NULL &&
    typeOf(a) === typeOf(b)
  );
};

export const sameItem = (a: Item, b: Item): boolean => {
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length && names.every((name) => sameValue(a[name], b[name]))
  );
};

const surrogate = /[\ud800-\udfff]/;

/** The order of UTF-8 bytes, which is not JavaScript's order where surrogates are. */
const compareText = (a: string, b: string): number => {
  if (surrogate.test(a) || surrogate.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  if (a === b) return 0;
  return a < b ? -1 : 1;
};

const compareBinary = (a: string, b: string): number =>
  Buffer.compare(Buffer.from(a, 'base64'), Buffer.from(b, 'base64'));

/** Negative, zero or positive; undefined where the two have no order (other types, or not the same). */
export const compareValues = (a: AttributeValue, b: AttributeValue): number | undefined => {
  if (a.S !== undefined && b.S !== undefined) return compareText(a.S, b.S);
  if (a.N !== undefined && b.N !== undefined) return compareNumbers(a.N, b.N);
  if (a.B !== undefined && b.B !== undefined) return compareBinary(a.B, b.B);
  return undefined;
};
