import { ServiceCreate } from '../../../schemas/tmf/activation/service.ts';
import { grantOf, mayWrite } from '../../kernel/access/caller.ts';
import { now } from '../../kernel/clock.ts';
import { peersById } from '../../kernel/http/peer.ts';
import type { Request, Response } from '../../kernel/http/request.ts';
import { derivedId, newId } from '../../kernel/ids.ts';
import { badRequest, conflict, forbidden, notFound, Problem } from '../../kernel/problem.ts';
import { read } from '../../kernel/table/store.ts';
import { checkedChange } from '../../kernel/tmf/change.ts';
import { patched } from '../../kernel/tmf/patch.ts';
import { withFields } from '../../kernel/tmf/query.ts';
import { changedAttributes } from '../../kernel/tmf/resource.ts';
import type { Route } from '../../kernel/tmf/route.ts';
import { attributesOf, validated } from '../../kernel/tmf/validate.ts';
import type { Activation } from './ask.ts';
import { activate, busy, Direct, directMonitorId } from './ask.ts';
import type { Asked } from './direct.ts';
import { askedOfChange, askedOfEnd, askedOfNew } from './direct.ts';
import type { Known } from './inventory.ts';
import {
  forgetInInventory,
  knownService,
  listServices,
  noteInInventory,
  planInInventory,
  seen,
  serviceHistory,
} from './inventory.ts';
import { monitor } from './monitor.ts';
import type { StoredService } from './service.ts';
import { service } from './service.ts';

/** The version of a service that the inventory does not know yet. */
const unborn = '"0"';

const contextOf = ({ caller }: Request) => ({ caller, at: now() });

/** A service that was just asked for: the inventory hears of it a moment later. */
const justAsked = async (id: string, { caller }: Request): Promise<StoredService | undefined> => {
  const stored = await read(monitor, caller.tenant, directMonitorId(id, unborn));
  if (stored?.value.state !== 'InProgress') return undefined;
  return Direct.parse(stored.hidden['direct']).before as StoredService; // we wrote it ourselves
};

const existing = async (id: string, request: Request): Promise<Known> => {
  const known = await knownService(id, request.caller);
  if (known !== undefined) return known;
  const asked = await justAsked(id, request);
  if (asked === undefined) throw notFound(service.name, id);
  return { value: asked, etag: unborn };
};

const get = async (request: Request, [id = '']: readonly string[]): Promise<Response> => {
  const { value, etag } = await existing(id, request);
  const fields = request.query['fields']?.at(-1)?.split(',');
  return { status: 200, body: withFields(seen(value, request), fields), headers: { ETag: etag } };
};

const assertSpecification = async (id: string, { caller }: Request): Promise<void> => {
  const path = '/tmf-api/serviceCatalogManagement/v4/serviceSpecification';
  const found = await peersById<{ readonly serviceSpecRelationship?: readonly object[] }>(
    { capability: 'service-catalog', path },
    [id],
    caller,
  );
  const specification = found.get(id);
  if (specification === undefined)
    throw badRequest(`serviceSpecification: there is no service specification ${id}`);
  const realised = specification.serviceSpecRelationship?.some(
    (one) => Reflect.get(one, 'relationshipType') === 'realizedBy',
  );
  if (realised !== true)
    throw badRequest(
      `serviceSpecification: ${id} is realised by no other, so that there is nothing to activate; give one that is`,
    );
};

const accepted = (status: number, location: string, body?: object): Response => ({
  status,
  ...(body !== undefined && { body }),
  headers: { Location: location },
});

const create = async (request: Request): Promise<Response> => {
  const body = validated(ServiceCreate, request.body, attributesOf(service.schema.read));
  const key = request.headers['idempotency-key'];
  const id =
    key === undefined
      ? newId(service.idPrefix)
      : derivedId(service.idPrefix, 'direct', request.caller.subject, key);
  const after: StoredService = { '@type': service.type, ...ServiceCreate.loose().parse(body), id };
  const { line } = askedOfNew(after);
  if (line === undefined) {
    const { id: _id, ...planned } = after;
    const { value, etag } = await planInInventory(planned, request.caller);
    const made = seen(value, request);
    return { status: 201, body: made, headers: { Location: made.href, ETag: etag } };
  }
  await assertSpecification(after.serviceSpecification?.id ?? '', request);
  const before: StoredService = { ...after, state: 'designed' };
  const location =
    (await activate({ line, before, after, version: unborn }, request, contextOf(request))) ??
    (await askedBefore(after, request));
  return accepted(202, location, seen(before, request));
};

