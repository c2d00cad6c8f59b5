import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsed } from './json.ts';

/** A place where something personal was found: never the value itself. */
export interface Leak {
  readonly file: string;
  readonly line: number;
  readonly kind: string;
}

/** What is personal: each value, and what kind of value it is. */
export type Personal = ReadonlyMap<string, string>;

interface Kind {
  readonly keys: readonly string[];
  /** What a value is like that nothing but a person's data would say. */
  readonly like: RegExp;
}

const kinds: readonly Kind[] = [
  {
    keys: [
      'givenName',
      'familyName',
      'middleName',
      'fullName',
      'formattedName',
      'legalName',
      'contactName',
      'nameOnCard',
    ],
    like: /^(?!Other$)\p{Lu}.{4,}$/u,
  },
  { keys: ['emailAddress', 'email'], like: /^.+@.{4,}$/ },
  { keys: ['phoneNumber', 'faxNumber', 'msisdn', 'subscriber', 'other'], like: /^\+?\d{9,}$/ },
  { keys: ['street1', 'street2', 'streetName'], like: /^\p{Lu}.{5,}$/u },
  { keys: ['token', 'cardNumber', 'accountNumber', 'iban'], like: /^(?=.*\d|.*-).{8,}$/ },
  { keys: ['birthDate'], like: /^(?!1970-01-01|2000-01-01)\d{4}-\d\d-\d\d/ },
];

const likeOf = new Map(kinds.flatMap(({ keys, like }) => keys.map((key) => [key, like] as const)));

/** Where `name` is what a person, or what is theirs, is called. */
const named = /\/(individual|customer|billingAccount|partyAccount|paymentMethod|geographicSite)\b/;

interface Said {
  readonly key: string;
  readonly value: string;
}

/** All that a body says, by key; a characteristic by its name; the name of one who takes part as a full name. */
const saidIn = (body: unknown, within: string, toPerson: boolean): readonly Said[] => {
  if (typeof body === 'string') return [{ key: within, value: body }];
  if (Array.isArray(body)) return body.flatMap((one) => saidIn(one, within, toPerson));
  if (typeof body !== 'object' || body === null) return [];
  const entries = Object.entries(body);
  const name = entries.find(([key]) => key === 'name')?.[1];
  return entries.flatMap(([key, value]) => {
    if (key === 'value' && typeof name === 'string') return saidIn(value, name, false);
    if (key === 'name' && (toPerson || within === 'relatedParty'))
      return saidIn(value, 'fullName', false);
    return saidIn(value, key, false);
  });
};

/** A body that is text may be rows of JSON. */
const rowsOf = (body: unknown): unknown =>
  typeof body === 'string' ? body.split('\n').map(parsed) : body;

const routeOf = (path: string): string =>
  (path.split('?')[0] ?? '').split('/').slice(0, 5).join('/');

/** What is logged of one is logged of all who come the same way: so many of each suffice, in a test of thousands too. */
const manyOfAKind = 20;

/** Remembers what is personal in the bodies that a test sends. */
export const personalMemory = () => {
  const values = new Map<string, string>();
  const counts = new Map<string, number>();
  const keep = ({ key, value }: Said, route: string): void => {
    if (likeOf.get(key)?.test(value) !== true) return;
    const text = key === 'birthDate' ? value.slice(0, 10) : value;
    const kind = `${key} sent to ${route}`;
    const count = counts.get(kind) ?? 0;
    if (values.has(text) || count >= manyOfAKind) return;
    values.set(text, kind);
    counts.set(kind, count + 1);
  };
  return {
    values: values as Personal,
    hear: (path: string, body: unknown): void => {
      const route = routeOf(path);
      for (const said of saidIn(rowsOf(body), '', named.test(route))) keep(said, route);
    },
  };
};

const spellings = (value: string): ReadonlySet<string> =>
  new Set([
    value,
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value),
    Buffer.from(value).toString('base64'),
  ]);

/** Where a text says something personal, plainly or encoded: the first line of each kind. */
export const leaksIn = (file: string, text: string, personal: Personal): readonly Leak[] =>
  [...personal].flatMap(([value, kind]) => {
    const at = [...spellings(value)].map((one) => text.indexOf(one)).find((index) => index >= 0);
    return at === undefined ? [] : [{ file, line: text.slice(0, at).split('\n').length, kind }];
  });

/** The logs of a runtime by file. Its metrics are lines of them, and its traces are made of them. */
export const logsUnder = (dataDir: string): ReadonlyMap<string, string> => {
  const directory = join(dataDir, 'logs');
  const files = existsSync(directory) ? readdirSync(directory) : [];
  return new Map(files.map((file) => [file, readFileSync(join(directory, file), 'utf8')]));
};

/** Throws where a runtime's logs say something personal that a test sent through it. */
export const expectPrivate = (dataDir: string, personal: Personal): void => {
  if (personal.size === 0) return;
  const leaks = [...logsUnder(dataDir)].flatMap(([file, text]) => leaksIn(file, text, personal));
  if (leaks.length === 0) return;
  const told = leaks.map(({ file, line, kind }) => `  ${file}:${line}  ${kind}`);
  throw new Error(`The logs say what is personal:\n${told.join('\n')}`);
};
