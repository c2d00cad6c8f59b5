import * as z from 'zod';
import type { OutboxEntry } from './envelope.ts';

/** What the journal says of an event: whose it is, what it is about, and what it follows from. No more of the resource. */
export const Carried = z.object({
  eventId: z.string(),
  eventType: z.string(),
  time: z.string(),
  source: z.string(),
  tenant: z.string(),
  correlationId: z.string(),
  causationId: z.string().optional(),
  by: z.string(),
  requestId: z.string(),
  /** The id of what the event is about, where it has one. */
  subject: z.string().optional(),
  /** The ids of all that it is about, where these are many. */
  subjects: z.array(z.string()).readonly().optional(),
  state: z.string().optional(),
});
export type Carried = z.infer<typeof Carried>;

const textIn = (body: Readonly<Record<string, unknown>>, names: readonly string[]) =>
  names.map((name) => body[name]).find((value) => typeof value === 'string');

/** The journal's line of an event of an item. */
export const carriedOf = (
  { eventId, eventType, eventTime, source, cause, payload, subjects }: OutboxEntry,
  tenant: string,
  value: Readonly<Record<string, unknown>>,
): Carried => {
  const body = payload ?? value;
  const subject = textIn(body, ['id', 'commandId']);
  const state = textIn(body, ['state', 'status', 'resourceStatus']);
  return {
    eventId,
    eventType,
    time: eventTime,
    source,
    tenant,
    correlationId: cause.correlationId,
    ...(cause.causationId !== undefined && { causationId: cause.causationId }),
    by: cause.by,
    requestId: cause.requestId,
    ...(subject !== undefined && { subject }),
    ...(subjects !== undefined && { subjects }),
    ...(state !== undefined && { state }),
  };
};
