import * as z from 'zod';
import { type Path, valueAt } from './paths.ts';
import {
  type AttributeValue,
  compareValues,
  type Item,
  isValue,
  sameValue,
  typeOf,
} from './values.ts';

/** The values of an expression's `:names`. */
export type Values = Readonly<Record<string, AttributeValue>>;
export type Condition = (item: Item, values: Values) => boolean;
export type Operand = (item: Item, values: Values) => AttributeValue | undefined;
/** Finds the `:name` of a value that the parser put in the tree. */
export type NameOf = (value: object) => string | undefined;

const PathNode = z.tuple([z.string()]).rest(z.union([z.string(), z.number()]));
const Node = z.looseObject({
  type: z.string(),
  name: z.string().optional(),
  args: z.array(z.unknown()),
});
type Node = z.infer<typeof Node>;

export const pathOf = (raw: unknown): Path | undefined => {
  const [head, ...rest] = PathNode.safeParse(raw).data ?? [];
  return head === undefined ? undefined : [head, ...rest];
};

const lengthOf = (value: AttributeValue): number | undefined => {
  if (value.S !== undefined) return value.S.length;
  if (value.B !== undefined) return Buffer.byteLength(value.B, 'base64');
  if (value.M !== undefined) return Object.keys(value.M).length;
  return (value.L ?? value.SS ?? value.NS ?? value.BS)?.length;
};

const sizeOf =
  (operand: Operand): Operand =>
  (item, values) => {
    const value = operand(item, values);
    const length = value === undefined ? undefined : lengthOf(value);
    return length === undefined ? undefined : { N: String(length) };
  };

export const compileOperand = (raw: unknown, nameOf: NameOf): Operand => {
  const path = pathOf(raw);
  if (path !== undefined) return (item) => valueAt(item, path);
  const name = typeof raw === 'object' && raw !== null ? nameOf(raw) : undefined;
  if (name !== undefined) return (_, values) => values[name];
  return sizeOf(compileOperand(Node.parse(raw).args[0], nameOf));
};

const ordered =
  (holds: (order: number) => boolean) =>
  (a: AttributeValue | undefined, b: AttributeValue | undefined): boolean => {
    const order = a === undefined || b === undefined ? undefined : compareValues(a, b);
    return order !== undefined && holds(order);
  };

const equal = (a: AttributeValue | undefined, b: AttributeValue | undefined): boolean =>
  a !== undefined && b !== undefined && sameValue(a, b);
const atLeast = ordered((order) => order >= 0);
const atMost = ordered((order) => order <= 0);

const startsWith = (a: AttributeValue | undefined, b: AttributeValue | undefined): boolean => {
  if (a?.S !== undefined && b?.S !== undefined) return a.S.startsWith(b.S);
  if (a?.B === undefined || b?.B === undefined) return false;
  const prefix = Buffer.from(b.B, 'base64');
  return Buffer.from(a.B, 'base64').subarray(0, prefix.length).equals(prefix);
};

const binaryContains = (a: string, b: string): boolean =>
  Buffer.from(a, 'base64').includes(Buffer.from(b, 'base64'));

const contains = (a: AttributeValue | undefined, b: AttributeValue | undefined): boolean => {
  if (a === undefined || b === undefined) return false;
  if (a.L !== undefined) return a.L.some((member) => sameValue(member, b));
  if (b.S !== undefined) return (a.S?.includes(b.S) || a.SS?.includes(b.S)) ?? false;
  if (b.N !== undefined) return a.NS?.includes(b.N) ?? false;
  if (b.B === undefined) return false;
  return a.B === undefined ? (a.BS?.includes(b.B) ?? false) : binaryContains(a.B, b.B);
};

const hasType = (a: AttributeValue | undefined, b: AttributeValue | undefined): boolean =>
  a !== undefined && typeOf(a) === b?.S;

const binary: Readonly<
  Record<string, (a: AttributeValue | undefined, b: AttributeValue | undefined) => boolean>
> = {
  '=': equal,
  '<>': (a, b) => !equal(a, b),
  '<': ordered((order) => order < 0),
  '<=': atMost,
  '>': ordered((order) => order > 0),
  '>=': atLeast,
  begins_with: startsWith,
  contains,
  attribute_type: hasType,
};

const compileBetween = ([value, low, high]: readonly Operand[]): Condition =>
  value === undefined || low === undefined || high === undefined
    ? () => false
    : (item, values) => {
        const found = value(item, values);
        return atLeast(found, low(item, values)) && atMost(found, high(item, values));
      };

const compileComparison = (operator: string, operands: readonly Operand[]): Condition => {
  const [first = () => undefined, second = () => undefined] = operands;
  if (operator === 'attribute_exists') return (item, values) => first(item, values) !== undefined;
  if (operator === 'attribute_not_exists') {
    return (item, values) => first(item, values) === undefined;
  }
  if (operator === 'between') return compileBetween(operands);
  if (operator === 'in') {
    return (item, values) =>
      operands.slice(1).some((one) => equal(first(item, values), one(item, values)));
  }
  const holds = binary[operator];
  if (holds === undefined) throw new Error(`No such operator in a condition: ${operator}`);
  return (item, values) => holds(first(item, values), second(item, values));
};

const orderings = ['<', '<=', '>', '>=', 'between'];

const misplaced = (type: string, operand: unknown): string | undefined => {
  if (!orderings.includes(type) || !isValue(operand) || hasOrder(operand)) return undefined;
  const operator = type === 'between' ? 'BETWEEN' : type;
  return `Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${typeOf(operand)}`;
};

const isNamed = (operand: unknown, nameOf: NameOf): boolean =>
  typeof operand === 'object' && operand !== null && nameOf(operand) !== undefined;

/** What is wrong with the operands of an expression that the parser let through: only S, N and B have an order. */
export const operandProblem = (raw: unknown, nameOf: NameOf): string | undefined => {
  const node = Node.safeParse(raw).data;
  const problems = node?.args.map((operand) =>
    isNamed(operand, nameOf) ? misplaced(node.type, operand) : operandProblem(operand, nameOf),
  );
  return problems?.find((problem) => problem !== undefined);
};

const hasOrder = (value: AttributeValue): boolean =>
  value.S !== undefined || value.N !== undefined || value.B !== undefined;

/** Turns the parser's tree into a function, once for all uses of the expression. */
export const compileCondition = (raw: unknown, nameOf: NameOf): Condition => {
  const node: Node = Node.parse(raw);
  const [left, right] = node.args;
  if (node.type === 'not') {
    const inner = compileCondition(left, nameOf);
    return (item, values) => !inner(item, values);
  }
  if (node.type === 'and' || node.type === 'or') {
    const a = compileCondition(left, nameOf);
    const b = compileCondition(right, nameOf);
    return node.type === 'and'
      ? (item, values) => a(item, values) && b(item, values)
      : (item, values) => a(item, values) || b(item, values);
  }
  const operands = node.args.map((one) => compileOperand(one, nameOf));
  return compileComparison(node.type === 'function' ? (node.name ?? '') : node.type, operands);
};
