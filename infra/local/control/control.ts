import * as z from 'zod';
import type { MovableClock } from '../clock.ts';
import { type Answer, header, json, type Request } from '../gateway/answer.ts';
import type { Clients } from '../identity/clients.ts';
import type { Fault as PlannedFault } from '../lambda/faults.ts';
import type { Meter } from '../meter.ts';
import { AwsError } from '../service.ts';
import { after } from './duration.ts';

/** A message that nobody could handle, with the queue where it lies. */
export interface DeadLetter {
  readonly queue: string;
  readonly messageId: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface ControlOptions {
  readonly clock: MovableClock;
  readonly meter: Meter;
  readonly clients: Clients;
  readonly rolesOf: (token: string) => Promise<readonly string[]>;
  readonly plan: (functionName: string, fault: PlannedFault, times: number) => void;
  readonly duplicateNext: (times: number) => void;
  readonly delayNext: (times: number, ms: number) => void;
  readonly deadLetters: () => readonly DeadLetter[];
  /** Delivers all dead letters again; answers how many were taken. */
  readonly redrive: () => Promise<number>;
  /** Forbids an action to a function until it is allowed again. */
  readonly deny: (functionName: string, action: string, denied: boolean) => void;
  readonly idle: (timeoutMs: number) => Promise<boolean>;
}

type Handle = (body: unknown) => Answer | Promise<Answer>;

const Clock = z.union([
  z.strictObject({ now: z.iso.datetime({ offset: true }) }),
  z.strictObject({ advance: z.string() }),
]);
const Fault = z.strictObject({
  function: z.string().optional(),
  /** The step of a state machine that fails; the function's other steps go on. */
  task: z.string().optional(),
  kind: z.enum(['error', 'timeout', 'crash', 'throttle', 'duplicate', 'delay']),
  times: z.number().int().min(0).default(1),
  /** A crash comes when the function has written so often, and before it hears that it has. */
  afterWrites: z.number().int().min(0).optional(),
  delayMs: z.number().int().min(0).default(1000),
});
const Deny = z.strictObject({
  function: z.string(),
  action: z.string(),
  denied: z.boolean().default(true),
});
const NewTenant = z.strictObject({ name: z.string().regex(/^[a-z0-9-]{1,40}$/) });
const NewClient = z.strictObject({ tenant: z.string(), partyId: z.string().min(1) });

const longestIdleMs = 30_000;

const problem = (status: number, message: string): Answer => json(status, { message });

/** Runs `handle` on a body of that shape, or says what is wrong with it. */
const taking =
  <T>(schema: z.ZodType<T>, handle: (input: T) => Answer | Promise<Answer>): Handle =>
  (body) => {
    const parsed = schema.safeParse(body);
    return parsed.success ? handle(parsed.data) : problem(400, z.prettifyError(parsed.error));
  };

const handlers = (options: ControlOptions): Readonly<Record<string, Handle>> => {
  const { clock, clients } = options;
  const time = (): Answer =>
    json(200, { now: new Date(clock.now()).toISOString(), offsetMs: clock.offset() });
  return {
    'GET /_local/clock': time,
    'PUT /_local/clock': taking(Clock, (input) => {
      const to = 'now' in input ? Date.parse(input.now) : after(clock.now(), input.advance);
      if (to === undefined)
        return problem(400, 'advance is an ISO 8601 duration, e.g. P1D or PT6H');
      clock.moveTo(to);
      return time();
    }),
    'PUT /_local/faults': taking(Fault, (input) => {
      if (input.kind === 'duplicate') options.duplicateNext(input.times);
      else if (input.kind === 'delay') options.delayNext(input.times, input.delayMs);
      else if (input.function === undefined)
        return problem(400, `A fault of kind ${input.kind} needs a function`);
      else {
        const { kind, task, afterWrites } = input;
        options.plan(input.function, { kind, task, afterWrites }, input.times);
      }
      return json(200, input);
    }),
    'GET /_local/dead-letters': () => json(200, options.deadLetters()),
    'POST /_local/dead-letters/redrive': async () =>
      json(200, { redriven: await options.redrive() }),
    'GET /_local/meter': () => json(200, options.meter.read()),
    'PUT /_local/iam/deny': taking(Deny, (input) => {
      options.deny(input.function, input.action, input.denied);
      return json(200, input);
    }),
    'POST /_local/tenants': taking(NewTenant, (input) => json(201, clients.addTenant(input.name))),
    'POST /_local/clients': taking(NewClient, (input) => {
      const client = clients.addCustomer(input.tenant, input.partyId);
      return client === undefined
        ? problem(404, `There is no tenant ${input.tenant}`)
        : json(201, client);
    }),
    'POST /_local/idle': async () => {
      const idle = await options.idle(longestIdleMs);
      return json(idle ? 200 : 504, { idle });
    },
  };
};

const parse = (body: Buffer): unknown => {
  try {
    return body.length === 0 ? {} : JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
};

const bearer = (request: Request): string =>
  /^Bearer (.+)$/i.exec(header(request, 'authorization') ?? '')?.[1] ?? '';

/** Refused unless the bearer is an admin; undefined where they are. */
const refusal = (roles: readonly string[]): Answer | undefined => {
  if (roles.length === 0) return problem(401, 'A token of an admin client is needed');
  return roles.includes('admin') ? undefined : problem(403, 'Only an admin client may do this');
};

const asProblem = (thrown: unknown): Answer => {
  if (thrown instanceof AwsError) return problem(thrown.status, thrown.message);
  throw thrown;
};

/** What tests and tools do to the runtime itself, below `/_local`; all but the health page needs the role admin. */
export const control = (
  options: ControlOptions,
): ((request: Request) => Promise<Answer | undefined>) => {
  const known = handlers(options);
  return async (request) => {
    if (!request.path.startsWith('/_local/')) return undefined;
    if (request.path === '/_local/health')
      return json(200, { status: 'up', now: new Date(options.clock.now()).toISOString() });
    const refused = refusal(await options.rolesOf(bearer(request)));
    if (refused !== undefined) return refused;
    const handle = known[`${request.method} ${request.path}`];
    if (handle === undefined) return problem(404, 'No such control');
    try {
      return await handle(parse(request.body));
    } catch (thrown) {
      return asProblem(thrown);
    }
  };
};
