import type { Rule } from './definition.ts';
import { runtimeFailure } from './failure.ts';
import { type Data, findPath, isObject, readPath } from './paths.ts';

type Test = (value: unknown, wanted: unknown) => boolean;

const timeOf = (value: unknown): number | undefined => {
  const ms = typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(ms) ? undefined : ms;
};

const number = (value: unknown) => (typeof value === 'number' ? value : undefined);
const text = (value: unknown) => (typeof value === 'string' ? value : undefined);

const orders = {
  Equals: (a: number | string, b: number | string) => a === b,
  LessThan: (a: number | string, b: number | string) => a < b,
  GreaterThan: (a: number | string, b: number | string) => a > b,
  LessThanEquals: (a: number | string, b: number | string) => a <= b,
  GreaterThanEquals: (a: number | string, b: number | string) => a >= b,
};

const comparisons = (
  kind: string,
  read: (value: unknown) => number | string | undefined,
): [string, Test][] =>
  Object.entries(orders).map(([name, holds]) => [
    `${kind}${name}`,
    (value, wanted) => {
      const [a, b] = [read(value), read(wanted)];
      return a !== undefined && b !== undefined && holds(a, b);
    },
  ]);

const wildcard = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .split(/(\\.|\*)/)
      .map((part) => (part === '*' ? '.*' : RegExp.escape(part.replace(/^\\/, ''))))
      .join('')}$`,
    's',
  );

const tests: ReadonlyMap<string, Test> = new Map<string, Test>([
  ...comparisons('String', text),
  ...comparisons('Numeric', number),
  ...comparisons('Timestamp', timeOf),
  ['BooleanEquals', (value, wanted) => typeof value === 'boolean' && value === wanted],
  ['StringMatches', (value, wanted) => wildcard(String(wanted)).test(text(value) ?? '')],
  ['IsNull', (value, wanted) => (value === null) === wanted],
  ['IsString', (value, wanted) => (typeof value === 'string') === wanted],
  ['IsNumeric', (value, wanted) => (typeof value === 'number') === wanted],
  ['IsBoolean', (value, wanted) => (typeof value === 'boolean') === wanted],
  ['IsTimestamp', (value, wanted) => (timeOf(value) !== undefined) === wanted],
]);

const rulesOf = (value: unknown): Rule[] => (Array.isArray(value) ? value.filter(isObject) : []);

const compare = (rule: Rule, data: Data): boolean => {
  const variable = String(rule['Variable']);
  if ('IsPresent' in rule) return (findPath(variable, data) !== undefined) === rule['IsPresent'];
  const known = ['Variable', 'Next', 'Comment'];
  const [operator, operand] = Object.entries(rule).find(([name]) => !known.includes(name)) ?? [''];
  const byPath = operator.endsWith('Path') ? operator.slice(0, -4) : undefined;
  const test = tests.get(byPath ?? operator);
  if (test === undefined) throw runtimeFailure(`No comparison '${operator}' is known`);
  const wanted = byPath === undefined ? operand : readPath(String(operand), data);
  return test(readPath(variable, data), wanted);
};

/** Whether a rule of a Choice holds. */
export const holds = (rule: Rule, data: Data): boolean => {
  if ('And' in rule) return rulesOf(rule['And']).every((one) => holds(one, data));
  if ('Or' in rule) return rulesOf(rule['Or']).some((one) => holds(one, data));
  const not = rule['Not'];
  return isObject(not) ? !holds(not, data) : compare(rule, data);
};
