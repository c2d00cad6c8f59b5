import { readFileSync } from 'node:fs';
import { Stack, Validations } from 'aws-cdk-lib';
import type { IAlarm, IAlarmRule } from 'aws-cdk-lib/aws-cloudwatch';
import { AlarmRule, AlarmState, CompositeAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { Capability } from '../../functions/kernel/capability.ts';
import { entryPoints, hearsEvents } from '../bundle/entries.ts';
import {
  apiFailures,
  billRunFails,
  billRunLate,
  booksDiffer,
  deadLetters,
  functionErrors,
  machineFails,
  machineTimesOut,
  ordersHeld,
  paymentsUnknown,
  relayLag,
  runbookLink,
  tableThrottles,
  throttles,
  usageLate,
  usageRejected,
  type Watch,
  watch,
} from '../constructs/alarms.ts';
import { dashboards } from '../constructs/dashboards.ts';
import { burnRules, objectivesOf } from '../constructs/objectives.ts';
import { nameOf } from '../names.ts';
import { Prices } from '../prices.ts';
import type { StageSettings } from '../stages.ts';

/** Every dead letter queue of the stacks, by name: those of subscribers, machines, the relay and the hubs. */
export const deadLetterQueuesOf = (
  stage: string,
  capabilities: readonly Capability[],
): readonly string[] => [
  ...capabilities.flatMap((one) =>
    hearsEvents(one) ? [nameOf(stage, one.name, 'dead-letters')] : [],
  ),
  ...capabilities.flatMap(({ name, schedules }) =>
    schedules === undefined ? [] : [nameOf(stage, name, 'schedules', 'dead-letters')],
  ),
  ...capabilities.flatMap(({ starts }) =>
    (starts ?? []).map(({ machine }) => nameOf(stage, machine, 'dead-letters')),
  ),
  nameOf(stage, 'relay', 'dead-letters'),
  nameOf(stage, 'hub-delivery', 'dead-letters'),
];

/** Leaf alarms show what is wrong; a few composite ones tell people, so that one cause is told once. */
export class ObservabilityStack extends Stack {
  private readonly stage: StageSettings;
  private readonly topic: Topic;

  constructor(
    scope: Construct,
    id: string,
    {
      stage,
      capabilities,
    }: { readonly stage: StageSettings; readonly capabilities: readonly Capability[] },
  ) {
    super(scope, id);
    this.stage = stage;
    this.topic = this.alarmTopic();
    const functions = Object.keys(entryPoints(capabilities)).map((key) => nameOf(stage.name, key));
    const machines = capabilities.flatMap(({ starts }) =>
      (starts ?? []).map(({ machine }) => nameOf(stage.name, machine)),
    );
    this.alarms(functions, machines, deadLetterQueuesOf(stage.name, capabilities));
    this.objectives();
    const { prices } = Prices.parse(JSON.parse(readFileSync('infra/prices.json', 'utf8')));
    const price = (name: string): number => {
      const found = prices[name];
      if (found === undefined) throw new Error(`infra/prices.json has no price ${name}`);
      return found.usd / found.per;
    };
    const functionsOf = (capability: string) =>
      functions.filter((name) =>
        ['api', 'events', 'tasks'].some((room) => name === nameOf(stage.name, capability, room)),
      );
    dashboards(this, { stage, functions, machines, functionsOf, price });
  }

  private alarmTopic(): Topic {
    const topic = new Topic(this, 'Alarms', {
      topicName: nameOf(this.stage.name, 'alarms'),
      enforceSSL: this.stage.plainHttp !== true,
    });
    if (this.stage.alarmEmail !== undefined)
      topic.addSubscription(new EmailSubscription(this.stage.alarmEmail));
    Validations.of(topic).acknowledge({
      id: 'AwsSolutions-SNS2',
      reason: 'It carries names of alarms and no data; an own key would cost a dollar a month.',
    });
    return topic;
  }

  private alarms(
    functions: readonly string[],
    machines: readonly string[],
    queues: readonly string[],
  ): void {
    const named = (...parts: readonly string[]) => nameOf(this.stage.name, ...parts);
    const relay = named('relay');
    const one = (name: string, what: Watch): IAlarm => watch(this, name, what);
    const throttled = one(named('throttles'), throttles());
    const table = one(named('table-throttles'), tableThrottles(named()));
    const late = one(`${relay}-lag`, relayLag(relay));
    const capacity = this.page('capacity', 'The platform is at its limit', [throttled, table]);
    // What is throttled fails, comes late and ends in dead letters: the cause is told, not what follows from it.
    this.page(
      'events',
      'Events do not come through',
      [late, one(`${relay}-errors`, functionErrors(relay))],
      capacity,
    );
    this.page(
      'api',
      'The API answers 500',
      [one(named('api-5xx'), apiFailures(this.stage))],
      capacity,
    );
    this.page('payments', 'The outcome of a payment is unknown', [
      one(named('payments-unknown'), paymentsUnknown(this.stage)),
    ]);
    this.page('held-orders', 'An order waits for a person', [
      one(named('orders-held'), ordersHeld(this.stage)),
    ]);
    this.page(
      'usage',
      'Usage is not rated as it should be',
      [
        one(named('usage-late'), usageLate(this.stage)),
        one(named('usage-rejected'), usageRejected(this.stage)),
      ],
      capacity,
    );
    this.page(
      'bills',
      'Bills are not as they should be',
      [
        one(named('bills-run-failed'), billRunFails(this.stage)),
        one(named('bills-run-late'), billRunLate(this.stage)),
        one(named('books-differ'), booksDiffer(this.stage)),
      ],
      capacity,
    );
    this.page(
      'functions',
      'A function fails',
      functions
        .filter((name) => name !== relay)
        .map((name) => one(`${name}-errors`, functionErrors(name))),
      capacity,
    );
    this.page(
      'machines',
      'A state machine failed',
      machines.flatMap((name) => [
        one(`${name}-failed`, machineFails(name)),
        one(`${name}-timed-out`, machineTimesOut(name)),
      ]),
      capacity,
    );
    this.page(
      'dead-letters',
      'A dead letter',
      queues.map((name) => one(name, deadLetters(name))),
      capacity,
    );
  }

  private objectives(): void {
    for (const objective of objectivesOf(this.stage))
      for (const { name, rule } of burnRules(this, nameOf(this.stage.name), objective))
        this.tell(name, objective.runbook, rule);
  }

  /** One message for as many alarms as are on, and none while what causes them is told already. */
  private page(
    name: string,
    runbook: string,
    alarms: readonly IAlarm[],
    cause?: CompositeAlarm,
  ): CompositeAlarm {
    const rule = AlarmRule.anyOf(
      ...alarms.map((alarm) => AlarmRule.fromAlarm(alarm, AlarmState.ALARM)),
    );
    return this.tell(name, runbook, rule, cause);
  }

  private tell(
    name: string,
    runbook: string,
    alarmRule: IAlarmRule,
    cause?: CompositeAlarm,
  ): CompositeAlarm {
    const alarm = new CompositeAlarm(this, `Tell-${name}`, {
      compositeAlarmName: nameOf(this.stage.name, 'tell', name),
      alarmDescription: runbookLink(runbook),
      alarmRule,
      ...(cause !== undefined && { actionsSuppressor: cause }),
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    return alarm;
  }
}
