import type { Grant } from '../access/caller.ts';
import { now } from '../clock.ts';
import type { Request, Response } from '../http/request.ts';
import { derivedId, newId } from '../ids.ts';
import { badRequest, conflict, forbidden } from '../problem.ts';
import type { Stored } from '../table/stored.ts';
import { rememberTenant } from '../task/tenants.ts';
import { etag, one } from './answer.ts';
import { keepNew, keptAt } from './keep.ts';
import { assertThere } from './references.ts';
import type { AnyResource, CreateContext, Entity } from './resource.ts';
import { hrefOf } from './resource.ts';
import { attributesOf, validated } from './validate.ts';
import { isOwn } from './visible.ts';

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

/** What a client may send to create one; one 400 lists every fault. */
export const creatable = (declared: AnyResource, body: unknown): Record<string, unknown> =>
  validated(
    declared.schema.create ?? declared.schema.read,
    body,
    attributesOf(declared.schema.read),
  );

/** A new resource of what was sent: with id, address, class and first state, and what the capability's hook adds. */
export const completed = async (
  declared: AnyResource,
  body: Record<string, unknown>,
  context: CreateContext,
): Promise<Entity> => {
  const { id } = context;
  const draft: Entity = { '@type': declared.type, ...body, id, href: hrefOf(declared, id) };
  const started = declared.state === undefined ? draft : withInitialState(declared, draft);
  return declared.beforeCreate?.(started, context) ?? started;
};

/** POST: checked, completed by the capability's hook, and committed with its event. */
export const create = async (
  declared: AnyResource,
  request: Request,
  grant: Grant,
): Promise<Response> => {
  const body = creatable(declared, request.body);
  const { id, repeatable } = idFor(declared, request, body);
  const { tenant } = request.caller;
  const at = now();
  await rememberTenant(tenant, at);
  const sent = JSON.stringify(body);
  if (repeatable) {
    const first = await keptAt(declared, tenant, id);
    if (first !== undefined) return repeated(first, sent, request);
  }
  const hidden: Record<string, unknown> = repeatable ? { sent } : {};
  const hide = (kept: Readonly<Record<string, unknown>>): void => {
    Object.assign(hidden, kept);
  };
  const { caller, origin } = request;
  const value = await completed(declared, body, { caller, origin, at, id, hide });
  if (grant === 'own' && !isOwn(declared, { value, hidden }, request))
    throw forbidden(
      `As a customer you can create a ${declared.name} for your own party only; name it in relatedParty with role customer`,
    );
  await assertThere(declared, value, undefined, { caller, origin, at, id });
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
