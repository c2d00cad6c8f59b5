import type { Grant } from '../access/caller.ts';
import { grantOf, mayWrite, ownOnly } from '../access/caller.ts';
import type { Instant } from '../clock.ts';
import { now } from '../clock.ts';
import { apiHandler } from '../http/handler.ts';
import type { Request, Response } from '../http/request.ts';
import { derivedId, newId } from '../ids.ts';
import { assertMove } from '../lifecycle/lifecycle.ts';
import { badRequest, conflict, forbidden, notFound, Problem } from '../problem.ts';
import type { Stored } from '../table/item.ts';
import { findPage } from './find.ts';
import { serveHub } from './hub.ts';
import { keepChanged, keepNew, keepRemoved, keptAt } from './keep.ts';
import { changedAttributes, patched } from './patch.ts';
import { parseQuery, withFields } from './query.ts';
import type { AnyResource, Entity, Operation, Resource } from './resource.ts';
import { hrefOf, stateOf } from './resource.ts';
import { attributesOf, isSubclass, validated } from './validate.ts';

const methods: Readonly<Record<Operation, string>> = {
  list: 'GET',
  get: 'GET',
  create: 'POST',
  patch: 'PATCH',
  delete: 'DELETE',
};

/** The whole API of a capability: its resources and its hub, behind one function. */
export const serveApi = (resources: readonly AnyResource[]) => {
  const [first] = resources;
  if (first === undefined) throw new Error('an API has at least one resource');
  const byName = new Map(resources.map((declared) => [declared.name, declared]));
  return apiHandler(first.api.basePath, (request) => {
    const [name, id, ...rest] = request.path;
    if (name === 'hub' && rest.length === 0) return serveHub(request, first, id);
    const declared = byName.get(name ?? '');
    if (declared === undefined || rest.length > 0)
      throw new Problem(
        404,
        'notFound',
        `${request.path.join('/')} is no resource; there are ${[...byName.keys()].join(', ')}, hub`,
      );
    return serveResource(declared, request, id);
  });
};

const serveResource = (
  declared: AnyResource,
  request: Request,
  id: string | undefined,
): Promise<Response> => {
  const possible = declared.operations.filter(
    (one) => (one === 'list' || one === 'create') === (id === undefined),
  );
  const operation = possible.find((one) => methods[one] === request.method);
  if (operation === undefined)
    throw new Problem(
      405,
      'methodNotAllowed',
      `${request.method} is not possible here; ${possible.map((one) => methods[one]).join(', ') || 'nothing'} is`,
    );
  const grant = grantOf(request.caller, declared.access);
  const writes = operation !== 'list' && operation !== 'get';
  if (
    grant === 'none' ||
    (writes && !mayWrite(grant)) ||
    (operation === 'delete' && grant !== 'all')
  )
    throw forbidden(`Your role may not ${operation} a ${declared.name}`);
  return operations[operation](declared, request, grant, id ?? '');
};

const instant = (): Instant => now();

const shown = <T extends Entity>(resource: T, request: Request): T => ({
  ...resource,
  ...(resource.href?.startsWith('/') && { href: `${request.origin}${resource.href}` }),
});

const etag = (stored: { readonly version: number }): string => `"${stored.version}"`;

const one = <T extends Entity>(status: number, stored: Stored<T>, request: Request): Response => ({
  status,
  body: withFields(shown(stored.value, request), request.query['fields']?.at(-1)?.split(',')),
  headers: { ETag: etag(stored) },
});

/** Reads what the caller may see; what is not theirs is answered like what does not exist. */
const visible = async <T extends Entity>(
  declared: Resource<T>,
  request: Request,
  grant: Grant,
  id: string,
): Promise<Stored<T>> => {
  const stored = await keptAt(declared, request.caller.tenant, id);
  const theirs =
    stored !== undefined && (!ownOnly(grant) || isOwn(declared, stored.value, request));
  if (stored === undefined || !theirs) throw notFound(declared.name, id);
  return stored;
};

const isOwn = <T extends Entity>(declared: Resource<T>, resource: T, request: Request): boolean =>
  request.caller.partyId !== undefined && declared.owner?.(resource) === request.caller.partyId;

