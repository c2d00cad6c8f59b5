/** What a capability is, as data: CDK turns it into functions, routes, rules and grants; nothing of it is written twice. */
export interface Capability {
  /** Kebab-case; also the folder's name and part of every function's name. */
  readonly name: string;
  readonly domain: 'bss' | 'oss';
  /** The TM Forum API it serves, all below one base path. @default - serves none */
  readonly api?: Api;
  /** What the same function serves beside a contract: an API of ours. @default - nothing */
  readonly beside?: Api;
  /** Entity types whose items it owns. Its functions may touch these partition keys alone. */
  readonly owns: readonly string[];
  /** Those of `owns` that events alone tell: they can be made anew from the archive (`npm run ops -- rebuild`). @default - none */
  readonly projections?: readonly string[];
  /** Detail types of the events that its writes cause, for the picture and the tidy tests. */
  readonly publishes: readonly string[];
  /** What its `events.ts` hears. @default - no events function */
  readonly subscribes?: readonly Subscription[];
  /** True when it has a `tasks.ts`. @default false */
  readonly tasks?: boolean;
  /** What its `tasks.ts` does at set times, for each tenant it has worked for. @default - none */
  readonly schedules?: readonly Schedule[];
  /** State machines that an event of its own starts. @default - none */
  readonly starts?: readonly Start[];
  /** Names of capabilities whose public API its functions call. @default - none */
  readonly calls?: readonly string[];
  /** Resources of others that its API shows too: its listeners hear their events. @default - none */
  readonly shows?: readonly Shown[];
  /** What its functions may do in the file store, by whose area it is. @default - nothing */
  readonly files?: FileGrants;
  /** Names of state machines whose waiting tasks its functions answer. @default - none */
  readonly answers?: readonly string[];
}

/** One TM Forum API, or one of ours (`X-…`). `basePath` begins with a slash and ends without one. */
export interface Api {
  readonly id: `TMF${number}` | `X-${string}`;
  readonly title: string;
  readonly version: string;
  readonly basePath: `/${string}`;
}

/** A resource of another capability, seen through one's own API: there is one set of them, at two addresses. */
export interface Shown {
  readonly capability: string;
  /** Its name in the path and in the payload of events, which is the same in both APIs. */
  readonly resource: string;
}

/** A resource that is shown, worked out for who tells its events: whose it is, and at which other address it stands. */
export interface View {
  readonly resource: string;
  readonly source: string;
  readonly basePath: string;
  readonly shownBy: { readonly source: string; readonly basePath: string };
}

/** Areas of the file store, by the capability that each belongs to: `<tenant>/<area>/<file>`. */
export interface FileGrants {
  /** It may read and list these. @default - none */
  readonly reads?: readonly string[];
  /** It may write, replace and remove in these. @default - none */
  readonly writes?: readonly string[];
  /** Its `events.ts` hears of every file that is written in these. @default - none */
  readonly hears?: readonly string[];
}

/** Events to hear: `source` is `<domain>.<capability>`; `where` is an EventBridge pattern on the detail. */
export interface Subscription {
  readonly source: `${'bss' | 'oss'}.${string}`;
  readonly events: readonly string[];
  readonly where?: Readonly<Record<string, unknown>>;
}

/** A machine that starts when one of the capability's own events is published; its input is the event's detail. */
export interface Start {
  readonly machine: string;
  readonly event: string;
  readonly where?: Readonly<Record<string, unknown>>;
}

/**
 * A task at set times. `at` is EventBridge's `rate(…)` or `cron(…)`, in UTC; `input` is the task's. A rate is for a look at
 * whatever is due by now: a missed tick is made good by the next one. What belongs to a named time takes a cron expression.
 */
export interface Schedule {
  /** Kebab-case, part of the rule's name. */
  readonly name: string;
  readonly at: `rate(${string})` | `cron(${string})`;
  readonly task: string;
  readonly input?: Readonly<Record<string, unknown>>;
}
