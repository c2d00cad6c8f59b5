import * as z from 'zod';

/** Who caused a change, in which request, and what chain of requests and events it belongs to. */
export const Cause = z.object({
  by: z.string(),
  requestId: z.string(),
  correlationId: z.string(),
  causationId: z.string().optional(),
});
export type Cause = z.infer<typeof Cause>;

/** What waits in an item's outbox: the relay adds the resource from the item that carries it. */
export const OutboxEntry = z.object({
  eventId: z.string(),
  eventType: z.string(),
  eventTime: z.string(),
  source: z.string(),
  /** The payload's key, `productOrder`. */
  resource: z.string(),
  /** A payload of its own, where the event is not about the item itself. @default - the item's resource */
  payload: z.record(z.string(), z.unknown()).optional(),
  fieldPath: z.string().optional(),
  /** The ids of all that it is about, where these are many. */
  subjects: z.array(z.string()).readonly().optional(),
  /** True where only listeners outside are told: our own hear of many at once, by another event. */
  hubsOnly: z.literal(true).optional(),
  cause: Cause,
});
export type OutboxEntry = z.infer<typeof OutboxEntry>;

/** TMF630's event body, with ours beside: EventBridge's detail. v4 spells `timeOcurred`. */
export const EventDetail = z.object({
  eventId: z.string(),
  eventTime: z.string(),
  eventType: z.string(),
  correlationId: z.string(),
  causationId: z.string().optional(),
  domain: z.string(),
  title: z.string(),
  description: z.string(),
  priority: z.string(),
  timeOcurred: z.string(),
  fieldPath: z.string().optional(),
  tenantId: z.string(),
  by: z.string(),
  requestId: z.string(),
  version: z.int(),
  /** True where the tenant has listeners outside: the delivery to them hears no other event. */
  listened: z.literal(true).optional(),
  /** True where our own subscribers hear of it by another event, and leave this one. */
  hubsOnly: z.literal(true).optional(),
  event: z.record(z.string(), z.unknown()),
});
export type EventDetail = z.infer<typeof EventDetail>;

export const detailOf = (
  entry: OutboxEntry,
  tenant: string,
  version: number,
  body: unknown,
): EventDetail => ({
  eventId: entry.eventId,
  eventTime: entry.eventTime,
  eventType: entry.eventType,
  correlationId: entry.cause.correlationId,
  ...(entry.cause.causationId !== undefined && { causationId: entry.cause.causationId }),
  domain: entry.source,
  title: entry.eventType,
  description: `${entry.eventType} of ${entry.resource}`,
  priority: 'Normal',
  timeOcurred: entry.eventTime,
  ...(entry.fieldPath !== undefined && { fieldPath: entry.fieldPath }),
  tenantId: tenant,
  by: entry.cause.by,
  requestId: entry.cause.requestId,
  version,
  ...(entry.hubsOnly && { hubsOnly: entry.hubsOnly }),
  event: { [entry.resource]: entry.payload ?? body },
});
