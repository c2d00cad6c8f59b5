import { Duration } from 'aws-cdk-lib';
import type { IAlarm, IAlarmRule, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { AlarmRule, AlarmState } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { StageSettings } from '../stages.ts';
import { watch } from './alarms.ts';
import { apiSum, business, share } from './metrics.ts';

/** A promise over thirty days, and the figures that say whether it is kept. */
export interface Objective {
  readonly name: string;
  readonly says: string;
  /** The share that may fail. */
  readonly budget: number;
  readonly bad: (period: Duration) => Metric;
  readonly all: (period: Duration) => readonly Metric[];
  readonly runbook: string;
}

/** What is promised. */
export const objectivesOf = (stage: StageSettings): readonly Objective[] => [
  {
    name: 'api',
    says: 'Of 1,000 requests, 999 are answered without a fault of ours',
    budget: 0.001,
    bad: (period) => apiSum(stage, '5XXError', period),
    all: (period) => [apiSum(stage, 'Count', period)],
    runbook: 'The API spends its error budget',
  },
  {
    name: 'orders',
    says: 'Of 100 orders, 99 come to their end by themselves',
    budget: 0.01,
    bad: (period) => business(stage, 'OrdersFailed', 'Sum', period),
    all: (period) =>
      ['OrdersCompleted', 'OrdersFailed'].map((name) => business(stage, name, 'Sum', period)),
    runbook: 'Orders spend their error budget',
  },
  {
    name: 'bills',
    says: 'Of 1,000 accounts that are due, 999 are billed by their run',
    budget: 0.001,
    bad: (period) => business(stage, 'BillsFailed', 'Sum', period),
    all: (period) =>
      ['BillsIssued', 'BillsHeld', 'BillsFailed'].map((name) =>
        business(stage, name, 'Sum', period),
      ),
    runbook: 'Bills spend their error budget',
  },
];

interface Burn {
  readonly name: string;
  /** How many times faster than allowed the budget is spent. */
  readonly rate: number;
  /** It is so over the long window, and still so over the short one. */
  readonly long: Duration;
  readonly short: Duration;
}

/**
 * 14.4 times too fast spends 2 % of a month's budget in an hour: somebody gets up. 6 times spends 5 % in six hours:
 * somebody looks today. The short window, a twelfth of the long one, ends the alarm soon after the cause has ended.
 */
const burns: readonly Burn[] = [
  { name: 'fast', rate: 14.4, long: Duration.hours(1), short: Duration.minutes(5) },
  { name: 'slow', rate: 6, long: Duration.hours(6), short: Duration.minutes(30) },
];

/** Two alarms a burn rate, and the rule that both must be on. */
export const burnRules = (
  scope: Construct,
  prefix: string,
  objective: Objective,
): readonly {
  readonly name: string;
  readonly rule: IAlarmRule;
  readonly alarms: readonly IAlarm[];
}[] =>
  burns.map((burn) => {
    const alarms = (['long', 'short'] as const).map((window) => {
      const period = burn[window];
      return watch(scope, `${prefix}-${objective.name}-burns-${burn.name}-${window}`, {
        metric: share(objective.bad(period), objective.all(period), period),
        threshold: burn.rate * objective.budget,
        periods: 1,
        runbook: objective.runbook,
      });
    });
    const rule = AlarmRule.allOf(
      ...alarms.map((alarm) => AlarmRule.fromAlarm(alarm, AlarmState.ALARM)),
    );
    return { name: `${objective.name}-burns-${burn.name}`, rule, alarms };
  });
