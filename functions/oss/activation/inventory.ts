import * as z from 'zod';
import type { Caller } from '../../kernel/access/caller.ts';
import type { PeerAnswer } from '../../kernel/http/peer.ts';
import { askPeer, callPeer } from '../../kernel/http/peer.ts';
import type { Request, Response } from '../../kernel/http/request.ts';
import { Problem } from '../../kernel/problem.ts';
import { withFields } from '../../kernel/tmf/query.ts';
import { hrefOf } from '../../kernel/tmf/resource.ts';
import type { StoredService } from './service.ts';
import { service } from './service.ts';

const capability = 'service-inventory';
const path = '/tmf-api/serviceInventory/v4/service';

const Row = z.looseObject({ id: z.string(), state: z.string().optional() });
type Row = z.infer<typeof Row>;

/** A service as this API addresses it. */
export const seen = <T extends Row>(row: T, { origin }: Request) => ({
  ...row,
  href: `${origin}${hrefOf(service, row.id)}`,
});

/** What has ended is in the inventory alone: here it is gone. */
const ended = 'terminated';

/** A service of the inventory, with its version. */
export interface Known {
  readonly value: StoredService;
  readonly etag: string;
}

const knownOf = ({ body, headers }: PeerAnswer): Known => ({
  value: Row.parse(body) as StoredService, // typed by the peer's contract
  etag: headers['ETag'] ?? '',
});

/** A service of the inventory; undefined where the inventory has none, or it has ended. */
export const knownService = async (id: string, caller: Caller): Promise<Known | undefined> => {
  try {
    const call = { capability, method: 'GET', path: `${path}/${encodeURIComponent(id)}` } as const;
    const known = knownOf(await askPeer(call, caller));
    return known.value.state === ended ? undefined : known;
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return undefined;
    throw error;
  }
};

/** Counts and links of a page of the inventory, with our addresses. */
const pageHeaders = (
  headers: Readonly<Record<string, string>>,
  { origin }: Request,
  below = '',
): Readonly<Record<string, string>> => {
  const own = `${origin}${service.api.basePath}/${service.name}${below}`;
  const counts = Object.entries(headers).filter(([name]) => name.endsWith('-Count'));
  const link = headers['Link']?.replace(/<[^?>]*/g, `<${own}`);
  return { ...Object.fromEntries(counts), ...(link !== undefined && { Link: link }) };
};

/** The rows are asked with their state, whatever fields the client wants of them. */
const withState = (fields: readonly string[] | undefined): Record<string, string> =>
  fields === undefined ? {} : { fields: [...fields, 'state'].join(',') };

/**
 * The page of a list, in the inventory's own words, with our addresses. What has ended is left out of the page: to count
 * without it, all of them would have to be read.
 */
export const listServices = async (request: Request): Promise<Response> => {
  const { fields } = request.query;
  const query = { ...request.query, ...withState(fields) };
  const call = { capability, method: 'GET', path, query } as const;
  const { body, headers } = await askPeer(call, request.caller);
  const rows = z
    .array(Row)
    .parse(body)
    .filter(({ state }) => state !== ended)
    .map((row) => withFields(seen(row, request), fields?.at(-1)?.split(',')));
  const own = { ...headers, 'X-Result-Count': String(rows.length) };
  return { status: 200, body: rows, headers: pageHeaders(own, request) };
};

/** Who changed a service, as the inventory tells. */
export const serviceHistory = async (id: string, request: Request): Promise<Response> => {
  const { query } = request;
  const at = `${path}/${encodeURIComponent(id)}/change`;
  const call = { capability, method: 'GET', path: at, query } as const;
  const { body, headers } = await askPeer(call, request.caller);
  return { status: 200, body, headers: pageHeaders(headers, request, `/${id}/change`) };
};

/** Changes what the network does not hold. */
export const noteInInventory = async (
  id: string,
  noted: Readonly<Record<string, unknown>>,
  caller: Caller,
): Promise<void> => {
  const at = `${path}/${encodeURIComponent(id)}`;
  await callPeer({ capability, method: 'PATCH', path: at, body: noted }, caller);
};

/** A service that is planned and nothing more. */
export const planInInventory = async (
  planned: Omit<StoredService, 'id'>,
  caller: Caller,
): Promise<Known> =>
  knownOf(await askPeer({ capability, method: 'POST', path, body: planned }, caller));

/** A plan that is given up leaves the inventory. */
export const forgetInInventory = async (id: string, caller: Caller): Promise<void> => {
  const at = `${path}/${encodeURIComponent(id)}`;
  await callPeer({ capability, method: 'DELETE', path: at }, caller);
};
