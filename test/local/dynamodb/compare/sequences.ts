/** Random requests, the same for the same seed. */
export interface Step {
  readonly operation: string;
  readonly input: any;
}

export interface Chance {
  below(limit: number): number;
  pick<T>(choices: readonly T[]): T;
  often(ofTen: number): boolean;
}

/** mulberry32: small, and good enough to choose requests with. */
export const chance = (seed: number): Chance => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    pick: (choices) => choices[below(choices.length)] ?? fail(),
    often: (ofTen) => below(10) < ofTen,
  };
};

const fail = (): never => {
  throw new Error('Nothing to choose from');
};

export const mainTable = 'compare-main';
export const typedTable = 'compare-typed';

const typed = (type: 'S' | 'N' | 'B') => (name: string) => ({
  AttributeName: name,
  AttributeType: type,
});
const keys = (hash: string, range?: string) => [
  { AttributeName: hash, KeyType: 'HASH' },
  ...(range ? [{ AttributeName: range, KeyType: 'RANGE' }] : []),
];

export const tables: readonly any[] = [
  {
    TableName: mainTable,
    AttributeDefinitions: ['pk', 'sk', 'gsi1pk', 'gsi1sk', 'gsi2pk'].map(typed('S')),
    KeySchema: keys('pk', 'sk'),
    GlobalSecondaryIndexes: [
      {
        IndexName: 'gsi1',
        KeySchema: keys('gsi1pk', 'gsi1sk'),
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
      { IndexName: 'gsi2', KeySchema: keys('gsi2pk', 'sk'), Projection: { ProjectionType: 'ALL' } },
    ],
    BillingMode: 'PAY_PER_REQUEST',
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  },
  {
    TableName: typedTable,
    AttributeDefinitions: [typed('N')('pk'), typed('B')('sk')],
    KeySchema: keys('pk', 'sk'),
    BillingMode: 'PAY_PER_REQUEST',
  },
];

const words = ['', 'a', 'ab', 'abc', 'b', 'é', 'zebra', '😀', '\uffee'];
const numbers = [
  '0',
  '1',
  '-1',
  '2',
  '2.5',
  '10',
  '-10.25',
  '1e3',
  '0.001',
  '99999999999999999999',
];
const binaries = ['AA==', 'AAE=', '/w==', 'YWJj', 'YWI='];

export const scalar = (random: Chance): any => {
  const kind = random.below(10);
  if (kind < 4) return { S: random.pick(words) };
  if (kind < 8) return { N: random.pick(numbers) };
  if (kind === 8) return { B: random.pick(binaries) };
  return random.often(5) ? { BOOL: random.often(5) } : { NULL: true };
};

const members = (random: Chance, from: readonly string[]): string[] => [
  ...new Set([random.pick(from), random.pick(from), random.pick(from)]),
];

export const anyValue = (random: Chance): any => {
  const kind = random.below(12);
  if (kind < 7) return scalar(random);
  if (kind === 7) return { SS: members(random, ['x', 'y', 'z', 'a']) };
  if (kind === 8) return { NS: members(random, ['1', '2', '3.5']) };
  if (kind === 9) return { L: [scalar(random), scalar(random), scalar(random)] };
  return { M: { a: scalar(random), b: { M: { c: scalar(random) } }, l: { L: [scalar(random)] } } };
};

export const mainKey = (random: Chance): any => ({
  pk: { S: `p${random.below(4)}` },
  sk: { S: random.pick(['a', 'ab', 'b', 'c', 'd1', 'd2', 'é', '😀']) },
});

export const typedKey = (random: Chance): any => ({
  pk: { N: random.pick(['1', '2.50']) },
  sk: { B: random.pick(binaries) },
});

const attributes = ['n', 't', 'v', 'w', 'm', 'l', 's'] as const;

const attributeValue = (random: Chance, name: string): any => {
  if (name === 'n') return { N: random.pick(numbers) };
  if (name === 't') return { S: random.pick(words) };
  if (name === 's') return { SS: members(random, ['x', 'y', 'z']) };
  if (name === 'l') return { L: [scalar(random), scalar(random), scalar(random)] };
  if (name === 'm') return { M: { a: scalar(random), b: { M: { c: scalar(random) } } } };
  return anyValue(random);
};

const indexKeys = (random: Chance, key: any): any => ({
  ...(random.often(7) && { gsi1pk: { S: `g${random.below(2)}` } }),
  ...(random.often(7) && { gsi1sk: { S: `${random.below(9)}#${key.pk.S}#${key.sk.S}` } }),
  ...(random.often(4) && { gsi2pk: { S: key.pk.S } }),
});

export const mainItem = (random: Chance): any => {
  const key = mainKey(random);
  const item: any = { ...key, ...indexKeys(random, key) };
  for (const name of attributes) if (random.often(5)) item[name] = attributeValue(random, name);
  return item;
};

export const typedItem = (random: Chance): any => ({
  ...typedKey(random),
  v: anyValue(random),
});
