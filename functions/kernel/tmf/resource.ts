import type * as z from 'zod';
import type { Access, Caller } from '../access/caller.ts';
import type { Api } from '../capability.ts';
import type { Instant } from '../clock.ts';
import type { Lifecycle } from '../lifecycle/lifecycle.ts';
import type { ExtraEvent, Stored, WriteContext } from '../table/stored.ts';
import type { Page, Query } from './query.ts';

/** What every resource has. The rest of its shape is its schema's. */
export interface Entity {
  id: string;
  href?: string | undefined;
  '@type'?: string | undefined;
}

/** A schema's shape, of a resource that is stored and so has its id. */
export type Identified<T> = T & { id: string };

export type Operation = 'list' | 'get' | 'create' | 'patch' | 'delete';
type EventKind = 'create' | 'change' | 'state' | 'delete';

/** What a hook knows beside the resource: who asks, when, and how to ask another capability. */
export interface HookContext {
  readonly caller: Caller;
  readonly at: Instant;
  readonly id: string;
  /** Where the API stands for the client, `https://host`. */
  readonly origin: string;
}

/** At creation, a hook may also leave what only its capability is to see, as `hidden` beside the resource. */
export interface CreateContext extends HookContext {
  hide(kept: Readonly<Record<string, unknown>>): void;
}

/** Something of this system that a resource points at: orders and bills follow these, so they must be there. */
export interface Pointing {
  readonly attribute: string;
  readonly ids: readonly string[];
  /** Which of them exist. */
  readonly known: (ids: readonly string[], context: HookContext) => Promise<Iterable<string>>;
}

/** What a list asks for: whose resources, and which of them. */
export interface Search {
  readonly caller: Caller;
  /** Set where only those of this party may be seen. */
  readonly partyId: string | undefined;
  readonly query: Query;
}

/**
 * How a resource is kept that does not stand in an item of its own, or not alone. What is left out is done as for every
 * other. A write answers the resource as it was kept; undefined where the id is taken or a race was lost.
 */
export interface Keeping<T extends Entity> {
  find?(search: Search): Promise<Page<T>>;
  read?(tenant: string, id: string): Promise<Stored<T> | undefined>;
  create?(
    value: T,
    context: WriteContext,
    hidden: Readonly<Record<string, unknown>>,
  ): Promise<T | undefined>;
  change?(
    before: Stored<T>,
    next: T,
    context: WriteContext,
    attributes: boolean,
  ): Promise<T | undefined>;
  remove?(before: Stored<T>, context: WriteContext): Promise<boolean>;
}

/** A resource, declared once. Routes, validation, OpenAPI, keys, events and filters come from it. */
export interface Resource<T extends Entity> {
  readonly api: Api;
  /** The `source` of its events: `<domain>.<capability>`. */
  readonly source: string;
  /** Lower camel, singular: the path and the event's payload key. */
  readonly name: string;
  /** Upper camel: `@type`, part of every event name. */
  readonly type: string;
  /** Part of every key, and what the manifest owns. It differs where two APIs have a resource of one name. @default - the type */
  readonly keyType: string;
  readonly idPrefix: string;
  readonly schema: {
    readonly read: z.ZodType;
    readonly create?: z.ZodType | undefined;
    readonly update?: z.ZodType | undefined;
  };
  readonly operations: readonly Operation[];
  /** False where no item of its own stands for it, so that nothing says who changed it. @default true */
  readonly hasTrail: boolean;
  /** True where a create may answer 202, and its Location is that of a monitor. @default false */
  readonly monitored?: boolean;
  readonly access: Access;
  /** The attribute that the lifecycle governs. @default - no lifecycle */
  readonly state?: { readonly attribute: string; readonly lifecycle: Lifecycle };
  /**
   * The party it belongs to: a customer sees only their own. Where the contract does not show it, it is kept hidden
   * beside the resource. @default - nobody's
   */
  readonly owner?: (resource: T, hidden: Readonly<Record<string, unknown>>) => string | undefined;
  /** A declared attribute by which it is found without reading the type. @default - none */
  readonly lookup?: {
    readonly attribute: string;
    readonly value: (resource: T) => string | undefined;
  };
  /** How many index partitions its writes are spread over. 0 where nothing lists it: it is read by its id alone. */
  readonly shards: number;
  /** Event names where they differ from `<Type>CreateEvent` and so on; null where the contract has none. */
  readonly events: Readonly<Record<EventKind, string | null>>;
  /** Attributes that no event carries, since listeners outside hear events: what money is taken with. @default - none */
  readonly secret?: readonly string[];
  /** Fills what the server sets and refuses what is wrong. @default - id, href, @type and initial state */
  readonly beforeCreate?: (draft: T, context: CreateContext) => Promise<T> | T;
  /** What of this system it points at, where that must be there: looked up after the hooks. @default - nothing */
  readonly pointsAt?: (resource: T) => readonly Pointing[];
  readonly beforePatch?: (next: T, before: T, context: HookContext) => Promise<T> | T;
  readonly beforeDelete?: (resource: T, context: HookContext) => Promise<void> | void;
  /** Events of its contract that its capability publishes beside those four. @default - none */
  readonly moreEvents?: readonly string[];
  /** What a change tells beside, whoever makes it. @default - nothing */
  readonly alsoTells?: (before: T, next: T) => readonly ExtraEvent[];
  /** @default - an item of its own */
  readonly kept?: Keeping<T>;
  /** Client-given ids that make a repeated create answer the first one. @default - the Idempotency-Key alone */
  readonly naturalKey?: (draft: T) => string | undefined;
}

