import type { Caller } from '../access/caller.ts';
import { grantOf } from '../access/caller.ts';
import type { Request, Response } from '../http/request.ts';
import { forbidden, notFound } from '../problem.ts';
import { storedOf } from '../table/item.ts';
import { readItem } from '../table/rows.ts';
import type { Change } from '../table/trail.ts';
import { historyPath, numbered, ShownChange } from '../table/trail.ts';
import { assertAskable } from './asked.ts';
import { pageHeaders } from './list.ts';
import { matches, parseQuery, sorted, withFields } from './query.ts';
import type { AnyResource } from './resource.ts';
import { hrefOf } from './resource.ts';
import { attributesOf } from './validate.ts';

const shown = (change: Change & { readonly version: number }): ShownChange => ({
  '@type': 'Change',
  ...change,
  ...(change.client === undefined && !change.by.startsWith('system:') && { client: change.by }),
  correlationId: change.correlationId ?? change.requestId,
});

/** The trail is for those who answer for the operation; it tells what others did, so nobody else reads it. */
const assertMayAudit = (caller: Caller, declared: AnyResource): void => {
  const staff = caller.roles.some((role) => role === 'admin' || role === 'operations');
  const grant = grantOf(caller, declared.access);
  if (!staff || (grant !== 'all' && grant !== 'read'))
    throw forbidden(
      `Your role may not read the changes of a ${declared.name}; operations and admin may`,
    );
};

/**
 * Who changed a resource, what, when and in which request, newest first. A deleted one still tells for a day. The
 * creation and the newest 99 changes are here; the events of all of them are in the archive.
 */
export const history = async (
  declared: AnyResource,
  request: Request,
  id: string,
): Promise<Response> => {
  assertMayAudit(request.caller, declared);
  const item = await readItem(request.caller.tenant, declared.keyType, id);
  if (item === undefined) throw notFound(declared.name, id);
  const { changes, version } = storedOf(declared, item);
  const query = parseQuery(request.query, attributesOf(ShownChange));
  assertAskable(query, ShownChange);
  const found = numbered(changes, version)
    .map(shown)
    .filter((change) => matches(change, query.filters));
  const end = query.offset + query.limit;
  const page = sorted(found, query.sort).slice(query.offset, end);
  return {
    status: 200,
    body: page.map((change) => withFields(change, query.fields)),
    headers: pageHeaders(request, `${hrefOf(declared, id)}/${historyPath}`, query, {
      count: page.length,
      total: found.length,
      more: found.length > end,
    }),
  };
};
