import validations from 'dynalite/validations/index.js';
import * as z from 'zod';
import {
  type Condition,
  compileCondition,
  type NameOf,
  operandProblem,
  pathOf,
  type Values,
} from './conditions.ts';
import { invalid } from './errors.ts';
import { type Path, projection } from './paths.ts';
import { compileUpdate, type Update } from './updates.ts';
import { typeOf } from './values.ts';

/** A request's expressions and what their names stand for. */
export interface Expressions {
  readonly UpdateExpression?: string | undefined;
  readonly ConditionExpression?: string | undefined;
  readonly KeyConditionExpression?: string | undefined;
  readonly FilterExpression?: string | undefined;
  readonly ProjectionExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
  readonly ExpressionAttributeValues?: Values | undefined;
}

/** A condition on a key attribute; `values` names the `:values` that it compares with. */
export interface KeyCondition {
  readonly operator: string;
  readonly values: readonly string[];
}

export interface Filter {
  readonly holds: Condition;
  /** The top attributes that it reads. */
  readonly heads: readonly string[];
}

export interface Projection {
  /** JSON to JSON. */
  readonly of: (item: string) => string;
  readonly heads: readonly string[];
}

/** Expressions ready to run. Nested paths are kept because keys may not be in them. */
export interface Compiled {
  readonly update?: Update;
  readonly condition?: Condition;
  readonly filter?: Filter;
  readonly keys?: ReadonlyMap<string, KeyCondition>;
  readonly projection?: Projection;
  readonly nested: readonly string[];
}

const texts = [
  'UpdateExpression',
  'ConditionExpression',
  'KeyConditionExpression',
  'FilterExpression',
  'ProjectionExpression',
] as const;
export type ExpressionName = (typeof texts)[number];

const Heads = z.looseObject({});
const Tree = z.object({ expression: z.unknown(), nestedPaths: Heads, pathHeads: Heads });
const Parsed = z.object({
  _updates: z.object({ sections: z.array(z.unknown()), nestedPaths: Heads }).optional(),
  _condition: Tree.optional(),
  _filter: Tree.optional(),
  _keyCondition: Tree.optional(),
  _projection: z.object({ paths: z.array(z.unknown()), nestedPaths: Heads }).optional(),
});
type Parsed = z.infer<typeof Parsed>;
/** The values pass as they are: a copy would have no name. */
const KeyConditionTree = z.object({
  ComparisonOperator: z.string(),
  AttributeValueList: z.array(z.custom<object>((raw) => typeof raw === 'object' && raw !== null)),
});

/** Every parse copies the values, so that a value in the tree is known by its identity. */
const parse = (
  request: Expressions,
  allowed: readonly ExpressionName[],
): { parsed: Parsed; nameOf: NameOf } => {
  const values = structuredClone(request.ExpressionAttributeValues);
  const names = new Map<object, string>();
  for (const [name, value] of Object.entries(values ?? {})) names.set(value, name);
  const data: Record<string, unknown> = {
    ExpressionAttributeNames: request.ExpressionAttributeNames,
    ExpressionAttributeValues: values,
  };
  for (const text of allowed) data[text] = request[text];
  const problem =
    validations.validateExpressionParams(data, [...allowed], []) ??
    validations.validateExpressions(data);
  if (problem !== undefined) throw invalid(problem);
  return { parsed: Parsed.parse(data), nameOf: (value) => names.get(value) };
};

const compileKeys = (expression: unknown, nameOf: NameOf): ReadonlyMap<string, KeyCondition> => {
  const converted = validations.convertKeyCondition(expression);
  if (typeof converted === 'string') throw invalid(converted);
  const problem = validations.validateConditions(converted);
  if (problem !== undefined) throw invalid(problem);
  const keys = new Map<string, KeyCondition>();
  for (const [attribute, raw] of Object.entries(Object(converted))) {
    const condition = KeyConditionTree.parse(raw);
    const values = condition.AttributeValueList.map(nameOf).filter((name) => name !== undefined);
    keys.set(attribute, { operator: condition.ComparisonOperator, values });
  }
  return keys;
};

