import * as z from 'zod';
import type { Api } from '../capability.ts';
import { now } from '../clock.ts';
import { EventDetail } from '../events/envelope.ts';
import type { Request, Response } from '../http/request.ts';
import { newId } from '../ids.ts';
import { badRequest, forbidden, notFound, Problem } from '../problem.ts';
import { typePartition } from '../table/keys.ts';
import { readIndex } from '../table/rows.ts';
import { commitOrConflict, creation, deletion, read } from '../table/store.ts';
import type { AnyResource, Resource } from './resource.ts';
import { defineResource, untold } from './resource.ts';
import { attributesOf, validated } from './validate.ts';

/** A subscription of a listener to an API's events. `query` reads like a list's query string, plus `eventType=…`. */
export const Hub = z.strictObject({
  id: z.string(),
  callback: z.url({ protocol: /^https?$/ }),
  query: z.string().optional(),
  '@type': z.string().optional(),
  /** The source whose events it hears, `bss.product-ordering`; not part of the answer. */
  source: z.string(),
});
export type Hub = z.infer<typeof Hub>;

const HubCreate = Hub.pick({ callback: true, query: true });

const type = 'Hub';

/** Whether a tenant has listeners at all: half a read unit, so that most events need not be offered to any. */
export const hasHubs = async (tenant: string): Promise<boolean> => {
  const { sorts } = await readIndex('gsi1', typePartition(tenant, type, 0), { limit: 1 });
  return sorts.length > 0;
};

/** Hubs of all APIs are found by the source that they listen to. Their own changes are no events. */
export const hubOf = (api: Api): Resource<Hub> =>
  defineResource<Hub>({
    api,
    source: 'kernel.hub',
    name: 'hub',
    idPrefix: 'hub',
    schema: { read: Hub, create: HubCreate },
    access: { operations: 'all', agent: 'none', customer: 'none' },
    lookup: { attribute: 'source', value: (hub) => hub.source },
    events: untold,
  });

const answer = ({ id, callback, query }: Hub): object => ({
  id,
  callback,
  ...(query !== undefined && { query }),
});

const assertStaff = (request: Request): void => {
  if (!request.caller.roles.some((role) => role === 'admin' || role === 'operations'))
    throw forbidden('Your role may not subscribe to events; operations and admin may');
};

/** TMF630: POST /hub registers, DELETE /hub/{id} unregisters. */
export const serveHub = async (
  request: Request,
  resources: readonly [AnyResource, ...AnyResource[]],
  id: string | undefined,
): Promise<Response> => {
  assertStaff(request);
  const [{ api, source }] = resources;
  const declared = hubOf(api);
  const context = { caller: request.caller, at: now() };
  if (request.method === 'POST' && id === undefined) {
    const { callback, query } = HubCreate.parse(validated(HubCreate, request.body));
    const hub = {
      id: newId(declared.idPrefix),
      callback,
      source,
      ...(query !== undefined && { query }),
    };
    assertQuery(query, resources);
    await commitOrConflict(creation(declared, hub, context), 'hub');
    return {
      status: 201,
      body: answer(hub),
      headers: { Location: `${request.origin}${api.basePath}/hub/${hub.id}` },
    };
  }
  if (id === undefined || (request.method !== 'DELETE' && request.method !== 'GET'))
    throw new Problem(
      405,
      'methodNotAllowed',
      'A hub can be registered by POST and removed by DELETE with its id',
    );
  const stored = await read(declared, request.caller.tenant, id);
  if (stored === undefined || stored.value.source !== source) throw notFound('hub', id);
  if (request.method === 'GET') return { status: 200, body: answer(stored.value) };
  await commitOrConflict(deletion(declared, stored, context), `hub ${id}`);
  return { status: 204 };
};

/** What an event has around its resource, by which it can be chosen too. */
const aroundEvents: readonly string[] = [
  'eventType',
  'fields',
  ...attributesOf(EventDetail).filter((name) => name !== 'tenantId'),
];

/** A query that can never match is refused: its listener would wait for nothing. */
const assertQuery = (query: string | undefined, resources: readonly AnyResource[]): void => {
  if (query?.includes('?'))
    throw badRequest(
      'query is a query string without its question mark, like eventType=ProductOrderStateChangeEvent',
    );
  const ofResources = resources.flatMap(({ name, schema }) => [name, ...attributesOf(schema.read)]);
  const known = [...aroundEvents, ...new Set(ofResources)];
  for (const name of new URLSearchParams(query ?? '').keys()) {
    const [first = ''] = name.split(/[.<>!]/);
    if (!known.includes(first))
      throw badRequest(`query: ${first} is in no event; there are ${known.join(', ')}`);
  }
};
