import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { metricNames } from '../../functions/kernel/observability/metrics.ts';
import { stages } from '../../infra/stages.ts';
import { addSystem } from '../../infra/system.ts';

interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** An intrinsic function's parts as one text: what is deployed under a name is found by that name. */
const textOf = (value: any): string =>
  typeof value === 'object' && value !== null
    ? Object.values(value).flat(3).map(textOf).join('')
    : String(value);

/** A widget's metrics are rows: namespace, name, dimension names and values, options. */
const metricsOfWidget = (rows: readonly unknown[][]): Metric[] =>
  rows
    .filter(([first]) => typeof first === 'string')
    .map((row) => {
      const [namespace = '', name = '', ...rest] = row.filter((one) => typeof one === 'string');
      const pairs = rest.flatMap((key, index) =>
        index % 2 === 0 ? [[String(key), String(rest[index + 1])]] : [],
      );
      return {
        namespace: String(namespace),
        name: String(name),
        dimensions: Object.fromEntries(pairs),
      };
    });

const metricsOfAlarm = (alarm: any): Metric[] =>
  [alarm, ...(alarm.Metrics ?? []).flatMap((one: any) => one.MetricStat?.Metric ?? [])]
    .filter(({ MetricName }) => MetricName !== undefined)
    .map(({ Namespace, MetricName, Dimensions }) => ({
      namespace: Namespace,
      name: MetricName,
      dimensions: Object.fromEntries(
        (Dimensions ?? []).map(({ Name, Value }: any) => [Name, textOf(Value)]),
      ),
    }));

describe('what is watched', () => {
  let resources: { Type: string; Properties: any }[];
  let metrics: Metric[];
  const of = (type: string) =>
    resources.filter(({ Type }) => Type === type).map(({ Properties }) => Properties);

  beforeAll(() => {
    const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'strowger-cdk-')) });
    const stacks = addSystem(app, stages.prod);
    app.synth();
    resources = stacks.flatMap(({ stackName }) =>
      Object.values<any>(
        JSON.parse(readFileSync(join(app.outdir, `${stackName}.template.json`), 'utf8')).Resources,
      ),
    );
    const widgets = of('AWS::CloudWatch::Dashboard').flatMap(
      ({ DashboardBody }) => JSON.parse(textOf(DashboardBody)).widgets,
    );
    metrics = [
      ...widgets.flatMap((widget: any) => metricsOfWidget(widget.properties.metrics ?? [])),
      ...of('AWS::CloudWatch::Alarm').flatMap(metricsOfAlarm),
    ];
  });

  it('is, of our own figures, written by the functions, and all that they write is watched', () => {
    const seen = metrics.filter(({ namespace }) => namespace === 'Strowger');
    expect([...new Set(seen.map(({ name }) => name))].sort()).toEqual(
      Object.values(metricNames).sort(),
    );
    for (const { dimensions } of seen)
      expect(dimensions).toEqual({ service: 'strowger', stage: 'prod' });
  });

  it('is, of the services, what is deployed', () => {
    const deployed: Readonly<Record<string, readonly string[]>> = {
      FunctionName: of('AWS::Lambda::Function').map((one) => one.FunctionName),
      QueueName: of('AWS::SQS::Queue').map((one) => one.QueueName),
      TableName: of('AWS::DynamoDB::Table').map((one) => one.TableName),
      ApiName: of('AWS::ApiGateway::RestApi').map((one) => one.Name),
      Stage: of('AWS::ApiGateway::Stage').map((one) => one.StageName),
      Operation: ['PutItem'],
    };
    const machines = of('AWS::StepFunctions::StateMachine').map((one) => one.StateMachineName);
    const services = metrics.filter(({ namespace }) => namespace !== 'Strowger');
    expect(services.length).toBeGreaterThan(50);
    for (const { dimensions } of services)
      for (const [name, value] of Object.entries(dimensions))
        if (name === 'StateMachineArn')
          expect(machines.some((machine) => value.endsWith(`:${machine}`))).toBe(true);
        else expect(deployed[name]).toContain(value);
  });

  it('asks the logs of groups that there are', () => {
    const groups = of('AWS::Logs::LogGroup').map((one) => one.LogGroupName);
    const asked = of('AWS::CloudWatch::Dashboard')
      .map(({ DashboardBody }) => textOf(DashboardBody))
      .flatMap((body) => [...body.matchAll(/SOURCE '([^']+)'/g)].map(([, group]) => group));
    expect(asked.length).toBeGreaterThan(0);
    for (const group of asked) expect(groups).toContain(group);
  });

  it('tells people by composite alarms alone, each alarm by one, of at most a hundred', () => {
    const told = of('AWS::CloudWatch::CompositeAlarm');
    for (const { AlarmActions } of told) expect(AlarmActions).toHaveLength(1);
    for (const { AlarmActions } of of('AWS::CloudWatch::Alarm'))
      expect(AlarmActions).toBeUndefined();
    const children = told.map(({ AlarmRule }) =>
      [...JSON.stringify(AlarmRule).matchAll(/"Fn::GetAtt":\["([^"]+)"/g)].map(([, id]) => id),
    );
    for (const one of children) expect(one.length).toBeLessThanOrEqual(100);
    const all = children.flat();
    expect(new Set(all).size).toBe(all.length);
    expect(all).toHaveLength(of('AWS::CloudWatch::Alarm').length);
  });

  it('tells the cause and not what follows: what throttling brings about is kept back', () => {
    const kept = of('AWS::CloudWatch::CompositeAlarm').filter((one) => one.ActionsSuppressor);
    expect(kept.map((one) => one.AlarmName).sort()).toEqual(
      ['api', 'bills', 'dead-letters', 'events', 'functions', 'machines', 'usage'].map(
        (name) => `strowger-prod-tell-${name}`,
      ),
    );
  });

  it('leads from every alarm to its heading in the runbook, which says means, look and mend', () => {
    const runbook = readFileSync('infra/RUNBOOK.md', 'utf8').split('\n## ').slice(1);
    const alarms = [...of('AWS::CloudWatch::Alarm'), ...of('AWS::CloudWatch::CompositeAlarm')];
    const used = new Set<string>();
    for (const { AlarmDescription } of alarms) {
      const [, heading = '', slug = ''] =
        /^"(.+)": infra\/RUNBOOK\.md#([a-z0-9-]+)$/.exec(AlarmDescription) ?? [];
      expect(slug).toBe(
        heading
          .toLowerCase()
          .replaceAll(' ', '-')
          .replaceAll(/[^a-z0-9-]/g, ''),
      );
      const section = runbook.find((one) => one.startsWith(`${heading}\n`)) ?? '';
      for (const part of ['**Means**', '**Look**', '**Mend**']) expect(section).toContain(part);
      used.add(heading);
    }
    expect(runbook.map((one) => one.split('\n')[0]).sort()).toEqual([...used].sort());
  });

  it('spends a budget over a long window and a short one, a twelfth of it', () => {
    const burns = of('AWS::CloudWatch::Alarm').filter(({ AlarmName }) => /-burns-/.test(AlarmName));
    expect(burns).toHaveLength(12);
    const rates = burns.map(({ AlarmName, Threshold }) => [
      AlarmName.replace('strowger-prod-', ''),
      Threshold,
    ]);
    expect(Object.fromEntries(rates)).toMatchObject({
      'api-burns-fast-long': 14.4 * 0.001,
      'api-burns-slow-short': 6 * 0.001,
      'orders-burns-fast-short': 14.4 * 0.01,
      'bills-burns-fast-long': 14.4 * 0.001,
    });
  });
});