const compileTree = (name: ExpressionName, tree: unknown, nameOf: NameOf): Condition => {
  const problem = operandProblem(tree, nameOf);
  if (problem !== undefined) throw invalid(`Invalid ${name}: ${problem}`);
  return compileCondition(tree, nameOf);
};

const pathsOf = (raw: readonly unknown[]): Path[] =>
  raw.map(pathOf).filter((path) => path !== undefined);

/** Entries of an index are read again and again, and hardly ever change. */
const mostRemembered = 20_000;
const longestRemembered = 1_000;

const remembering = (work: (text: string) => string): ((text: string) => string) => {
  const known = new Map<string, string>();
  return (text) => {
    if (text.length > longestRemembered) return work(text);
    const before = known.get(text);
    if (before !== undefined) return before;
    if (known.size >= mostRemembered) known.clear();
    const done = work(text);
    known.set(text, done);
    return done;
  };
};

const compileProjection = (raw: readonly unknown[]): Projection => {
  const paths = pathsOf(raw);
  const project = projection(paths);
  return {
    of: remembering((text) => JSON.stringify(project(JSON.parse(text)))),
    heads: [...new Set(paths.map(([head]) => head))],
  };
};

const compile = (request: Expressions, allowed: readonly ExpressionName[]): Compiled => {
  const { parsed, nameOf } = parse(request, allowed);
  const { _updates, _condition, _filter, _keyCondition, _projection } = parsed;
  const nested = [_updates, _condition, _filter, _projection].flatMap((tree) =>
    Object.keys(tree?.nestedPaths ?? {}),
  );
  return {
    nested,
    ...(_updates && { update: compileUpdate(_updates.sections, nameOf) }),
    ...(_condition && {
      condition: compileTree('ConditionExpression', _condition.expression, nameOf),
    }),
    ...(_filter && {
      filter: {
        holds: compileTree('FilterExpression', _filter.expression, nameOf),
        heads: Object.keys(_filter.pathHeads),
      },
    }),
    ...(_keyCondition && { keys: compileKeys(_keyCondition.expression, nameOf) }),
    ...(_projection && { projection: compileProjection(_projection.paths) }),
  };
};

const nothing: Compiled = { nested: [] };

/** The parser looks at the values of these, not only at their types. */
const dependsOnValues = /between|attribute_type/i;

/** Expressions are few and used for ever; the limit is there for a caller that writes values into them. */
const mostCached = 2000;
const cache = new Map<string, Compiled>();

const shapeOf = (request: Expressions): string => {
  let key = '';
  for (const text of texts) key += `${request[text] ?? ''}\n`;
  const names = request.ExpressionAttributeNames;
  for (const name in names) key += `${name}\n${names[name]}\n`;
  const values = request.ExpressionAttributeValues;
  for (const name in values) {
    const value = values[name];
    if (value !== undefined) key += `${name}\n${typeOf(value)}\n`;
  }
  return key;
};

const isPlain = (request: Expressions): boolean =>
  texts.every((text) => request[text] === undefined) &&
  request.ExpressionAttributeNames === undefined &&
  request.ExpressionAttributeValues === undefined;

/** Parses a request's expressions, or finds them among those parsed before. Throws ValidationException. */
export const compiled = (request: Expressions, allowed: readonly ExpressionName[]): Compiled => {
  if (isPlain(request)) return nothing;
  const key = shapeOf(request);
  const known = cache.get(key);
  if (known !== undefined) return known;
  const fresh = compile(request, allowed);
  if (dependsOnValues.test(key)) return fresh;
  if (cache.size >= mostCached) cache.clear();
  cache.set(key, fresh);
  return fresh;
};
