import * as z from 'zod';
import type { Caller } from '../access/caller.ts';
import type { Instant } from '../clock.ts';

/**
 * One change of a resource: who, when, in which request, what. It names attributes and states and holds no other
 * value, so that nothing personal stays in it once it is gone from the resource.
 */
export const Change = z.object({
  at: z.string(),
  /** The subject of the token, or `system:<capability>` for a step or a subscriber. */
  by: z.string(),
  /** The client that the token was given to. @default - the same as `by`, or none inside the system */
  client: z.string().optional(),
  roles: z.array(z.string()).optional(),
  requestId: z.string(),
  /** @default - the same as `requestId` */
  correlationId: z.string().optional(),
  /** The event or the execution that caused it. @default - a request did */
  causationId: z.string().optional(),
  what: z.string(),
  /** Attributes that were changed, the state's own left out. */
  attributes: z.array(z.string()).optional(),
  from: z.string().optional(),
  to: z.string().optional(),
});
export type Change = z.infer<typeof Change>;

/** What was done: `created`, `changed`, `moved` from a state to another, `deleted`. */
export type Done = Pick<Change, 'what' | 'attributes' | 'from' | 'to'>;

export const changeOf = (
  done: Done,
  caller: Caller,
  at: Instant,
  causationId: string | undefined,
): Change => ({
  at,
  by: caller.subject,
  ...(caller.clientId !== undefined &&
    caller.clientId !== caller.subject && { client: caller.clientId }),
  roles: [...caller.roles],
  requestId: caller.requestId,
  ...(caller.correlationId !== caller.requestId && { correlationId: caller.correlationId }),
  ...(causationId !== undefined && { causationId }),
  ...done,
});

/** As many as are kept with a resource; each is in the archived event of its change too. */
const mostChanges = 100;

/** The audit trail keeps the creation and the newest changes; older ones are in the event archive. */
export const trail = (changes: readonly Change[], next: Change): readonly Change[] =>
  changes.length < mostChanges
    ? [...changes, next]
    : [...changes.slice(0, 1), ...changes.slice(2 - mostChanges), next];

/** The changes with the version that each made, newest first. Each write makes one version and one change. */
export const numbered = (
  changes: readonly Change[],
  version: number,
): readonly (Change & { readonly version: number })[] =>
  changes
    .map((change, index) => ({
      ...change,
      version: index === 0 ? 1 : version - (changes.length - 1 - index),
    }))
    .reverse();

/** What follows a resource's own path for its audit trail: `…/productOrder/{id}/change`. An extension of ours. */
export const historyPath = 'change';

/** A change as the API shows it: every one says its client and its correlation, and the version that it made. */
export const ShownChange = Change.extend({
  '@type': z.literal('Change'),
  version: z.int(),
  correlationId: z.string(),
}).strict();
export type ShownChange = z.infer<typeof ShownChange>;
