import * as z from 'zod';
import type { ServiceOrderItem } from '../../../schemas/tmf/service-ordering/parts.ts';
import type { Request } from '../../kernel/http/request.ts';
import { derivedId } from '../../kernel/ids.ts';
import { conflict } from '../../kernel/problem.ts';
import { commit, creation } from '../../kernel/table/store.ts';
import type { ExtraEvent, WriteContext } from '../../kernel/table/stored.ts';
import { hrefOf } from '../../kernel/tmf/resource.ts';
import { monitor } from './monitor.ts';
import type { StoredService } from './service.ts';
import { service } from './service.ts';

/** What the monitor of a direct activation keeps to itself. */
export const Direct = z.object({
  action: z.enum(['add', 'modify', 'delete']),
  before: z.looseObject({ id: z.string() }),
  after: z.looseObject({ id: z.string() }),
});

/** One activation of one version of a service: a rival that saw the same version meets this monitor. */
export const directMonitorId = (serviceId: string, version: string): string =>
  derivedId(monitor.idPrefix, 'direct', serviceId, version);

const requestOf = ({ method, headers, body }: Request, to: string) => ({
  method,
  to,
  body: body === undefined ? '' : JSON.stringify(body),
  header: [{ name: 'Content-Type', value: headers['content-type'] ?? 'application/json' }],
});

const orderFor = (
  monitorId: string,
  line: ServiceOrderItem,
  { relatedParty, name }: StoredService,
): ExtraEvent => ({
  eventType: 'ServiceOrderRequestEvent',
  resource: 'serviceOrder',
  payload: {
    externalId: monitorId,
    description: `Direct activation${name === undefined ? '' : ` of ${name}`}`,
    category: 'activation',
    ...(relatedParty !== undefined && { relatedParty }),
    serviceOrderItem: [line],
  },
});

export interface Activation {
  readonly line: ServiceOrderItem;
  /** The service as it is, and as it shall be. */
  readonly before: StoredService;
  readonly after: StoredService;
  /** Of the service, as it was seen. */
  readonly version: string;
}

/**
 * Opens a monitor and asks for an order of one line, in one write: the order assigns, configures, verifies and undoes as
 * every order does, and the inventories follow it. Answers the monitor's address; undefined where the monitor is there.
 */
export const activate = async (
  { line, before, after, version }: Activation,
  request: Request,
  context: WriteContext,
): Promise<string | undefined> => {
  const id = directMonitorId(before.id, version);
  const sourceHref = hrefOf(service, before.id);
  const value = {
    id,
    href: hrefOf(monitor, id),
    '@type': monitor.type,
    sourceHref,
    state: 'InProgress',
    request: requestOf(request, sourceHref),
  };
  const { action } = line;
  const write = creation(monitor, value, context, {
    hidden: { direct: { action, before, after } },
    extra: [orderFor(id, line, after)],
  });
  return (await commit(write)) ? `${request.origin}${value.href}` : undefined;
};

export const busy = (id: string) =>
  conflict(`service ${id} is being changed by another activation; wait for its monitor`);
