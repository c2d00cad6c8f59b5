import type { Caller } from '../access/caller.ts';
import type { Instant } from '../clock.ts';
import type { Change } from './trail.ts';

/** A resource as it is stored. `hidden` never leaves the capability: task tokens, plans. */
export interface Stored<T> {
  readonly value: T;
  readonly version: number;
  readonly hidden: Readonly<Record<string, unknown>>;
  readonly changes: readonly Change[];
}

/** Who writes, when, and because of which event. */
export interface WriteContext {
  readonly caller: Caller;
  readonly at: Instant;
  readonly causationId?: string;
}

/** A further event that travels with a write. */
export interface ExtraEvent {
  readonly eventType: string;
  readonly resource: string;
  /** What it is about. @default - the written resource itself */
  readonly payload?: Record<string, unknown>;
  /** The ids of all that it is about, where these are many, so that the path of each can be followed. @default - the one's own */
  readonly subjects?: readonly string[];
}
