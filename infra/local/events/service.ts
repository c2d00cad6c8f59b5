import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { ArchiveModel, RuleModel } from '../assembly/model.ts';
import type { Clock } from '../clock.ts';
import type { Meter } from '../meter.ts';
import { AwsError, type AwsService, type Caller } from '../service.ts';
import { openArchives } from './archive.ts';
import { type DeadLetterSink, type Deliver, openDelivering } from './delivering.ts';
import {
  busArn,
  type Entry,
  entriesOf,
  eventOf,
  type Fault,
  faultOf,
  scheduledEvent,
  serviceEvent,
  sizeOf,
} from './entries.ts';
import { compilePattern } from './pattern.ts';
import { mostMissedTicks, parseSchedule, type Schedule } from './schedule.ts';
import { type Archived, type NewDelivery, openEventStore } from './store.ts';
import { payloadFor, type Target, targetsOf } from './target.ts';

export interface EventsOptions {
  readonly file: string;
  readonly clock: Clock;
  readonly meter: Meter;
  readonly buses: readonly string[];
  readonly rules: readonly RuleModel[];
  readonly archives: readonly ArchiveModel[];
  /** Rejects when the target did not take the payload. */
  readonly deliver: Deliver;
  readonly deadLetter: DeadLetterSink;
}

export interface Events extends AwsService {
  /** Starts the schedules, and goes on with the deliveries that an earlier run left. */
  resume(): void;
  /** Takes what an AWS service says on the default bus: its `detail-type`, `resources` and `detail`. */
  publish(source: `aws.${string}`, said: object): void;
  /** Resolves when no delivery runs or is due soon. */
  idle(): Promise<void>;
  /** The next deliveries come twice, as EventBridge may do. */
  duplicateNext(times: number): void;
  /** The next deliveries come later. */
  delayNext(times: number, ms: number): void;
  close(): void;
}

interface Rule {
  readonly model: RuleModel;
  readonly targets: readonly Target[];
  readonly fits: ((event: unknown) => boolean) | undefined;
  readonly schedule: Schedule | undefined;
  readonly mostMissed: number;
}

interface Accepted {
  readonly answer: Fault | { EventId: string };
  readonly deliveries: readonly NewDelivery[];
  readonly archived: readonly Archived[];
}

const ruleOf = (model: RuleModel): Rule => ({
  model,
  targets: targetsOf(model),
  fits: model.pattern === undefined ? undefined : compilePattern(model.pattern),
  schedule: model.schedule === undefined ? undefined : parseSchedule(model.schedule),
  mostMissed: mostMissedTicks(model.schedule ?? ''),
});

/** AWS bills an event for each 64 KB begun. */
const chunkBytes = 65_536;

const busName = (nameOrArn: string): string => nameOrArn.split('/').at(-1) ?? nameOrArn;

const listing = z.looseObject({
  EventBusName: z.string().default('default'),
  NamePrefix: z.string().default(''),
});

