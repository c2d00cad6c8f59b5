import * as z from 'zod';
import type { Product } from '../../../../schemas/tmf/product-inventory/product.ts';
import type { Identified } from '../../../kernel/tmf/resource.ts';
import { ownerAmong } from '../../../kernel/tmf/resource.ts';
import { ours } from '../silent.ts';

/** What a line was from a moment on, by one version of its product. */
const LineVersion = z.strictObject({
  version: z.int(),
  fromMs: z.number(),
  /** When its event was. @default - it began then */
  toldMs: z.number().optional(),
  status: z.string(),
  offering: z.string().optional(),
  party: z.string().optional(),
  billingAccount: z.string().optional(),
  timeZone: z.string().optional(),
  identifiers: z.array(z.string()),
});
export type LineVersion = z.infer<typeof LineVersion>;

/** A product that can be used, with its history: usage belongs to what it was when it was used. */
export const Line = z.strictObject({ id: z.string(), versions: z.array(LineVersion) });
export type Line = z.infer<typeof Line>;

/** Fed by the events of product-inventory. */
export const line = ours<Line>({ name: 'usageLine', schema: { read: Line }, shards: 16 });

/** The products that a number has belonged to, one after the other. */
export const Subscriber = z.strictObject({ id: z.string(), products: z.array(z.string()) });
export type Subscriber = z.infer<typeof Subscriber>;
export const subscriber = ours<Subscriber>({
  name: 'usageSubscriber',
  schema: { read: Subscriber },
  shards: 16,
});

const number = /^(\+|00)?\d{5,20}$/;

/** A number without its plus or its zeros; any other identifier as it is. */
export const plain = (identifier: string): string =>
  number.test(identifier) ? identifier.replace(/^(\+|00)/, '') : identifier;

const identifyingNames = ['msisdn', 'imsi', 'phoneNumber', 'number'];

/** What usage may name a product by: its id, its numbers, what its characteristics say. */
export const identifiersOf = (product: Identified<Product>): readonly string[] => {
  const resources = (product.realizingResource ?? []).flatMap(({ name, value }) => [name, value]);
  const characteristics = (product.productCharacteristic ?? [])
    .filter(({ name }) => identifyingNames.includes(name))
    .map(({ value }) => String(value));
  const numbers = [...resources, ...characteristics].filter(
    (one) => one !== undefined && number.test(one),
  );
  return [...new Set([product.id, ...numbers.map((one) => plain(one ?? ''))])];
};

const textOf = (product: Identified<Product>, name: string): string | undefined => {
  const value = product.productCharacteristic?.find((one) => one.name === name)?.value;
  return typeof value === 'string' ? value : undefined;
};

const momentOf = (product: Identified<Product>, eventTime: string): number => {
  const said =
    product.status === 'terminated'
      ? product.terminationDate
      : product.status === 'active'
        ? product.startDate
        : undefined;
  return Date.parse(said ?? eventTime);
};

const usable = ['active', 'suspended', 'pendingTerminate'];

/** The version that an event tells of. */
const versionOf = (
  product: Identified<Product>,
  version: number,
  eventTime: string,
): LineVersion => {
  const timeZone = textOf(product, 'timeZone');
  const party = ownerAmong(product.relatedParty);
  const fromMs = momentOf(product, eventTime);
  const toldMs = Date.parse(eventTime);
  return {
    version,
    fromMs,
    ...(toldMs !== fromMs && { toldMs }),
    status: product.status ?? '',
    ...(product.productOffering && { offering: product.productOffering.id }),
    ...(party !== undefined && { party }),
    ...(product.billingAccount && { billingAccount: product.billingAccount.id }),
    ...(timeZone !== undefined && { timeZone }),
    identifiers: [...identifiersOf(product)],
  };
};

/** Only the first version that can be used begins with the product's start, each later one with its event. */
const begun = (versions: readonly LineVersion[]): LineVersion[] => {
  const first = versions.findIndex(({ status }) => usable.includes(status));
  return versions.map(({ toldMs, ...one }, index) => {
    if (toldMs === undefined) return one;
    return index > first && usable.includes(one.status)
      ? { ...one, fromMs: toldMs }
      : { ...one, toldMs };
  });
};

/** So many changes of a line are remembered: usage comes late, but not by years. */
const mostVersions = 60;

/** The line after an event; the same line where the version is known. Events may come in any order. */
export const followed = (
  known: Line | undefined,
  product: Identified<Product>,
  version: number,
  eventTime: string,
): Line => {
  const versions = known?.versions ?? [];
  if (known !== undefined && versions.some((one) => one.version === version)) return known;
  const next = versionOf(product, version, eventTime);
  return {
    id: product.id,
    versions: begun([...versions, next].sort((one, other) => one.version - other.version)).slice(
      -mostVersions,
    ),
  };
};

/** What the line was at a moment, where it could be used then. An account that was named later counts from the start. */
export const lineAt = ({ versions }: Line, atMs: number): LineVersion | undefined => {
  let found: LineVersion | undefined;
  for (const version of versions) if (version.fromMs <= atMs) found = version;
  if (found === undefined || !usable.includes(found.status)) return undefined;
  const billingAccount =
    found.billingAccount ??
    versions.find((one) => one.billingAccount !== undefined)?.billingAccount;
  return { ...found, ...(billingAccount !== undefined && { billingAccount }) };
};
