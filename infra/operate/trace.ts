import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { paginateGetExecutionHistory, SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { awsSettings } from '../cloud/aws.ts';
import { nameOf } from '../names.ts';
import type { Line } from './logs.ts';
import type { System } from './system.ts';

/** One step of a path. */
export interface Step {
  readonly atMs: number;
  /** Whose it is: a capability, a state machine, a function. */
  readonly where: string;
  readonly what: string;
  readonly kind: 'request' | 'event' | 'step' | 'fault';
}

/** What the relay's journal says of an event; `functions/kernel/events/carried.ts` writes it. */
const Carried = z.looseObject({
  eventId: z.string(),
  eventType: z.string(),
  time: z.string(),
  source: z.string(),
  correlationId: z.string(),
  causationId: z.string().optional(),
  by: z.string(),
  requestId: z.string(),
  subject: z.string().optional(),
  subjects: z.array(z.string()).optional(),
  state: z.string().optional(),
});
const Journal = z.object({ events: z.array(Carried) });
type Carried = z.infer<typeof Carried>;

const eventsIn = (lines: readonly Line[]): readonly Carried[] =>
  lines.flatMap((line) => Journal.safeParse(line).data?.events ?? []);

/** The chains that an id belongs to: it is one, or it is what events of them are about. */
const chainsOf = (id: string, events: readonly Carried[]): ReadonlySet<string> => {
  const named = events.filter(({ correlationId }) => correlationId === id);
  if (named.length > 0) return new Set([id]);
  return new Set(
    events
      .filter(({ subject, subjects = [], eventId, requestId }) =>
        [subject, eventId, requestId, ...subjects].includes(id),
      )
      .map(({ correlationId }) => correlationId),
  );
};

const once = (events: readonly Carried[]): readonly Carried[] => [
  ...new Map(events.map((event) => [event.eventId, event])).values(),
];

const eventStep = ({ time, source, eventType, subject, state }: Carried): Step => ({
  atMs: Date.parse(time),
  where: source,
  what: [eventType, subject, state].filter((part) => part !== undefined).join('  '),
  kind: 'event',
});

/** What nothing in the system caused was asked for from outside. */
const requestSteps = (events: readonly Carried[]): readonly Step[] => {
  const first = new Map<string, Carried>();
  for (const event of events)
    if (event.causationId === undefined && !first.has(event.requestId))
      first.set(event.requestId, event);
  return [...first.values()].map(({ time, source, by, requestId }) => ({
    atMs: Date.parse(time),
    where: source,
    what: `request ${requestId} by ${by}`,
    kind: 'request' as const,
  }));
};

/** `…:execution:<machine>:<name>`: events that a machine's step caused carry it as their cause. */
const executionArn = /^arn:[^:]+:states:[^:]*:[^:]*:execution:([^:]+):/;

const failureIn = (event: HistoryEvent): string | undefined => {
  const details =
    event.taskFailedEventDetails ??
    event.taskTimedOutEventDetails ??
    event.executionFailedEventDetails ??
    event.executionTimedOutEventDetails;
  return details === undefined ? undefined : `${event.type}  ${details.error ?? ''}`;
};

/** A state that was entered, a fault in it, and the end of the whole. */
const historyStep = (machine: string, event: HistoryEvent): readonly Step[] => {
  const fault = failureIn(event);
  const entered = event.stateEnteredEventDetails?.name;
  const ended = event.type === 'ExecutionSucceeded' ? 'ended well' : undefined;
  const what = fault ?? entered ?? ended;
  if (what === undefined) return [];
  return [
    {
      atMs: event.timestamp?.getTime() ?? 0,
      where: machine,
      what,
      kind: fault === undefined ? 'step' : 'fault',
    },
  ];
};

const machineSteps = async (
  { place }: System,
  events: readonly Carried[],
): Promise<readonly Step[]> => {
  const client = new SFNClient(awsSettings(place));
  const arns = new Set(events.map(({ causationId }) => causationId ?? ''));
  const steps: Step[] = [];
  for (const arn of arns) {
    const machine = executionArn.exec(arn)?.[1];
    if (machine === undefined) continue;
    const pages = paginateGetExecutionHistory({ client }, { executionArn: arn });
    for await (const page of pages)
      steps.push(...(page.events ?? []).flatMap((event) => historyStep(machine, event)));
  }
  return steps;
};

const Fault = z.looseObject({
  error: z.looseObject({ name: z.string(), message: z.string() }).optional(),
});

const faultStep = (functionName: string, line: Line): readonly Step[] => {
  if (line.level !== 'ERROR' && line.level !== 'WARN') return [];
  const { error } = Fault.parse(line);
  const what =
    error === undefined ? line.message : `${line.message}: ${error.name}, ${error.message}`;
  return [{ atMs: Date.parse(line.timestamp), where: functionName, what, kind: 'fault' }];
};

const faultSteps = async (
  { logs }: System,
  relay: string,
  chain: string,
): Promise<readonly Step[]> => {
  const names = (await logs.functions()).filter((name) => name !== relay);
  const found = await Promise.all(
    names.map(async (name) =>
      (await logs.search(name, chain)).flatMap((line) => faultStep(name, line)),
    ),
  );
  return found.flat();
};

/** The order of what happened at the same millisecond: a request, what it wrote, what that started. */
const kinds: readonly Step['kind'][] = ['request', 'event', 'step', 'fault'];

/**
 * The whole path of a chain of requests and events, or of what an id names: requests, events, the steps of machines
 * and faults, oldest first. Empty where nobody has heard of the id.
 */
export const traceOf = async (system: System, id: string): Promise<readonly Step[]> => {
  const relay = nameOf(system.place.stage.name, 'relay');
  const lines = async (text: string) => eventsIn(await system.logs.search(relay, text));
  const chains = [...chainsOf(id, await lines(id))];
  const found = await Promise.all(
    chains.map(async (chain) => {
      const events = once(
        (await lines(chain)).filter(({ correlationId }) => correlationId === chain),
      );
      return [
        ...requestSteps(events),
        ...events.map(eventStep),
        ...(await machineSteps(system, events)),
        ...(await faultSteps(system, relay, chain)),
      ];
    }),
  );
  return found
    .flat()
    .sort(
      (one, other) => one.atMs - other.atMs || kinds.indexOf(one.kind) - kinds.indexOf(other.kind),
    );
};

const marks: Readonly<Record<Step['kind'], string>> = {
  request: '>',
  event: ' ',
  step: '|',
  fault: '!',
};

/** The path as aligned lines, each with the time since the first step. */
export const traceLines = (steps: readonly Step[]): readonly string[] => {
  const first = steps[0]?.atMs ?? 0;
  const width = Math.max(0, ...steps.map(({ where }) => where.length)) + 2;
  return steps.map(
    ({ atMs, where, what, kind }) =>
      `${new Date(atMs).toISOString()} ${`+${Math.round(atMs - first)} ms`.padStart(11)} ${marks[kind]} ${where.padEnd(width)}${what}`,
  );
};
