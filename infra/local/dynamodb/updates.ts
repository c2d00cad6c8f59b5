import validations from 'dynalite/validations/index.js';
import * as z from 'zod';
import { compileOperand, type NameOf, type Operand, pathOf, type Values } from './conditions.ts';
import { invalid } from './errors.ts';
import { addNumbers, negateNumber } from './numbers.ts';
import { type Path, valueAt } from './paths.ts';
import type { AttributeValue, Item } from './values.ts';

/** A compiled update expression. */
export interface Update {
  readonly paths: readonly Path[];
  /** The item with the update in it; the given item is left as it is. */
  apply(item: Item, values: Values): Item;
}

/** What an action does at its path, given what is there and the whole item as it was. */
type Change = (
  existing: AttributeValue | undefined,
  before: Item,
  values: Values,
) => AttributeValue | undefined;
interface Action {
  readonly path: Path;
  readonly change: Change;
}

const Section = z.object({
  type: z.enum(['set', 'remove', 'add', 'delete']),
  path: z.unknown(),
  val: z.unknown().optional(),
});
const Call = z.object({
  type: z.enum(['add', 'subtract', 'function']),
  name: z.string().optional(),
  args: z.array(z.unknown()),
});

const wrongType = 'An operand in the update expression has an incorrect data type';
const missing = 'The provided expression refers to an attribute that does not exist in the item';
const wrongPath = 'The document path provided in the update expression is invalid for update';

const need = (value: AttributeValue | undefined): AttributeValue => {
  if (value === undefined) throw invalid(missing);
  return value;
};

const sum = (a: AttributeValue, b: AttributeValue, negative: boolean): AttributeValue => {
  if (a.N === undefined || b.N === undefined) throw invalid(wrongType);
  const result = { N: addNumbers(a.N, negative ? negateNumber(b.N) : b.N) };
  const problem = result.N.length > 38 ? validations.validateAttributeValue(result) : undefined;
  if (problem !== undefined) throw invalid(problem);
  return result;
};

const joined = (a: AttributeValue, b: AttributeValue): AttributeValue => {
  if (a.L === undefined || b.L === undefined) throw invalid(wrongType);
  return { L: [...a.L, ...b.L] };
};

const compileValue = (raw: unknown, nameOf: NameOf): Operand => {
  const call =
    typeof raw === 'object' && raw !== null && nameOf(raw) === undefined
      ? Call.safeParse(raw).data
      : undefined;
  if (call === undefined) {
    const operand = compileOperand(raw, nameOf);
    return (item, values) => need(operand(item, values));
  }
  const [first = () => undefined, second = () => undefined] = call.args.map((argument) =>
    compileValue(argument, nameOf),
  );
  if (call.name === 'if_not_exists') {
    const there = compileOperand(call.args[0], nameOf);
    return (item, values) => there(item, values) ?? second(item, values);
  }
  if (call.name === 'list_append') {
    return (item, values) => joined(need(first(item, values)), need(second(item, values)));
  }
  return (item, values) =>
    sum(need(first(item, values)), need(second(item, values)), call.type === 'subtract');
};

const union = (a: readonly string[], b: readonly string[]): string[] => [...new Set([...a, ...b])];

const added = (existing: AttributeValue | undefined, operand: AttributeValue): AttributeValue => {
  if (operand.N !== undefined) return sum(existing ?? { N: '0' }, operand, false);
  if (existing === undefined) return operand;
  if (operand.SS && existing.SS) return { SS: union(existing.SS, operand.SS) };
  if (operand.NS && existing.NS) return { NS: union(existing.NS, operand.NS) };
  if (operand.BS && existing.BS) return { BS: union(existing.BS, operand.BS) };
  throw invalid(wrongType);
};

const without = (from: readonly string[], gone: readonly string[]): string[] | undefined => {
  const left = from.filter((member) => !gone.includes(member));
  return left.length === 0 ? undefined : left;
};

const reduced = (
  existing: AttributeValue | undefined,
  operand: AttributeValue,
): AttributeValue | undefined => {
  if (existing === undefined) return undefined;
  if (operand.SS && existing.SS) {
    const left = without(existing.SS, operand.SS);
    return left && { SS: left };
  }
  if (operand.NS && existing.NS) {
    const left = without(existing.NS, operand.NS);
    return left && { NS: left };
  }
  if (operand.BS && existing.BS) {
    const left = without(existing.BS, operand.BS);
    return left && { BS: left };
  }
  throw invalid(wrongType);
};