const list = async (declared: AnyResource, request: Request, grant: Grant): Promise<Response> => {
  const query = parseQuery(request.query, queryable(declared));
  const page = await findPage(declared, request.caller, grant, query);
  return {
    status: 200,
    body: page.resources.map((resource) => withFields(shown(resource, request), query.fields)),
    headers: {
      'X-Result-Count': String(page.resources.length),
      ...(page.total !== undefined && { 'X-Total-Count': String(page.total) }),
      ...linkHeader(declared, request, query, page),
    },
  };
};

const queryable = (declared: AnyResource): readonly string[] => [
  ...attributesOf(declared.schema.read),
  ...(declared.lookup === undefined ? [] : [declared.lookup.attribute]),
];

const linkHeader = (
  declared: AnyResource,
  request: Request,
  { offset, limit }: { readonly offset: number; readonly limit: number },
  { total, more }: { readonly total?: number; readonly more: boolean },
): Record<string, string> => {
  if (limit === 0 || (!more && offset === 0)) return {};
  const link = (rel: string, at: number): string => {
    const parameters = new URLSearchParams(
      Object.entries(request.query).flatMap(([name, values]) =>
        values.map((value): [string, string] => [name, value]),
      ),
    );
    parameters.set('offset', String(at));
    parameters.set('limit', String(limit));
    return `<${request.origin}${declared.api.basePath}/${declared.name}?${parameters}>; rel="${rel}"`;
  };
  const links = [
    link('first', 0),
    ...(offset > 0 ? [link('prev', Math.max(0, offset - limit))] : []),
    ...(more ? [link('next', offset + limit)] : []),
    ...(total !== undefined && total > 0
      ? [link('last', Math.floor((total - 1) / limit) * limit)]
      : []),
  ];
  return { Link: links.join(', ') };
};

/** The same create again, by its Idempotency-Key or the resource's natural key, gets the id of the first. */
const idFor = (
  declared: AnyResource,
  request: Request,
  body: Record<string, unknown>,
): { id: string; repeatable: boolean } => {
  const key = request.headers['idempotency-key'];
  const natural = declared.naturalKey?.({ ...body, id: '' });
  if (key !== undefined)
    return {
      id: derivedId(declared.idPrefix, declared.type, 'key', request.caller.subject, key),
      repeatable: true,
    };
  if (natural !== undefined)
    return {
      id: derivedId(declared.idPrefix, declared.type, 'natural', natural),
      repeatable: true,
    };
  return { id: newId(declared.idPrefix), repeatable: false };
};

const create = async (declared: AnyResource, request: Request, grant: Grant): Promise<Response> => {
  const body = validated(
    declared.schema.create ?? declared.schema.read,
    request.body,
    attributesOf(declared.schema.read),
  );
  const { id, repeatable } = idFor(declared, request, body);
  const { tenant } = request.caller;
  const at = instant();
  const sent = JSON.stringify(body);
  if (repeatable) {
    const first = await keptAt(declared, tenant, id);
    if (first !== undefined) return repeated(first, sent, request);
  }
  const draft: Entity = { '@type': declared.type, ...body, id, href: hrefOf(declared, id) };
  const started = declared.state === undefined ? draft : withInitialState(declared, draft);
  const hidden: Record<string, unknown> = repeatable ? { sent } : {};
  const hide = (kept: Readonly<Record<string, unknown>>): void => {
    Object.assign(hidden, kept);
  };
  const context = { caller: request.caller, at, id, hide };
  const value = await (declared.beforeCreate?.(started, context) ?? started);
  if (grant === 'own' && !isOwn(declared, value, request))
    throw forbidden(
      `As a customer you can create a ${declared.name} for your own party only; name it in relatedParty with role customer`,
    );
  const kept = await keepNew(declared, value, { caller: request.caller, at }, hidden);
  if (kept === undefined) {
    const first = await keptAt(declared, tenant, id);
    if (first === undefined) throw conflict(`The id ${id} was used before and is gone`);
    return repeated(first, sent, request);
  }
  const stored = { value: kept, version: 1, hidden, changes: [] };
  return {
    ...one(201, stored, request),
    headers: { ETag: etag(stored), Location: `${request.origin}${hrefOf(declared, kept.id)}` },
  };
};