/** The same request again, by its key, is answered as the first; another one with that key is a mistake. */
const askedBefore = async (after: StoredService, request: Request): Promise<string> => {
  const stored = await read(monitor, request.caller.tenant, directMonitorId(after.id, unborn));
  const first = stored && Direct.parse(stored.hidden['direct']).after;
  if (stored === undefined || changedAttributes(first ?? {}, after).length > 0)
    throw conflict('This Idempotency-Key was used before, with another body');
  return `${request.origin}${stored.value.href ?? ''}`;
};

const assertExpected = ({ headers }: Request, id: string, etag: string): void => {
  const expected = headers['if-match'];
  if (expected === undefined || expected === '*' || expected === etag) return;
  throw new Problem(
    412,
    'preconditionFailed',
    `${service.name} ${id} is at ${etag}, not at ${expected}`,
  );
};

/** Notes what is to be noted, and asks for what is to be done. Answers where the monitor is, if there is one. */
const carryOut = async (
  { line, noted, forgotten }: Asked,
  { before, after, version }: Omit<Activation, 'line'>,
  request: Request,
): Promise<string | undefined> => {
  const location =
    line && (await activate({ line, before, after, version }, request, contextOf(request)));
  if (line !== undefined && location === undefined) throw busy(before.id);
  if (noted !== undefined) await noteInInventory(before.id, noted, request.caller);
  if (forgotten === true) await forgetInInventory(before.id, request.caller);
  return location;
};

const patch = async (request: Request, [id = '']: readonly string[]): Promise<Response> => {
  const { value: before, etag } = await existing(id, request);
  assertExpected(request, id, etag);
  const mediaType = (request.headers['content-type'] ?? 'application/json').split(';')[0]?.trim();
  const wanted = patched(before, request.body, mediaType ?? '');
  const { caller, origin } = request;
  const { next: after } = await checkedChange(service, before, wanted, {
    caller,
    origin,
    at: now(),
    id,
  });
  const asked = askedOfChange(before, after);
  const location = await carryOut(asked, { before, after, version: etag }, request);
  if (location === undefined) return get(request, [id]);
  return accepted(200, location, seen(before, request));
};

const remove = async (request: Request, [id = '']: readonly string[]): Promise<Response> => {
  const { value: before, etag } = await existing(id, request);
  assertExpected(request, id, etag);
  const after: StoredService = { ...before, state: 'terminated' };
  const location = await carryOut(askedOfEnd(before), { before, after, version: etag }, request);
  return location === undefined ? { status: 204 } : accepted(204, location);
};

const guarded =
  (writes: boolean, serve: Route['serve']): Route['serve'] =>
  (request, parts) => {
    const grant = grantOf(request.caller, service.access);
    if (grant === 'none' || (writes && !mayWrite(grant)))
      throw forbidden(`Your role may not ${writes ? 'activate' : 'read'} a ${service.name} here`);
    return serve(request, parts);
  };

/** TMF640's service: the inventory's, read; and what is asked of it, ordered. */
export const routes: readonly Route[] = [
  { method: 'GET', path: 'service', serve: guarded(false, listServices) },
  { method: 'POST', path: 'service', serve: guarded(true, create) },
  { method: 'GET', path: 'service/*', serve: guarded(false, get) },
  { method: 'PATCH', path: 'service/*', serve: guarded(true, patch) },
  { method: 'DELETE', path: 'service/*', serve: guarded(true, remove) },
  {
    method: 'GET',
    path: 'service/*/change',
    serve: guarded(false, (request, [id = '']) => serviceHistory(id, request)),
  },
];