export const openEvents = (options: EventsOptions): Events => {
  const { clock, meter } = options;
  const rules = options.rules.map(ruleOf);
  const byArn = new Map(rules.map((rule) => [rule.model.arn, rule]));
  const buses = new Set(['default', ...options.buses.map(busName)]);
  const store = openEventStore(options.file);
  const ticks = new Set<() => void>();
  let closed = false;
  const delivering = openDelivering({
    clock,
    store,
    deliver: options.deliver,
    deadLetter: options.deadLetter,
    routeOf: (delivery) => {
      const rule = byArn.get(delivery.ruleArn);
      const target = rule?.targets.find((one) => one.Id === delivery.targetId);
      return rule === undefined || target === undefined ? undefined : { rule: rule.model, target };
    },
  });

  const archives = openArchives(options.archives, store, clock);

  const deliveriesOf = (rule: Rule, event: Record<string, unknown>): NewDelivery[] =>
    rule.targets.map((target) => ({
      ruleArn: rule.model.arn,
      targetId: target.Id,
      payload: JSON.stringify(payloadFor(target, event, rule.model)),
      acceptedMs: clock.now(),
      dueMs: delivering.startMs(),
    }));

  const onBus = (bus: string, event: Record<string, unknown>): NewDelivery[] =>
    rules
      .filter(
        (rule) =>
          rule.model.enabled && busName(rule.model.bus) === bus && rule.fits?.(event) === true,
      )
      .flatMap((rule) => deliveriesOf(rule, event));

  const permit = (entry: Entry, caller: Caller): void =>
    caller.authorize?.('events:PutEvents', busArn(busName(entry.EventBusName ?? 'default')), {
      ...(entry.Source === undefined ? {} : { 'events:source': entry.Source }),
      ...(entry.DetailType === undefined ? {} : { 'events:detail-type': entry.DetailType }),
    });

  const accept = (entry: Entry): Accepted => {
    const bus = busName(entry.EventBusName ?? 'default');
    const unknown = {
      ErrorCode: 'ResourceNotFoundException',
      ErrorMessage: `Event bus ${bus} does not exist.`,
    };
    const fault = faultOf(entry) ?? (buses.has(bus) ? undefined : unknown);
    if (fault !== undefined) return { answer: fault, deliveries: [], archived: [] };
    const id = randomUUID();
    const event = eventOf(entry, id, clock.now());
    return {
      answer: { EventId: id },
      deliveries: onBus(bus, event),
      archived: archives.kept(bus, event),
    };
  };

  const putEvents = (input: unknown, caller: Caller): unknown => {
    const entries = entriesOf(input);
    for (const entry of entries) permit(entry, caller);
    const accepted = entries.map(accept);
    const archived = accepted.flatMap((one) => one.archived);
    for (const delivery of store.add(
      accepted.flatMap((one) => one.deliveries),
      { archived },
    ))
      delivering.take(delivery);
    for (const [index, entry] of entries.entries())
      if ('EventId' in (accepted[index]?.answer ?? {})) {
        const chunks = Math.max(1, Math.ceil(sizeOf(entry) / chunkBytes));
        meter.count('events.published', chunks);
        meter.count('events.publishedOf', chunks, entry.Source);
      }
    const answers = accepted.map((one) => one.answer);
    return {
      FailedEntryCount: answers.filter((one) => 'ErrorCode' in one).length,
      Entries: answers,
    };
  };

  /** Ticks that passed while the clock jumped or the process was down, the last of them, and the one to come. */
  const passed = (
    { mostMissed }: Rule,
    schedule: Schedule,
    first: number,
  ): { due: number[]; next: number | undefined } => {
    const due: number[] = [];
    let next: number | undefined = first;
    while (next !== undefined && next <= clock.now()) {
      due.push(next);
      if (due.length > mostMissed) due.shift();
      next = schedule(next);
    }
    return { due, next };
  };

  const keep = (rule: Rule, schedule: Schedule, first: number): void => {
    if (closed) return;
    const { due, next } = passed(rule, schedule, first);
    const deliveries = due.flatMap((at) =>
      deliveriesOf(rule, scheduledEvent(rule.model.arn, randomUUID(), at)),
    );
    for (const one of store.add(deliveries, {
      tick: { ruleArn: rule.model.arn, dueMs: next },
    }))
      delivering.take(one);
    if (next === undefined) return;
    const cancel = clock.at(next, () => {
      ticks.delete(cancel);
      keep(rule, schedule, next);
    });
    ticks.add(cancel);
  };

  const startSchedules = (): void => {
    for (const rule of rules) {
      if (rule.schedule === undefined || !rule.model.enabled) continue;
      const first = store.tick(rule.model.arn) ?? rule.schedule(clock.now());
      if (first !== undefined) keep(rule, rule.schedule, first);
    }
  };

  const listRules = (input: unknown): unknown => {
    const { EventBusName, NamePrefix } = listing.parse(input);
    const bus = busName(EventBusName);
    const found = rules.filter(
      ({ model }) => busName(model.bus) === bus && model.name.startsWith(NamePrefix),
    );
    return {
      Rules: found.map(({ model }) => ({
        Name: model.name,
        Arn: model.arn,
        EventBusName: bus,
        State: model.enabled ? 'ENABLED' : 'DISABLED',
        ...(model.pattern === undefined ? {} : { EventPattern: JSON.stringify(model.pattern) }),
        ...(model.schedule === undefined ? {} : { ScheduleExpression: model.schedule }),
      })),
    };
  };

  const listTargets = (input: unknown): unknown => {
    const { Rule: name } = z.looseObject({ Rule: z.string() }).parse(input);
    const rule = rules.find((one) => one.model.name === name);
    if (rule === undefined)
      throw new AwsError('ResourceNotFoundException', `Rule ${name} does not exist.`);
    return { Targets: rule.targets };
  };

  /** An event of an archive, for those of the rules alone that the replay is confined to, where it is. */
  const replayed = (
    ruleArns: readonly string[] | undefined,
    event: Record<string, unknown>,
  ): void => {
    const deliveries = rules
      .filter(
        ({ model, fits }) =>
          model.enabled && ruleArns?.includes(model.arn) !== false && fits?.(event) === true,
      )
      .flatMap((rule) => deliveriesOf(rule, event));
    for (const one of store.add(deliveries)) delivering.take(one);
  };

  return {
    targetPrefix: 'AWSEvents',
    handle: async (operation, input, caller) => {
      if (operation === 'PutEvents') return putEvents(input, caller);
      if (operation === 'ListRules') return listRules(input);
      if (operation === 'ListTargetsByRule') return listTargets(input);
      if (operation === 'DescribeArchive') return archives.describe(input);
      if (operation === 'DescribeReplay') return archives.describeReplay(input);
      if (operation === 'StartReplay') return archives.start(input, replayed);
      throw new AwsError(
        'UnknownOperationException',
        `EventBridge ${operation} does not run locally`,
      );
    },
    resume: () => {
      for (const delivery of store.all()) delivering.take(delivery);
      startSchedules();
    },
    publish: (source, said) => {
      const event = serviceEvent(source, randomUUID(), clock.now(), said);
      for (const one of store.add(onBus('default', event))) delivering.take(one);
    },
    idle: delivering.idle,
    duplicateNext: delivering.duplicateNext,
    delayNext: delivering.delayNext,
    close: () => {
      closed = true;
      delivering.close();
      for (const cancel of ticks) cancel();
      store.close();
    },
  };
};
