import { Duration, Stack } from 'aws-cdk-lib';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import {
  Alarm,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Capability } from '../../functions/kernel/capability.ts';
import { entryPoints, hearsEvents } from '../bundle/entries.ts';
import { nameOf } from '../names.ts';
import type { StageSettings } from '../stages.ts';

interface Watch {
  readonly metric: Metric;
  readonly threshold: number;
  readonly periods: number;
  /** The heading in infra/RUNBOOK.md that says what it means, where to look and how to mend. */
  readonly runbook: string;
}

const fiveMinutes = Duration.minutes(5);
const sum = (
  namespace: string,
  metricName: string,
  dimensionsMap: Record<string, string>,
): Metric =>
  new Metric({ namespace, metricName, dimensionsMap, statistic: 'Sum', period: fiveMinutes });

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

/** Alarms that someone can act on, and the first dashboard: are orders flowing, and where do they stick. */
export class ObservabilityStack extends Stack {
  private readonly stage: StageSettings;

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
    const functions = Object.keys(entryPoints(capabilities)).map((key) => nameOf(stage.name, key));
    const machines = capabilities.flatMap(({ starts }) =>
      (starts ?? []).map(({ machine }) => nameOf(stage.name, machine)),
    );
    for (const queue of deadLetterQueuesOf(stage.name, capabilities))
      this.alarm(queue, deadLetters(queue));
    for (const name of functions) {
      this.alarm(`${name}-errors`, functionErrors(name));
      this.alarm(`${name}-throttles`, functionThrottles(name));
    }
    for (const name of machines) {
      this.alarm(
        `${name}-failed`,
        this.machineEnds(name, 'ExecutionsFailed', 'A state machine failed'),
      );
      this.alarm(
        `${name}-timed-out`,
        this.machineEnds(name, 'ExecutionsTimedOut', 'A state machine timed out'),
      );
    }
    this.alarm(`${nameOf(stage.name, 'relay')}-lag`, relayLag(nameOf(stage.name, 'relay')));
    this.alarm(`${nameOf(stage.name)}-api-5xx`, apiFailures(nameOf(stage.name), stage.name));
    this.dashboard(functions, machines);
  }

  private alarm(name: string, { metric, threshold, periods, runbook }: Watch): void {
    new Alarm(this, name, {
      alarmName: name,
      alarmDescription: `infra/RUNBOOK.md, "${runbook}"`,
      metric,
      threshold,
      evaluationPeriods: periods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }

  private machineArn(name: string): string {
    return `arn:${this.partition}:states:${this.region}:${this.account}:stateMachine:${name}`;
  }

  private machineEnds(name: string, metric: string, runbook: string): Watch {
    return {
      metric: sum('AWS/States', metric, { StateMachineArn: this.machineArn(name) }),
      threshold: 1,
      periods: 1,
      runbook,
    };
  }

  private dashboard(functions: readonly string[], machines: readonly string[]): void {
    const { name } = this.stage;
    const business = (metricName: string, statistic: string): IMetric =>
      new Metric({
        namespace: 'Strowger',
        metricName,
        dimensionsMap: { service: 'strowger', stage: name },
        statistic,
        period: fiveMinutes,
      });
    const graph = (title: string, left: IMetric[]): GraphWidget =>
      new GraphWidget({ title, left, width: 12 });
    new Dashboard(this, 'Orders', { dashboardName: nameOf(name, 'orders') }).addWidgets(
      graph('Are orders flowing?', [
        business('OrdersCompleted', 'Sum'),
        business('OrdersFailed', 'Sum'),
        business('OrdersCancelled', 'Sum'),
      ]),
      graph('How long does an order take?', [
        business('OrderLeadTime', 'p50'),
        business('OrderLeadTime', 'p95'),
      ]),
      graph(
        'Where do they stick?',
        machines.flatMap((machine) =>
          ['ExecutionsStarted', 'ExecutionsSucceeded', 'ExecutionsFailed'].map((metric) =>
            sum('AWS/States', metric, { StateMachineArn: this.machineArn(machine) }),
          ),
        ),
      ),
      graph(
        'Do functions fail?',
        functions.map((one) => sum('AWS/Lambda', 'Errors', { FunctionName: one })),
      ),
      graph(
        'Does the table keep up?',
        ['ConsumedReadCapacityUnits', 'ConsumedWriteCapacityUnits'].map((metric) =>
          sum('AWS/DynamoDB', metric, { TableName: nameOf(name) }),
        ),
      ),
      graph(
        'Does the API answer?',
        ['Count', '4XXError', '5XXError'].map((metric) =>
          sum('AWS/ApiGateway', metric, { ApiName: nameOf(name), Stage: name }),
        ),
      ),
    );
  }
}

/** Nothing ends there that is not a customer's order, move or change: one is one too many. */
const deadLetters = (queue: string): Watch => ({
  metric: new Metric({
    namespace: 'AWS/SQS',
    metricName: 'ApproximateNumberOfMessagesVisible',
    dimensionsMap: { QueueName: queue },
    statistic: 'Maximum',
    period: fiveMinutes,
  }),
  threshold: 1,
  periods: 1,
  runbook: 'A dead letter',
});

/** A retry hides a single error; five in five minutes, twice, is a fault. */
const functionErrors = (name: string): Watch => ({
  metric: sum('AWS/Lambda', 'Errors', { FunctionName: name }),
  threshold: 5,
  periods: 2,
  runbook: 'A function fails',
});

/** Bursts are throttled and tried again; throttling for ten minutes means that the account's concurrency is used up. */
const functionThrottles = (name: string): Watch => ({
  metric: sum('AWS/Lambda', 'Throttles', { FunctionName: name }),
  threshold: 5,
  periods: 2,
  runbook: 'A function is throttled',
});

/** Orders promise seconds; a minute of lag between a change and its event is felt by everyone. */
const relayLag = (name: string): Watch => ({
  metric: new Metric({
    namespace: 'AWS/Lambda',
    metricName: 'IteratorAge',
    dimensionsMap: { FunctionName: name },
    statistic: 'Maximum',
    period: fiveMinutes,
  }),
  threshold: 60_000,
  periods: 1,
  runbook: 'Events come late',
});

/** Five answers of 500 in five minutes are no client's mistake. */
const apiFailures = (api: string, stage: string): Watch => ({
  metric: sum('AWS/ApiGateway', '5XXError', { ApiName: api, Stage: stage }),
  threshold: 5,
  periods: 1,
  runbook: 'The API answers 500',
});