/** What a declaration must say; everything else has a default that follows from the name. */
export type ResourceDeclaration<T extends Entity> = Pick<
  Resource<T>,
  'api' | 'source' | 'name' | 'idPrefix' | 'schema' | 'access'
> &
  Partial<Omit<Resource<T>, 'events'>> & {
    readonly events?: Partial<Resource<T>['events']>;
  };

/** The events of a resource of whose changes nobody is told. */
export const untold = { create: null, change: null, state: null, delete: null } as const;

/** What a resource is that is worked out from others when it is asked for: part of its declaration. */
export const workedOut = {
  operations: ['list', 'get'],
  hasTrail: false,
  events: untold,
} as const;

const upperFirst = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

export const defineResource = <T extends Entity>(declared: ResourceDeclaration<T>): Resource<T> => {
  const type = declared.type ?? upperFirst(declared.name);
  return {
    operations: ['list', 'get', 'create', 'patch', 'delete'],
    hasTrail: true,
    shards: 1,
    keyType: type,
    ...declared,
    type,
    events: {
      create: `${type}CreateEvent`,
      change: `${type}AttributeValueChangeEvent`,
      state: declared.state === undefined ? null : `${type}StateChangeEvent`,
      delete: `${type}DeleteEvent`,
      ...declared.events,
    },
  };
};

/** Any declared resource, where its shape does not matter. */
// biome-ignore lint/suspicious/noExplicitAny: a list of resources of different shapes has no other common type
export type AnyResource = Resource<any>;

/** The value of an attribute that is text, else undefined. */
export const textOf = (resource: object, attribute: string): string | undefined => {
  const value: unknown = Reflect.get(resource, attribute);
  return typeof value === 'string' ? value : undefined;
};

export const stateOf = <T extends Entity>(declared: Resource<T>, resource: T): string | undefined =>
  declared.state && textOf(resource, declared.state.attribute);

/** Top-level attributes that differ. */
export const changedAttributes = (before: object, after: object): readonly string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) =>
      Reflect.get(before, name) !== Reflect.get(after, name) &&
      JSON.stringify(Reflect.get(before, name)) !== JSON.stringify(Reflect.get(after, name)),
  );

/** The absolute address of a resource, on the API's own path. */
export const hrefOf = (
  resource: { readonly api: Api; readonly name: string },
  id: string,
): string => `${resource.api.basePath}/${resource.name}/${encodeURIComponent(id)}`;

const customerRoles = ['customer', 'owner', 'user'];

/** The party that a list of related parties names as customer, else the first. */
export const ownerAmong = (
  related: readonly { id?: string | undefined; role?: string | undefined }[] | undefined,
): string | undefined =>
  (
    related?.find((party) => customerRoles.includes((party.role ?? '').toLowerCase())) ??
    related?.[0]
  )?.id;
