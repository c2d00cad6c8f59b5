import { randomUUID } from 'node:crypto';
import { runtimeFailure, StateFailure } from './failure.ts';
import { type Data, isObject, readPath } from './paths.ts';

const intrinsicFailure = (why: string): StateFailure =>
  new StateFailure('States.IntrinsicFailure', why);

const format = (args: readonly unknown[]): string => {
  const [template, ...values] = args;
  if (typeof template !== 'string') throw intrinsicFailure('States.Format wants a string');
  // An escaped brace is text: it is set aside while the places are counted.
  const parts = template.split(/(?<!\\)\{\}/).map((part) => part.replace(/\\([{}])/g, '$1'));
  if (parts.length - 1 !== values.length)
    throw intrinsicFailure(`States.Format: ${values.length} values for '${template}'`);
  const shown = values.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
  return parts.map((part, index) => `${part}${shown[index] ?? ''}`).join('');
};

const parseJson = (value: unknown): unknown => {
  try {
    return JSON.parse(String(value));
  } catch {
    throw intrinsicFailure('States.StringToJson wants JSON');
  }
};

const add = (args: readonly unknown[]): number => {
  const [a, b] = args;
  if (typeof a !== 'number' || typeof b !== 'number')
    throw intrinsicFailure('States.MathAdd wants two numbers');
  return Math.trunc(a) + Math.trunc(b);
};

const length = (value: unknown): number => {
  if (!Array.isArray(value)) throw intrinsicFailure('States.ArrayLength wants an array');
  return value.length;
};

const functions: Readonly<Record<string, (args: readonly unknown[]) => unknown>> = {
  'States.Format': format,
  'States.StringToJson': (args) => parseJson(args[0]),
  'States.JsonToString': (args) => JSON.stringify(args[0]),
  'States.Array': (args) => args,
  'States.ArrayLength': (args) => length(args[0]),
  'States.UUID': () => randomUUID(),
  'States.MathAdd': add,
};

/** Cuts the arguments at the commas outside of strings and brackets. */
const splitArguments = (text: string): string[] => {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  // A string is one sign, so that nothing inside it counts.
  for (const { 0: sign, index } of text.matchAll(/'(?:\\.|[^'\\])*'|[()[\],]/g)) {
    if (sign === '(' || sign === '[') depth += 1;
    if (sign === ')' || sign === ']') depth -= 1;
    if (sign !== ',' || depth > 0) continue;
    parts.push(text.slice(start, index));
    start = index + 1;
  }
  const last = text.slice(start);
  return last.trim() === '' && parts.length === 0 ? [] : [...parts, last];
};

const literals: Readonly<Record<string, unknown>> = { true: true, false: false, null: null };

const argument = (text: string, data: Data): unknown => {
  if (text.startsWith("'")) return text.slice(1, -1).replace(/\\([^{}])/g, '$1');
  if (text in literals) return literals[text];
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  return evaluate(text, data);
};

/** A path, or a call of an intrinsic function. */
export const evaluate = (text: string, data: Data): unknown => {
  if (text.startsWith('$')) return readPath(text, data);
  const call = /^(States\.\w+)\((.*)\)$/s.exec(text);
  const run = functions[call?.[1] ?? ''];
  if (run === undefined) throw runtimeFailure(`'${text}' is neither a path nor a known function`);
  return run(splitArguments(call?.[2] ?? '').map((one) => argument(one.trim(), data)));
};

/** Parameters, ResultSelector and ItemSelector: a field whose name ends in `.$` is read from the data. */
export const fill = (template: unknown, data: Data): unknown => {
  if (Array.isArray(template)) return template.map((one: unknown) => fill(one, data));
  if (!isObject(template)) return template;
  const fields = Object.entries(template).map(([name, value]): [string, unknown] =>
    name.endsWith('.$')
      ? [name.slice(0, -2), evaluate(String(value), data)]
      : [name, fill(value, data)],
  );
  return Object.fromEntries(fields);
};
