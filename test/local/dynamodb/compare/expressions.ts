import { anyValue, type Chance, scalar } from './sequences.ts';

export interface Part {
  readonly text: string;
  readonly values?: any;
  readonly names?: any;
}

export const withParts = (parts: Readonly<Record<string, Part | undefined>>): any => {
  const input: any = {};
  for (const [name, part] of Object.entries(parts)) {
    if (part === undefined) continue;
    input[name] = part.text;
    if (part.values)
      input.ExpressionAttributeValues = { ...input.ExpressionAttributeValues, ...part.values };
    if (part.names)
      input.ExpressionAttributeNames = { ...input.ExpressionAttributeNames, ...part.names };
  }
  return input;
};

const simpleCondition = (random: Chance, mark: string): Part => {
  const v = `:${mark}`;
  const path = random.pick(['n', 't', 'v', 'w', 'm.a', 'm.b.c', 'l[0]', 'l[2]', '#st']);
  const names = path === '#st' ? { '#st': 's' } : undefined;
  const compare = random.pick(['=', '<>', '<', '<=', '>', '>=']);
  const choices: Part[] = [
    { text: `attribute_exists(${path})` },
    { text: `attribute_not_exists(${path})` },
    { text: `${path} ${compare} ${v}`, values: { [v]: scalar(random) } },
    {
      text: `${path} IN (${v}, ${v}b)`,
      values: { [v]: scalar(random), [`${v}b`]: scalar(random) },
    },
    { text: `begins_with(${path}, ${v})`, values: { [v]: { S: random.pick(['a', 'ab', 'z']) } } },
    { text: `contains(${path}, ${v})`, values: { [v]: { S: random.pick(['a', 'x', 'b']) } } },
    { text: `size(${path}) ${compare} ${v}`, values: { [v]: { N: String(random.below(4)) } } },
    {
      text: `attribute_type(${path}, ${v})`,
      values: { [v]: { S: random.pick(['S', 'N', 'M', 'L', 'SS', 'BOOL', 'NULL', 'B']) } },
    },
    {
      text: `${path} BETWEEN ${v} AND ${v}b`,
      values: { [v]: { N: '1' }, [`${v}b`]: { N: '10' } },
    },
  ];
  return { ...random.pick(choices), ...(names && { names }) };
};

const joined = (a: Part, b: Part, word: string): Part => ({
  text: `(${a.text}) ${word} (${b.text})`,
  values: { ...a.values, ...b.values },
  names: { ...a.names, ...b.names },
});

const tidy = ({ text, values, names }: Part): Part => ({
  text,
  ...(values && Object.keys(values).length > 0 && { values }),
  ...(names && Object.keys(names).length > 0 && { names }),
});

export const condition = (random: Chance, mark = 'c'): Part => {
  const one = simpleCondition(random, mark);
  const kind = random.below(6);
  if (kind === 0) return { ...one, text: `NOT ${one.text}` };
  if (kind > 2) return one;
  return tidy(joined(one, simpleCondition(random, `${mark}2`), kind === 1 ? 'AND' : 'OR'));
};

export const updates = (random: Chance, key: any): Part => {
  const v = anyValue(random);
  const choices: Part[] = [
    { text: 'SET v = :v', values: { ':v': v } },
    { text: 'SET v = :v, w = v', values: { ':v': v } },
    { text: 'SET n = n + :v', values: { ':v': { N: '1.5' } } },
    { text: 'SET n = if_not_exists(n, :z) - :v', values: { ':v': { N: '3' }, ':z': { N: '10' } } },
    { text: 'SET m.a = :v', values: { ':v': v } },
    { text: 'SET m.b.c = :v, m.x = :v', values: { ':v': v } },
    { text: 'SET l[1] = :v', values: { ':v': v } },
    { text: 'SET l[9] = :v, l[7] = n', values: { ':v': v } },
    { text: 'SET l = list_append(l, :v)', values: { ':v': { L: [{ S: 'end' }] } } },
    {
      text: 'SET l = list_append(if_not_exists(l, :e), :v)',
      values: { ':v': { L: [{ S: 'end' }] }, ':e': { L: [] } },
    },
    { text: 'REMOVE v, w' },
    { text: 'REMOVE l[0], l[2]' },
    { text: 'REMOVE m.b, gsi1sk' },
    { text: 'ADD n :v', values: { ':v': { N: '2' } } },
    { text: 'ADD #st :v', values: { ':v': { SS: ['x', 'q'] } }, names: { '#st': 's' } },
    { text: 'DELETE #st :v', values: { ':v': { SS: ['x', 'y'] } }, names: { '#st': 's' } },
    { text: 'SET gsi2pk = :v', values: { ':v': key.pk } },
    { text: 'SET n = :v REMOVE w ADD k :k', values: { ':v': { N: '7' }, ':k': { N: '1' } } },
    { text: 'SET pk = :v', values: { ':v': { S: 'x' } } },
    { text: 'SET v = missing', values: undefined },
    { text: 'SET t = t + :v', values: { ':v': { N: '1' } } },
  ];
  return random.pick(choices);
};

const projections: Part[] = [
  { text: 'pk, sk, n' },
  { text: 'm.a, m.b.c, l[0], l[2]' },
  { text: '#st, v', names: { '#st': 's' } },
  { text: 'n, n' },
];
export const projected = (random: Chance): any =>
  random.often(4) ? withParts({ ProjectionExpression: random.pick(projections) }) : {};
