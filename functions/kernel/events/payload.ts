import type * as z from 'zod';
import type { EventDetail } from './envelope.ts';

/** Attributes that the schema does not name do not stop an event; anything else that is wrong does. */
const stops = (issue: z.core.$ZodIssue): boolean => issue.code !== 'unrecognized_keys';

/**
 * What an event carries. A subclass brings attributes of its own (TMF630), and a newer publisher may know more than
 * we do: they are kept, and no reason to refuse what has already happened.
 */
export const payloadOf = <T>(schema: z.ZodType<T>, { event }: Pick<EventDetail, 'event'>): T => {
  const { error } = schema.safeParse(event);
  if (error?.issues.some(stops)) throw error;
  return event as T; // checked above, but for what is not known of it
};
