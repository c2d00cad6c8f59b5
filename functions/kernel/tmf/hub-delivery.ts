import type { EventBridgeEvent } from 'aws-lambda';
import * as z from 'zod';
import type { View } from '../capability.ts';
import { EventDetail } from '../events/envelope.ts';
import { log } from '../observability/log.ts';
import { Transient } from '../problem.ts';
import { lookupPartition } from '../table/keys.ts';
import { readIndex } from '../table/rows.ts';
import { readAll } from '../table/store.ts';
import type { Hub } from './hub.ts';
import { hubOf } from './hub.ts';
import { matches, parseQuery } from './query.ts';

const address = { source: z.string(), basePath: z.string() };
const Views: z.ZodType<readonly View[]> = z.array(
  z.object({ resource: z.string(), ...address, shownBy: z.object(address) }),
);

const views = Views.parse(JSON.parse(process.env['HUB_VIEWS'] ?? '[]'));

/** A listener has five seconds to answer 2xx; EventBridge repeats the whole delivery otherwise. */
const listenerTimeoutMs = 5_000;
const mostHubs = 100;

/** Only keys are read by it, so any API will do. */
const hubs = hubOf({ id: 'TMF630', title: 'Hubs', version: '4', basePath: '/hubs' });

const wanted = (hub: Hub, detail: EventDetail): boolean => {
  if (hub.query === undefined || hub.query === '') return true;
  const parameters: Record<string, string[]> = {};
  for (const [name, value] of new URLSearchParams(hub.query))
    parameters[name] = [...(parameters[name] ?? []), value];
  const { eventType, ...rest } = parameters;
  if (
    eventType !== undefined &&
    !eventType.flatMap((types) => types.split(',')).includes(detail.eventType)
  )
    return false;
  const body: object = { ...detail.event, ...(Object.values(detail.event)[0] ?? {}), ...detail };
  // What an event does not have is no match; it was checked when the listener came that some event may have it.
  const named = Object.keys(rest).map((name) => name.split(/[.<>!]/)[0] ?? '');
  const query = parseQuery(rest, named);
  return matches(body, query.filters);
};

/** TMF630's event body; what is only ours stays inside. */
const publicBody = ({
  tenantId: _tenant,
  by: _by,
  requestId: _request,
  version: _version,
  causationId: _cause,
  listened: _listened,
  hubsOnly: _hubsOnly,
  ...body
}: EventDetail) => body;

const deliver = async (hub: Hub, detail: EventDetail): Promise<void> => {
  const response = await fetch(hub.callback, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(publicBody(detail)),
    signal: AbortSignal.timeout(listenerTimeoutMs),
  });
  if (!response.ok) throw new Transient(`listener of hub ${hub.id} answered ${response.status}`);
};

/** Tells the hubs of a source; answers how each took it. */
const tell = async (
  source: string,
  detail: EventDetail,
): Promise<readonly PromiseSettledResult<void>[]> => {
  const partition = lookupPartition(detail.tenantId, hubs.type, 'source', source);
  const { sorts } = await readIndex('gsi3', partition, { limit: mostHubs });
  if (sorts.length === 0) return [];
  const listening = await readAll(hubs, detail.tenantId, sorts);
  return Promise.allSettled(
    listening.filter((hub) => wanted(hub.value, detail)).map((hub) => deliver(hub.value, detail)),
  );
};

/** The event as a view tells it: of the same resource, at its other address. */
const seenThrough = ({ resource, basePath, shownBy }: View, detail: EventDetail): EventDetail => {
  const payload = Object(detail.event[resource]);
  const href = String(payload.href ?? '').replace(basePath, shownBy.basePath);
  return {
    ...detail,
    domain: shownBy.source,
    event: { [resource]: { ...payload, ...(payload.href !== undefined && { href }) } },
  };
};

/** Tells the listeners of an API what happened. A repeat may reach one twice: TMF630 promises at least once. */
export const handler = async (event: EventBridgeEvent<string, unknown>): Promise<void> => {
  const detail = EventDetail.parse(event.detail);
  const shown = views.filter(
    ({ source, resource }) => source === event.source && resource in detail.event,
  );
  const told = await Promise.all([
    tell(event.source, detail),
    ...shown.map((view) => tell(view.shownBy.source, seenThrough(view, detail))),
  ]);
  const results = told.flat();
  const failed = results.filter((result) => result.status === 'rejected');
  if (failed.length === 0) return;
  log.warn('HUB-001 listeners did not take an event', {
    eventId: detail.eventId,
    failed: failed.length,
  });
  throw new Transient(`${failed.length} listeners did not take ${detail.eventId}`);
};
