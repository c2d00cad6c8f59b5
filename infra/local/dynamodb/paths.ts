import type { AttributeValue, Item } from './values.ts';

/** A document path: names of attributes and positions in lists. */
export type Path = readonly [string, ...(string | number)[]];

const step = (
  value: AttributeValue | undefined,
  piece: string | number,
): AttributeValue | undefined => {
  if (typeof piece === 'number') return value?.L?.[piece];
  return value?.M !== undefined && Object.hasOwn(value.M, piece) ? value.M[piece] : undefined;
};

/** The value at a path, if there is one. */
export const valueAt = (item: Item, path: Path): AttributeValue | undefined => {
  const head = Object.hasOwn(item, path[0]) ? item[path[0]] : undefined;
  let value = head;
  for (let at = 1; at < path.length && value !== undefined; at += 1) {
    const piece = path[at];
    value = piece === undefined ? undefined : step(value, piece);
  }
  return value;
};

interface Branch {
  readonly children: Map<string | number, Branch>;
}

const branch = (): Branch => ({ children: new Map() });

const treeOf = (paths: readonly Path[]): Branch => {
  const root = branch();
  for (const path of paths) {
    let node = root;
    for (const piece of path) {
      const next = node.children.get(piece) ?? branch();
      node.children.set(piece, next);
      node = next;
    }
  }
  return root;
};

const prunedList = (list: readonly AttributeValue[], tree: Branch): AttributeValue[] =>
  [...tree.children]
    .filter(([at]) => typeof at === 'number')
    .sort(([a], [b]) => Number(a) - Number(b))
    .flatMap(([at, below]) => prune(list[Number(at)], below) ?? []);

const prunedMap = (map: Item, tree: Branch): Record<string, AttributeValue> => {
  const kept: Record<string, AttributeValue> = {};
  for (const [name, below] of tree.children) {
    if (typeof name === 'number' || !Object.hasOwn(map, name)) continue;
    const value = prune(map[name], below);
    if (value !== undefined) kept[name] = value;
  }
  return kept;
};

const prune = (value: AttributeValue | undefined, tree: Branch): AttributeValue | undefined => {
  if (value === undefined || tree.children.size === 0) return value;
  if (value.L !== undefined) {
    const kept = prunedList(value.L, tree);
    return kept.length === 0 ? undefined : { L: kept };
  }
  if (value.M === undefined) return undefined;
  const kept = prunedMap(value.M, tree);
  return Object.keys(kept).length === 0 ? undefined : { M: kept };
};

/** The parts of an item at the given paths; the elements kept of a list close up. */
export const projection = (paths: readonly Path[]): ((item: Item) => Item) => {
  const tree = treeOf(paths);
  return (item) => prunedMap(item, tree);
};
