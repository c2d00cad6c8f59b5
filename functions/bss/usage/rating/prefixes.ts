/** Beginnings of numbers, as a tree of digits: a lookup costs one step a digit, with any number of beginnings. */
export interface Prefixes {
  /** Ten children a node; 0 is none. */
  readonly children: Int32Array;
  /** What a node stands for; -1 is nothing. */
  readonly values: Int32Array;
}

const firstDigit = 48;

/** Of a beginning that is named twice, the first counts. */
export const prefixesOf = (entries: readonly (readonly [string, number])[]): Prefixes => {
  const most = entries.reduce((total, [prefix]) => total + prefix.length, 1);
  const children = new Int32Array(most * 10);
  const values = new Int32Array(most).fill(-1);
  let used = 1;
  for (const [prefix, value] of entries) {
    let node = 0;
    for (let index = 0; index < prefix.length; index += 1) {
      const slot = node * 10 + prefix.charCodeAt(index) - firstDigit;
      if (children[slot] === 0) {
        children[slot] = used;
        used += 1;
      }
      node = children[slot] ?? 0;
    }
    if (values[node] === -1) values[node] = value;
  }
  return { children: children.slice(0, used * 10), values: values.slice(0, used) };
};

/** `+32…` and `0032…` are the same number as `32…`. */
const startOf = (number: string): number => {
  if (number.charCodeAt(0) === 43) return 1;
  return number.charCodeAt(0) === 48 && number.charCodeAt(1) === 48 ? 2 : 0;
};

/** The value of the longest beginning of the number that is known, else `otherwise`. */
export const longest = (
  { children, values }: Prefixes,
  number: string,
  otherwise: number,
): number => {
  let found = otherwise;
  let node = 0;
  for (let index = startOf(number); index < number.length; index += 1) {
    const digit = number.charCodeAt(index) - firstDigit;
    if (digit < 0 || digit > 9) break;
    node = children[node * 10 + digit] ?? 0;
    if (node === 0) break;
    const value = values[node] ?? -1;
    if (value !== -1) found = value;
  }
  return found;
};
