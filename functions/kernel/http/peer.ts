import * as z from 'zod';
import type { Caller } from '../access/caller.ts';
import { Problem, Transient } from '../problem.ts';
import { invoke } from './invoke.ts';

const Answer = z.object({
  statusCode: z.number(),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.string().optional(),
});
const ErrorBody = z.object({ code: z.string(), reason: z.string() });

/** A call of another capability's public API, straight to its function: same contract, no gateway between. */
export interface PeerCall {
  readonly capability: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: unknown;
}

const eventOf = (call: PeerCall, caller: Caller) => ({
  httpMethod: call.method,
  path: call.path,
  headers: { 'content-type': 'application/json', 'x-correlation-id': caller.correlationId },
  multiValueQueryStringParameters: Object.fromEntries(
    Object.entries(call.query ?? {}).map(([name, value]) => [name, [value].flat()]),
  ),
  body: call.body === undefined ? null : JSON.stringify(call.body),
  isBase64Encoded: false,
  requestContext: {
    requestId: caller.requestId,
    authorizer: {
      tenant: caller.tenant,
      subject: caller.subject,
      roles: caller.roles.join(' '),
      partyId: caller.partyId ?? '',
      clientId: caller.clientId ?? '',
    },
  },
});

/** What a peer answered: where its headers count too, as those of a page do. */
export interface PeerAnswer {
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** Answers a 2xx; a 4xx comes back as the peer's own Problem, anything else is transient. */
export const askPeer = async (call: PeerCall, caller: Caller): Promise<PeerAnswer> => {
  const { payload, functionError } = await invoke(
    `strowger-${process.env['STAGE'] ?? ''}-${call.capability}-api`,
    JSON.stringify(eventOf(call, caller)),
  );
  if (functionError !== undefined)
    throw new Transient(`${call.capability} failed: ${functionError}`);
  const answer = Answer.parse(JSON.parse(payload));
  const body: unknown = answer.body ? JSON.parse(answer.body) : undefined;
  if (answer.statusCode < 300) return { body, headers: answer.headers ?? {} };
  const error = ErrorBody.safeParse(body);
  if (answer.statusCode < 500 && error.success)
    throw new Problem(answer.statusCode, error.data.code, error.data.reason);
  throw new Transient(`${call.capability} answered ${answer.statusCode}`);
};

/** The body of what a peer answered. */
export const callPeer = async (call: PeerCall, caller: Caller): Promise<unknown> =>
  (await askPeer(call, caller)).body;

const Rows = z.array(z.looseObject({ id: z.string() }));

/** Reads resources of another capability by their ids, in one call; what does not exist is left out. */
export const peersById = async <T>(
  { capability, path }: Pick<PeerCall, 'capability' | 'path'>,
  ids: readonly string[],
  caller: Caller,
): Promise<ReadonlyMap<string, T>> => {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return new Map();
  const query = { id: wanted.join(','), limit: '100' };
  const rows = Rows.parse(await callPeer({ capability, method: 'GET', path, query }, caller));
  return new Map(rows.map((row) => [row.id, row as unknown as T])); // typed by the peer's contract
};
