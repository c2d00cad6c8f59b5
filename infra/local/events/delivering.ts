import type { RuleModel } from '../assembly/model.ts';
import type { Clock } from '../clock.ts';
import { AwsError } from '../service.ts';
import type { Delivery, EventStore } from './store.ts';
import type { Target } from './target.ts';

export type Deliver = (
  targetArn: string,
  payload: unknown,
  rule: RuleModel,
  roleArn: string | undefined,
) => Promise<void>;

export type DeadLetterSink = (
  queueArn: string,
  body: string,
  attributes: Record<string, string>,
) => void;

export interface Route {
  readonly rule: RuleModel;
  readonly target: Target;
}

export interface DeliveringOptions {
  readonly clock: Clock;
  readonly store: EventStore;
  readonly deliver: Deliver;
  readonly deadLetter: DeadLetterSink;
  /** Undefined when the templates no longer have the rule or the target. */
  readonly routeOf: (delivery: Delivery) => Route | undefined;
}

const atOnce = 64;

/** EventBridge gives up after 185 tries or 24 hours; a pause of at most ten minutes makes both about the same. */
const mostRetries = 185;
const mostAgeSeconds = 86_400;
const longestPauseMs = 600_000;

/** A retry that is due later than this does not keep the system from being idle. */
const soonMs = 60_000;

interface Failure {
  readonly code: string;
  readonly message: string;
  readonly final: boolean;
}

const finalCodes: Readonly<Record<string, string>> = {
  AccessDeniedException: 'NO_PERMISSIONS',
  ResourceNotFoundException: 'NO_RESOURCE',
  StateMachineDoesNotExist: 'NO_RESOURCE',
  QueueDoesNotExist: 'NO_RESOURCE',
};

const failureOf = (thrown: unknown): Failure => {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (!(thrown instanceof AwsError)) return { code: 'SDK_CLIENT_ERROR', message, final: false };
  const final = finalCodes[thrown.code];
  return { code: final ?? thrown.code, message, final: final !== undefined };
};

/** Hands deliveries to their targets, many at once, again and again until each is taken or given up. */
export const openDelivering = (options: DeliveringOptions) => {
  const { clock, store } = options;
  const waiting: Delivery[] = [];
  const timers = new Map<number, { readonly dueMs: number; readonly cancel: () => void }>();
  let head = 0;
  let running = 0;
  let closed = false;
  let duplicates = 0;
  let delays = { times: 0, ms: 0 };
  const idlers: (() => void)[] = [];

  const isIdle = (): boolean => {
    if (running > 0 || head < waiting.length) return false;
    return ![...timers.values()].some((timer) => timer.dueMs - clock.now() < soonMs);
  };

  const wakeIdlers = (): void => {
    if (idlers.length > 0 && isIdle()) for (const idler of idlers.splice(0)) idler();
  };

  const giveUp = (
    delivery: Delivery,
    route: Route,
    failure: Failure,
    condition: string | undefined,
  ): void => {
    const queueArn = route.target.DeadLetterConfig?.Arn;
    if (queueArn !== undefined)
      options.deadLetter(queueArn, delivery.payload, {
        RULE_ARN: route.rule.arn,
        TARGET_ARN: route.target.Arn,
        ERROR_CODE: failure.code,
        ERROR_MESSAGE: failure.message.slice(0, 1000),
        ...(condition === undefined ? {} : { EXHAUSTED_RETRY_CONDITION: condition }),
        RETRY_ATTEMPTS: String(delivery.attempts),
      });
    store.remove(delivery.id);
  };

  const failed = (delivery: Delivery, route: Route, failure: Failure): void => {
    const policy = route.target.RetryPolicy;
    const attempts = delivery.attempts + 1;
    const dueMs = clock.now() + Math.min(2 ** (attempts - 1) * 1000, longestPauseMs);
    const ageMs = (policy?.MaximumEventAgeInSeconds ?? mostAgeSeconds) * 1000;
    if (failure.final) giveUp(delivery, route, failure, undefined);
    else if (attempts > (policy?.MaximumRetryAttempts ?? mostRetries))
      giveUp(delivery, route, failure, 'MaximumRetryAttempts');
    else if (dueMs - delivery.acceptedMs > ageMs)
      giveUp(delivery, route, failure, 'MaximumEventAgeInSeconds');
    else {
      store.retry(delivery.id, attempts, dueMs);
      take({ ...delivery, attempts, dueMs });
    }
  };

  const handOver = async (delivery: Delivery, route: Route): Promise<void> => {
    const send = (): Promise<void> =>
      options.deliver(
        route.target.Arn,
        JSON.parse(delivery.payload),
        route.rule,
        route.target.RoleArn,
      );
    const twice = duplicates > 0;
    if (twice) duplicates -= 1;
    await send();
    if (twice) await send();
  };

  const run = async (delivery: Delivery): Promise<void> => {
    const route = options.routeOf(delivery);
    if (route === undefined) {
      store.remove(delivery.id);
      return;
    }
    try {
      await handOver(delivery, route);
    } catch (thrown) {
      if (!closed) failed(delivery, route, failureOf(thrown));
      return;
    }
    if (!closed) store.remove(delivery.id);
  };

  const pump = (): void => {
    while (!closed && running < atOnce && head < waiting.length) {
      const next = waiting[head];
      head += 1;
      if (next === undefined) continue;
      running += 1;
      void run(next).finally(() => {
        running -= 1;
        pump();
        wakeIdlers();
      });
    }
    if (head === waiting.length && head > 0) {
      waiting.length = 0;
      head = 0;
    }
  };

  const take = (delivery: Delivery): void => {
    if (delivery.dueMs <= clock.now()) {
      waiting.push(delivery);
      queueMicrotask(pump);
      return;
    }
    const cancel = clock.at(delivery.dueMs, () => {
      timers.delete(delivery.id);
      waiting.push(delivery);
      pump();
    });
    timers.set(delivery.id, { dueMs: delivery.dueMs, cancel });
  };

  return {
    take,
    /** The moment at which a new delivery may start: now, but for a delay that was asked for. */
    startMs: (): number => {
      if (delays.times === 0) return clock.now();
      delays = { ...delays, times: delays.times - 1 };
      return clock.now() + delays.ms;
    },
    duplicateNext: (times: number): void => {
      duplicates = times;
    },
    delayNext: (times: number, ms: number): void => {
      delays = { times, ms };
    },
    idle: (): Promise<void> => new Promise((done) => (isIdle() ? done() : idlers.push(done))),
    close: (): void => {
      closed = true;
      for (const timer of timers.values()) timer.cancel();
    },
  };
};