const withInitialState = (declared: AnyResource, draft: Entity): Entity => {
  const { attribute, lifecycle } = declared.state ?? {
    attribute: '',
    lifecycle: { initial: [], moves: {}, extensions: {} },
  };
  const wanted: unknown = Reflect.get(draft, attribute);
  if (wanted === undefined) return { ...draft, [attribute]: lifecycle.initial[0] };
  if (typeof wanted === 'string' && lifecycle.moves[wanted] !== undefined) return draft;
  throw badRequest(
    `${attribute}: ${String(wanted)} is no state; there are ${Object.keys(lifecycle.moves).join(', ')}`,
  );
};

/** A repeat answers the first result; the same key with another body is a mistake that must be seen. */
const repeated = <T extends Entity>(first: Stored<T>, sent: string, request: Request): Response => {
  if (first.hidden['sent'] !== undefined && first.hidden['sent'] !== sent)
    throw conflict(
      `This Idempotency-Key or externalId was used before for ${first.value.id}, with another body`,
    );
  return one(201, first, request);
};

/** If-Match lets a change through only where the caller has seen the newest version. */
const assertExpected = <T extends Entity>(
  declared: AnyResource,
  request: Request,
  stored: Stored<T>,
): void => {
  const expected = request.headers['if-match'];
  if (expected === undefined || expected === '*' || expected === etag(stored)) return;
  throw new Problem(
    412,
    'preconditionFailed',
    `${declared.name} ${stored.value.id} is at ${etag(stored)}, not at ${expected}`,
  );
};

const patch = async (
  declared: AnyResource,
  request: Request,
  grant: Grant,
  id: string,
): Promise<Response> => {
  const before = await visible(declared, request, grant, id);
  assertExpected(declared, request, before);
  const mediaType =
    (request.headers['content-type'] ?? 'application/json').split(';')[0]?.trim() ?? '';
  const after = patched(before.value, request.body, mediaType);
  assertPatchable(declared, before.value, after);
  const at = instant();
  const draft: Entity = { ...after, id };
  const from = stateOf(declared, before.value);
  const to = stateOf(declared, draft);
  if (declared.state !== undefined && from !== undefined && to !== undefined)
    assertMove(declared.state.lifecycle, from, to);
  const next = await (declared.beforePatch?.(draft, before.value, {
    caller: request.caller,
    at,
    id,
  }) ?? draft);
  const attributes = changedAttributes(before.value, next).some(
    (name) => name !== declared.state?.attribute,
  );
  if (!attributes && from === to) return one(200, before, request);
  const value = await keepChanged(
    declared,
    before,
    next,
    { caller: request.caller, at },
    attributes,
  );
  return one(200, { ...before, value, version: before.version + 1 }, request);
};

const assertPatchable = (
  declared: AnyResource,
  before: object,
  after: Record<string, unknown>,
): void => {
  const schema = declared.schema.update ?? declared.schema.read;
  const open = new Set(attributesOf(schema));
  const touched = changedAttributes(before, after);
  const known = attributesOf(declared.schema.read);
  const fixed = touched.filter((name) => !open.has(name) && known.includes(name));
  if (fixed.length > 0)
    throw badRequest(
      `${fixed.join(', ')} cannot be changed`,
      fixed.map((name) => `${name} is read-only`),
    );
  // A subclass is known by these two, whether the patch touches them or not.
  const shown = isSubclass(after)
    ? [...new Set([...touched, '@type', '@schemaLocation'])]
    : touched;
  validated(
    schema,
    Object.fromEntries(
      shown.filter((name) => after[name] !== undefined).map((name) => [name, after[name]]),
    ),
  );
  validated(declared.schema.read, after);
};

const operations: Readonly<
  Record<
    Operation,
    (declared: AnyResource, request: Request, grant: Grant, id: string) => Promise<Response>
  >
> = {
  list,
  get: async (declared, request, grant, id) =>
    one(200, await visible(declared, request, grant, id), request),
  create,
  patch,
  delete: async (declared, request, grant, id) => {
    const stored = await visible(declared, request, grant, id);
    assertExpected(declared, request, stored);
    const at = instant();
    await declared.beforeDelete?.(stored.value, { caller: request.caller, at, id });
    await keepRemoved(declared, stored, { caller: request.caller, at });
    return { status: 204 };
  },
};