const compileAction = (raw: unknown, nameOf: NameOf): Action => {
  const section = Section.parse(raw);
  const path = pathOf(section.path);
  if (path === undefined) throw new Error('An update without a path');
  if (section.type === 'remove') return { path, change: () => undefined };
  const operand = compileValue(section.val, nameOf);
  if (section.type === 'set') {
    return { path, change: (_, before, values) => operand(before, values) };
  }
  const combine = section.type === 'add' ? added : reduced;
  return {
    path,
    change: (existing, before, values) => combine(existing, need(operand(before, values))),
  };
};

/** A value under change: lists may have holes and tails until they are closed up. */
interface MapDraft {
  readonly map: Map<string, Draft>;
}
interface ListDraft {
  readonly list: Map<number, Draft>;
}
type Draft = AttributeValue | MapDraft | ListDraft;

const isMapDraft = (draft: Draft): draft is MapDraft => 'map' in draft;
const isListDraft = (draft: Draft): draft is ListDraft => 'list' in draft;

const opened = (draft: Draft): Draft => {
  if (isMapDraft(draft) || isListDraft(draft)) return draft;
  if (draft.M !== undefined) return { map: new Map(Object.entries(draft.M)) };
  if (draft.L !== undefined) return { list: new Map(draft.L.entries()) };
  return draft;
};

const closed = (draft: Draft): AttributeValue => {
  if (isMapDraft(draft)) {
    return { M: Object.fromEntries([...draft.map].map(([name, value]) => [name, closed(value)])) };
  }
  if (isListDraft(draft)) {
    const inOrder = [...draft.list].sort(([a], [b]) => a - b);
    return { L: inOrder.map(([, value]) => closed(value)) };
  }
  return draft;
};

/** Opens the container that holds the last piece of a path, and every container above it. */
const parentOf = (root: MapDraft, path: Path): Draft => {
  let parent: Draft = root;
  for (const piece of path.slice(0, -1)) {
    const child: Draft | undefined = childOf(parent, piece);
    if (child === undefined) throw invalid(wrongPath);
    const open = opened(child);
    put(parent, piece, open);
    parent = open;
  }
  return parent;
};

const childOf = (parent: Draft, piece: string | number): Draft | undefined => {
  if (isMapDraft(parent)) return typeof piece === 'string' ? parent.map.get(piece) : undefined;
  if (isListDraft(parent)) return typeof piece === 'number' ? parent.list.get(piece) : undefined;
  return undefined;
};

const put = (parent: Draft, piece: string | number, value: Draft | undefined): void => {
  if (isMapDraft(parent) && typeof piece === 'string') {
    if (value === undefined) parent.map.delete(piece);
    else parent.map.set(piece, value);
  } else if (isListDraft(parent) && typeof piece === 'number') {
    if (value === undefined) parent.list.delete(piece);
    else parent.list.set(piece, value);
  } else throw invalid(wrongPath);
};

const isLeaf = (action: Action): boolean => action.path.length === 1;

const applyFlat = (actions: readonly Action[], item: Item, values: Values): Item => {
  const next: Record<string, AttributeValue> = { ...item };
  for (const { path, change } of actions) {
    const value = change(valueAt(item, path), item, values);
    if (value === undefined) delete next[path[0]];
    else next[path[0]] = value;
  }
  return next;
};

const applyDeep = (actions: readonly Action[], item: Item, values: Values): Item => {
  const results = actions.map(({ path, change }) => ({
    path,
    value: change(valueAt(item, path), item, values),
  }));
  const root: MapDraft = { map: new Map<string, Draft>(Object.entries(item)) };
  for (const { path, value } of results) put(parentOf(root, path), path.at(-1) ?? '', value);
  return closed(root).M ?? {};
};

/** Turns the parser's sections into one function. Every action reads the item as it was before the update. */
export const compileUpdate = (sections: readonly unknown[], nameOf: NameOf): Update => {
  const actions = sections.map((section) => compileAction(section, nameOf));
  const apply = actions.every(isLeaf) ? applyFlat : applyDeep;
  return {
    paths: actions.map((action) => action.path),
    apply: (item, values) => apply(actions, item, values),
  };
};
