import { JSONPath } from 'jsonpath-plus';
import { runtimeFailure } from './failure.ts';

/** What paths read: the state's data and the context object (`$$`). */
export interface Data {
  readonly input: unknown;
  readonly context: unknown;
}

export type Json = Record<string, unknown>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const step = /\.([\p{L}\p{N}_-]+)|\[(\d+)\]|\['([^']*)'\]|\["([^"]*)"\]/uy;

/** The steps of a reference path; undefined where the path may find more than one place. */
const stepsOf = (path: string): (string | number)[] | undefined => {
  const steps: (string | number)[] = [];
  step.lastIndex = 1;
  while (step.lastIndex < path.length) {
    const found = step.exec(path);
    if (found === null) return undefined;
    steps.push(
      found[2] === undefined ? (found[1] ?? found[3] ?? found[4] ?? '') : Number(found[2]),
    );
  }
  return steps;
};

const child = (value: unknown, key: string | number): unknown => {
  if (Array.isArray(value)) return typeof key === 'number' ? value[key] : undefined;
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
};

/** The value at a path; undefined where there is none. */
export const findPath = (path: string, data: Data): unknown => {
  const inContext = path.startsWith('$$');
  const root = inContext ? data.context : data.input;
  const local = inContext ? path.slice(1) : path;
  if (!local.startsWith('$')) throw runtimeFailure(`'${path}' is no path`);
  const steps = stepsOf(local);
  if (steps !== undefined) return steps.reduce(child, root);
  if (typeof root !== 'object' || root === null) return undefined;
  return JSONPath({ path: local, json: root, wrap: true, eval: 'safe' });
};

export const readPath = (path: string, data: Data): unknown => {
  const value = findPath(path, data);
  if (value === undefined)
    throw runtimeFailure(`The path '${path}' could not be found in the input`);
  return value;
};

/** InputPath and OutputPath: null stands for an empty object. */
export const selectPath = (path: string | null, data: Data): unknown =>
  path === null ? {} : readPath(path, data);

const put = (target: unknown, steps: readonly (string | number)[], value: unknown): unknown => {
  const [key, ...rest] = steps;
  if (key === undefined) return value;
  if (typeof key === 'number') {
    if (!Array.isArray(target) || key >= target.length)
      throw new Error(`there is no element ${key}`);
    return target.map((one: unknown, index) => (index === key ? put(one, rest, value) : one));
  }
  const base = isObject(target) ? target : {};
  return { ...base, [key]: put(child(base, key), rest, value) };
};

/** ResultPath: the input with the result at its place; null keeps the input. */
export const writePath = (path: string | null, input: unknown, value: unknown): unknown => {
  if (path === null) return input;
  const steps = stepsOf(path);
  if (steps === undefined) throw runtimeFailure(`'${path}' is no reference path`);
  try {
    return put(input, steps, value);
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    throw runtimeFailure(`The ResultPath '${path}' does not fit the input: ${why}`);
  }
};
