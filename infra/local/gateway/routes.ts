import type { RouteModel } from '../assembly/model.ts';

/** A route with what its path's placeholders took. */
export interface Match {
  readonly route: RouteModel;
  readonly pathParameters: Readonly<Record<string, string>>;
}

interface Node {
  readonly literals: Map<string, Node>;
  readonly methods: Map<string, RouteModel>;
  parameter?: { readonly name: string; readonly node: Node };
  proxy?: { readonly name: string; readonly node: Node };
}

const node = (): Node => ({ literals: new Map(), methods: new Map() });

const childOf = (parent: Node, part: string): Node => {
  const name = /^\{([^}+]+)(\+?)\}$/.exec(part);
  if (name === null) {
    const child = parent.literals.get(part) ?? node();
    parent.literals.set(part, child);
    return child;
  }
  const kind = name[2] === '+' ? 'proxy' : 'parameter';
  const child = parent[kind] ?? { name: name[1] ?? '', node: node() };
  parent[kind] = child;
  return child.node;
};

const methodOf = (at: Node, method: string): RouteModel | undefined =>
  at.methods.get(method) ?? at.methods.get('ANY');

type Taken = readonly (readonly [string, string])[];

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** API Gateway's order: a literal before a placeholder before a greedy one. */
const find = (
  at: Node,
  parts: readonly string[],
  method: string,
  taken: Taken,
): Match | undefined => {
  const [part, ...rest] = parts;
  if (part === undefined) {
    const route = methodOf(at, method);
    return route === undefined ? undefined : { route, pathParameters: Object.fromEntries(taken) };
  }
  const literal = at.literals.get(part);
  const byLiteral = literal && find(literal, rest, method, taken);
  if (byLiteral !== undefined) return byLiteral;
  const { parameter, proxy } = at;
  const byParameter =
    parameter && find(parameter.node, rest, method, [...taken, [parameter.name, decoded(part)]]);
  if (byParameter !== undefined) return byParameter;
  return proxy && find(proxy.node, [], method, [...taken, [proxy.name, decoded(parts.join('/'))]]);
};

/** Finds the route of a path without its stage; undefined where API Gateway knows none. */
export const router = (
  routes: readonly RouteModel[],
): ((method: string, path: string) => Match | undefined) => {
  const top = node();
  for (const route of routes) {
    const place = route.path
      .split('/')
      .filter((part) => part !== '')
      .reduce(childOf, top);
    place.methods.set(route.method, route);
  }
  return (method, path) =>
    find(
      top,
      path.split('/').filter((part) => part !== ''),
      method,
      [],
    );
};
