import { Aws, Duration } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { nameOf } from '../names.ts';
import type { StageSettings } from '../stages.ts';

/** Short enough to be told soon, long enough that one slow request is no alarm. */
export const fiveMinutes = Duration.minutes(5);

/** A service's own figure, summed over a period. */
export const sum = (
  namespace: string,
  metricName: string,
  dimensionsMap: Readonly<Record<string, string>>,
  period = fiveMinutes,
): Metric => new Metric({ namespace, metricName, dimensionsMap, statistic: 'Sum', period });

/** A figure that the functions write; `functions/kernel/observability/metrics.ts` has the names. */
export const business = (
  stage: StageSettings,
  metricName: string,
  statistic = 'Sum',
  period = fiveMinutes,
): Metric =>
  new Metric({
    namespace: 'Strowger',
    metricName,
    dimensionsMap: { service: 'strowger', stage: stage.name },
    statistic,
    period,
  });

export const functionSum = (functionName: string, metricName: string): Metric =>
  sum('AWS/Lambda', metricName, { FunctionName: functionName });

const machineArn = (name: string): string =>
  `arn:${Aws.PARTITION}:states:${Aws.REGION}:${Aws.ACCOUNT_ID}:stateMachine:${name}`;

export const machineSum = (name: string, metricName: string): Metric =>
  sum('AWS/States', metricName, { StateMachineArn: machineArn(name) });

export const apiSum = ({ name }: StageSettings, metricName: string, period = fiveMinutes): Metric =>
  sum('AWS/ApiGateway', metricName, { ApiName: nameOf(name), Stage: name }, period);

/** The share of `bad` in `all`, 0 where there is nothing to share. */
export const share = (bad: Metric, all: readonly Metric[], period: Duration): MathExpression => {
  const parts = all.map((metric, index) => [`all${index}`, metric] as const);
  const total = parts.map(([id]) => `FILL(${id}, 0)`).join(' + ');
  return new MathExpression({
    expression: `IF((${total}) > 0, FILL(bad, 0) / (${total}), 0)`,
    usingMetrics: { bad, ...Object.fromEntries(parts) },
    period,
  });
};
