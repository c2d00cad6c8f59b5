import * as z from 'zod';

/** Says whether an event, or a part of one, fits. */
type Test = (value: unknown) => boolean;

const Fields = z.record(z.string(), z.unknown());
const Scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const Texts = z.union([z.string(), z.array(z.string())]);
const Comparison = z.enum(['=', '<', '<=', '>', '>=']);

/** The elements of an array are tried one by one, so a field with a list fits when one of its elements does. */
const leaves = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isPresent = (value: unknown): boolean =>
  leaves(value).some((leaf) => leaf !== undefined && !isFields(leaf));

const ofLeaf =
  (test: Test): Test =>
  (value) =>
    leaves(value).some((leaf) => leaf !== undefined && !isFields(leaf) && test(leaf));

const list = (value: string | readonly string[]): readonly string[] =>
  typeof value === 'string' ? [value] : value;

const ofText =
  (test: (text: string) => boolean): Test =>
  (value) =>
    typeof value === 'string' && test(value);

/** `*` stands for any text, `\*` and `\\` for themselves. */
const wildcard = (pattern: string): RegExp => {
  const source = pattern.replace(/\\[*\\]|[\s\S]/g, (part) => {
    if (part === '*') return '[\\s\\S]*';
    const plain = part.length === 2 ? part.slice(1) : part;
    return plain.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${source}$`);
};

const affix = (operand: unknown, fits: (text: string, part: string) => boolean): Test => {
  const folded = z.object({ 'equals-ignore-case': Texts }).safeParse(operand).data;
  if (folded === undefined) {
    const parts = list(Texts.parse(operand));
    return ofText((text) => parts.some((part) => fits(text, part)));
  }
  const parts = list(folded['equals-ignore-case']).map((part) => part.toLowerCase());
  return ofText((text) => parts.some((part) => fits(text.toLowerCase(), part)));
};

const ignoringCase = (operand: unknown): Test => {
  const parts = list(Texts.parse(operand)).map((part) => part.toLowerCase());
  return ofText((text) => parts.includes(text.toLowerCase()));
};

const wild = (operand: unknown): Test => {
  const patterns = list(Texts.parse(operand)).map(wildcard);
  return ofText((text) => patterns.some((pattern) => pattern.test(text)));
};

const compare: Readonly<Record<z.infer<typeof Comparison>, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

const numeric = (operand: unknown): Test => {
  const parts = z.array(z.unknown()).min(2).max(4).parse(operand);
  const tests = Array.from({ length: Math.ceil(parts.length / 2) }, (_, index) => {
    const fits = compare[Comparison.parse(parts[index * 2])];
    const bound = z.number().parse(parts[index * 2 + 1]);
    return (value: number) => fits(value, bound);
  });
  return (value) => typeof value === 'number' && tests.every((test) => test(value));
};

const anythingBut = (operand: unknown): Test => {
  if (isFields(operand)) {
    const inner = textTest(operand);
    return (value) => typeof value === 'string' && !inner(value);
  }
  const excluded = z.array(Scalar).parse(Array.isArray(operand) ? operand : [operand]);
  return (value) => !excluded.some((one) => one === value);
};

const textTest = (matcher: Readonly<Record<string, unknown>>): Test => {
  const [kind, operand] = single(matcher);
  if (kind === 'prefix') return affix(operand, (text, part) => text.startsWith(part));
  if (kind === 'suffix') return affix(operand, (text, part) => text.endsWith(part));
  if (kind === 'equals-ignore-case') return ignoringCase(operand);
  if (kind === 'wildcard') return wild(operand);
  throw new Error(`The event pattern matcher ${kind} is not known`);
};

const single = (matcher: Readonly<Record<string, unknown>>): [string, unknown] => {
  const [entry, ...others] = Object.entries(matcher);
  if (entry === undefined || others.length > 0)
    throw new Error(`A matcher has one key: ${JSON.stringify(matcher)}`);
  return entry;
};

const compileMatcher = (matcher: unknown): Test => {
  if (!isFields(matcher)) {
    const expected = Scalar.parse(matcher);
    return ofLeaf((value) => value === expected);
  }
  const [kind, operand] = single(matcher);
  if (kind === 'exists') return operand === true ? isPresent : (value) => !isPresent(value);
  if (kind === 'numeric') return ofLeaf(numeric(operand));
  if (kind === 'anything-but') return ofLeaf(anythingBut(operand));
  return ofLeaf(textTest(matcher));
};

const compileField = (key: string, pattern: unknown): Test => {
  if (key === '$or') {
    const choices = z.array(Fields).min(1).parse(pattern).map(compileFields);
    return (event) => choices.some((choice) => choice(event));
  }
  if (Array.isArray(pattern)) {
    const matchers = pattern.map(compileMatcher);
    return (event) => {
      const value = isFields(event) ? event[key] : undefined;
      return matchers.some((matcher) => matcher(value));
    };
  }
  const inner = compileFields(Fields.parse(pattern));
  return (event) => leaves(isFields(event) ? event[key] : undefined).some((part) => inner(part));
};

const compileFields = (pattern: Readonly<Record<string, unknown>>): Test => {
  const tests = Object.entries(pattern).map(([key, value]) => compileField(key, value));
  return (event) => tests.every((test) => test(event));
};

/** Prepares an EventBridge event pattern; throws for one that EventBridge would not take. */
export const compilePattern = (pattern: unknown): Test => compileFields(Fields.parse(pattern));

const compiled = new WeakMap<object, Test>();

/** Whether an event fits a pattern. A pattern is prepared once. */
export const matches = (pattern: unknown, event: unknown): boolean => {
  if (typeof pattern !== 'object' || pattern === null) return compilePattern(pattern)(event);
  const known = compiled.get(pattern);
  if (known !== undefined) return known(event);
  const test = compilePattern(pattern);
  compiled.set(pattern, test);
  return test(event);
};
