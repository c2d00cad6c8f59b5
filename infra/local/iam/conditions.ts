type Values = readonly string[];

/** What a service says of a request, e.g. the leading keys of the items it touches. */
export type Context = Readonly<Record<string, string | Values>>;

/** Tests one value of the request against the values of the policy. */
type Test = (actual: string, expected: Values) => boolean;

const patterns = new Map<string, RegExp>();

/** A policy's pattern (`*` any characters, `?` one) as a regular expression over the whole text. */
export const like = (pattern: string): RegExp => {
  const known = patterns.get(pattern);
  if (known !== undefined) return known;
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const made = new RegExp(`^${escaped}$`, 's');
  patterns.set(pattern, made);
  return made;
};

const anyLike: Test = (actual, expected) => expected.some((one) => like(one).test(actual));
const anyEqual: Test = (actual, expected) => expected.includes(actual);
const not =
  (test: Test): Test =>
  (actual, expected) =>
    !test(actual, expected);
const lower =
  (test: Test): Test =>
  (actual, expected) =>
    test(
      actual.toLowerCase(),
      expected.map((one) => one.toLowerCase()),
    );
const compare =
  (holds: (left: number, right: number) => boolean): Test =>
  (actual, expected) =>
    expected.some((one) => holds(Number(actual), Number(one)));

const tests: Readonly<Record<string, Test>> = {
  StringEquals: anyEqual,
  StringNotEquals: not(anyEqual),
  StringEqualsIgnoreCase: lower(anyEqual),
  StringLike: anyLike,
  StringNotLike: not(anyLike),
  ArnEquals: anyLike,
  ArnLike: anyLike,
  ArnNotEquals: not(anyLike),
  ArnNotLike: not(anyLike),
  Bool: lower(anyEqual),
  NumericEquals: compare((left, right) => left === right),
  NumericLessThan: compare((left, right) => left < right),
  NumericLessThanEquals: compare((left, right) => left <= right),
  NumericGreaterThan: compare((left, right) => left > right),
  NumericGreaterThanEquals: compare((left, right) => left >= right),
};

const parts = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/;

/** An operator of a Condition block: the values of the key in the request, and those of the policy. */
type Operator = (actual: Values | undefined, expected: Values) => boolean;

/**
 * The operator of that name, or undefined where this evaluator does not know it. ForAllValues holds of a missing
 * key and ForAnyValue does not; without either, a missing key fits only `IfExists` and the negated operators.
 */
export const operatorOf = (name: string): Operator | undefined => {
  const [, quantifier, base = '', ifExists] = parts.exec(name) ?? [];
  if (base === 'Null') {
    return (actual, expected) =>
      expected.some((one) => (one === 'true') === (actual === undefined));
  }
  const test = tests[base];
  if (test === undefined) return undefined;
  if (quantifier === 'ForAllValues') {
    return (actual = [], expected) => actual.every((one) => test(one, expected));
  }
  const absent = quantifier === undefined && (ifExists !== undefined || base.includes('Not'));
  return (actual, expected) =>
    actual === undefined ? absent : actual.some((one) => test(one, expected));
};
