import { Duration } from 'aws-cdk-lib';
import type { IAlarm, IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { StageSettings } from '../stages.ts';
import { apiSum, business, fiveMinutes, functionSum, machineSum, share, sum } from './metrics.ts';

/** A figure, and the value that is one too many. */
export interface Watch {
  readonly metric: IMetric;
  readonly threshold: number;
  readonly periods: number;
  /** The heading in infra/RUNBOOK.md that says what it means, where to look and how to mend. */
  readonly runbook: string;
}

/** A heading's address in the runbook, as Markdown viewers make it. */
export const runbookLink = (heading: string): string =>
  `"${heading}": infra/RUNBOOK.md#${heading
    .toLowerCase()
    .replaceAll(' ', '-')
    .replaceAll(/[^a-z0-9-]/g, '')}`;

/** An alarm that leads to its heading in the runbook. It is shown; composite alarms are what tells people. */
export const watch = (
  scope: Construct,
  name: string,
  { metric, threshold, periods, runbook }: Watch,
): IAlarm =>
  new Alarm(scope, name, {
    alarmName: name,
    alarmDescription: runbookLink(runbook),
    metric,
    threshold,
    evaluationPeriods: periods,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });

/** Nothing ends there that is not a customer's order, move or change: one is one too many. */
export const deadLetters = (queue: string): Watch => ({
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
export const functionErrors = (name: string): Watch => ({
  metric: functionSum(name, 'Errors'),
  threshold: 5,
  periods: 2,
  runbook: 'A function fails',
});

/**
 * Bursts are throttled and tried again; throttling for ten minutes means that the account's concurrency is used up. That
 * is the whole account's, so one alarm watches it and not one a function.
 */
export const throttles = (): Watch => ({
  metric: sum('AWS/Lambda', 'Throttles', {}),
  threshold: 5,
  periods: 2,
  runbook: 'A function is throttled',
});

/** A machine undoes what fails and ends well; one that fails could not even do that. */
export const machineFails = (name: string): Watch => ({
  metric: machineSum(name, 'ExecutionsFailed'),
  threshold: 1,
  periods: 1,
  runbook: 'A state machine failed',
});

/** The limit is days beyond any step's own: nobody waits for it any more. */
export const machineTimesOut = (name: string): Watch => ({
  metric: machineSum(name, 'ExecutionsTimedOut'),
  threshold: 1,
  periods: 1,
  runbook: 'A state machine timed out',
});

/** Orders promise seconds; a minute of lag between a change and its event is felt by everyone. */
export const relayLag = (name: string): Watch => ({
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
export const apiFailures = (stage: StageSettings): Watch => ({
  metric: apiSum(stage, '5XXError'),
  threshold: 5,
  periods: 1,
  runbook: 'The API answers 500',
});

/** The table is on demand: it throttles where one partition takes more than 1,000 writes a second. */
export const tableThrottles = (table: string): Watch => ({
  metric: sum('AWS/DynamoDB', 'ThrottledRequests', { TableName: table, Operation: 'PutItem' }),
  threshold: 20,
  periods: 2,
  runbook: 'The table is throttled',
});

/** A week of looks and a calling-off without an answer: a person has to ask the provider. */
export const paymentsUnknown = (stage: StageSettings): Watch => ({
  metric: business(stage, 'PaymentsUnknown'),
  threshold: 1,
  periods: 1,
  runbook: 'The outcome of a payment is unknown',
});

/** An element that is silent holds its orders, and each of them waits for a person. */
export const ordersHeld = (stage: StageSettings): Watch => ({
  metric: business(stage, 'OrdersHeld'),
  threshold: 1,
  periods: 1,
  runbook: 'An order waits for a person',
});

/**
 * Batches come every few minutes: where the newest record of half of them is an hour old, for half an hour, mediation or
 * rating has fallen behind. The median, since partners' records come a day late and are not late by that.
 */
export const usageLate = (stage: StageSettings): Watch => ({
  metric: business(stage, 'UsageLag', 'p50'),
  threshold: 3_600_000,
  periods: 6,
  runbook: 'Usage is rated late',
});

/** One record of twenty over an hour is no wrong number any more: a price, a product or an event is missing. */
export const usageRejected = (stage: StageSettings): Watch => {
  const anHour = Duration.hours(1);
  const of = (name: string) => business(stage, name, 'Sum', anHour);
  return {
    metric: share(of('UsageRejected'), [of('UsageRated'), of('UsageRejected')], anHour),
    threshold: 0.05,
    periods: 1,
    runbook: 'Usage is rejected',
  };
};

/** A run that fails stops: the accounts after it are not billed, and the next run waits for nobody. */
export const billRunFails = (stage: StageSettings): Watch => ({
  metric: business(stage, 'BillRunsFailed'),
  threshold: 1,
  periods: 1,
  runbook: 'A bill run failed',
});

/** The books are certified eight hours after a run is due, so a run that ends later is not in them. */
export const billRunLate = (stage: StageSettings): Watch => ({
  metric: business(stage, 'BillRunLateness', 'Maximum'),
  threshold: 8 * 3_600_000,
  periods: 1,
  runbook: 'A bill run is late',
});

/** Money that is not accounted for is one coin too many. */
export const booksDiffer = (stage: StageSettings): Watch => ({
  metric: business(stage, 'BooksUnbalanced'),
  threshold: 1,
  periods: 1,
  runbook: 'The books do not balance',
});
