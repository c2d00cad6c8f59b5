import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { stages } from '../../infra/stages.ts';
import { addSystem } from '../../infra/system.ts';

interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly Properties: any;
}

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** What AwsSolutions says of an app, after the acknowledgements beside the constructs; synthesis throws all of it. */
const findingsOf = (app: App): string => {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  try {
    app.synth();
    return '';
  } catch (error) {
    return String(error);
  }
};

const readTemplate = (app: App, { stackName }: Stack): { Resources: Record<string, Resource> } =>
  JSON.parse(readFileSync(join(app.outdir, `${stackName}.template.json`), 'utf8'));

const freshApp = (): App =>
  new App({
    outdir: mkdtempSync(join(tmpdir(), 'strowger-cdk-')),
    context: {
      '@aws-cdk/aws-iam:minimizePolicies': true,
      '@aws-cdk/core:target-partitions': ['aws'],
    },
  });

it('the rules do find what is wrong', () => {
  const app = freshApp();
  new Queue(new Stack(app, 'Bad'), 'Open');
  expect(findingsOf(app)).toContain('AwsSolutions-SQS');
});

describe.each(['local', 'dev', 'prod'] as const)('the stacks of %s', (name) => {
  let findings: string;
  let resources: (Resource & { id: string })[];
  let statements: Statement[];
  let sizes: readonly (readonly [string, number])[];

  beforeAll(() => {
    const app = freshApp();
    const stacks = addSystem(app, stages[name]);
    findings = findingsOf(app);
    resources = stacks.flatMap((stack) => {
      const template = readTemplate(app, stack);
      return Object.entries<Resource>(template.Resources).map(([id, resource]) => ({
        id,
        ...resource,
      }));
    });
    sizes = stacks.map((stack) => [
      stack.stackName,
      Object.keys(readTemplate(app, stack).Resources).length,
    ]);
    statements = resources
      .filter(({ Type }) => Type === 'AWS::IAM::Policy')
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
  });

  const of = (type: string): Resource[] => resources.filter(({ Type }) => Type === type);

  it('pass AwsSolutions, each exception with its reason', () => {
    expect(findings).toBe('');
  });

  it('grant no wildcard action, and every resource only where AWS names none', () => {
    const actions = statements.flatMap(({ Action }) => Action);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
    const everywhere = statements
      .filter(({ Resource }) => [Resource].flat().includes('*'))
      .flatMap(({ Action }) => Action);
    // Delivery of vended logs knows no resources; CDK grants it for a machine's log. A task's token is its address.
    expect(
      everywhere.filter(
        (action) =>
          !/^(logs:|dynamodb:ListStreams$|states:SendTask(Success|Failure)$)/.test(action),
      ),
    ).toEqual([]);
  });

  it('let only the relay publish to the bus', () => {
    const publishing = resources.filter(
      ({ Type, Properties }) =>
        Type === 'AWS::IAM::Policy' &&
        JSON.stringify(Properties.PolicyDocument).includes('events:PutEvents'),
    );
    expect(publishing.map(({ id }) => id)).toEqual([expect.stringMatching(/^Relay/)]);
  });

  it('let a function touch the rows of its own types alone', () => {
    const table = statements.filter(({ Action }) =>
      [Action]
        .flat()
        .some((action) => /^dynamodb:(GetItem|Put|Batch|Query|Condition)/.test(action)),
    );
    expect(table.length).toBeGreaterThan(20);
    expect(
      table.filter(
        ({ Condition }) => !JSON.stringify(Condition ?? {}).includes('dynamodb:LeadingKeys'),
      ),
    ).toEqual([]);
  });

  it('give every rule a dead letter queue and every queue an alarm', () => {
    const targets = of('AWS::Events::Rule').flatMap(({ Properties }) => Properties.Targets);
    expect(targets.length).toBeGreaterThan(20);
    expect(targets.filter(({ DeadLetterConfig }) => DeadLetterConfig === undefined)).toEqual([]);
    const mappings = of('AWS::Lambda::EventSourceMapping');
    expect(mappings.length).toBeGreaterThan(0);
    for (const { Properties } of mappings)
      expect(Properties.DestinationConfig?.OnFailure?.Destination).toBeDefined();
    const watched = of('AWS::CloudWatch::Alarm').flatMap(({ Properties }) =>
      (Properties.Dimensions ?? [])
        .filter((one: { Name: string }) => one.Name === 'QueueName')
        .map((one: { Value: string }) => one.Value),
    );
    expect(
      of('AWS::SQS::Queue')
        .map(({ Properties }) => Properties.QueueName)
        .sort(),
    ).toEqual(watched.sort());
  });

  it('call no function asynchronously but through a rule, or with its failures kept', () => {
    const kept = of('AWS::Lambda::EventInvokeConfig').map(
      ({ Properties }) => Properties.FunctionName.Ref,
    );
    const byService = of('AWS::Lambda::Permission').filter(
      ({ Properties }) => Properties.Principal !== 'apigateway.amazonaws.com',
    );
    expect(byService.length).toBeGreaterThan(10);
    for (const { Properties } of byService) {
      expect(Properties.Principal).toBe('events.amazonaws.com');
      expect(kept).toContain(Properties.FunctionName['Fn::GetAtt'][0]);
    }
  });

  it('keep what a function fails on after a rule has handed it over', () => {
    const invoked = of('AWS::Events::Rule')
      .flatMap(({ Properties }) => Properties.Targets)
      .flatMap(({ Arn }) => (Arn['Fn::GetAtt'] ?? [])[0])
      .filter((id) =>
        resources.some((one) => one.id === id && one.Type === 'AWS::Lambda::Function'),
      );
    const kept = of('AWS::Lambda::EventInvokeConfig')
      .filter(({ Properties }) => Properties.DestinationConfig.OnFailure.Destination !== undefined)
      .map(({ Properties }) => Properties.FunctionName.Ref);
    expect(invoked.length).toBeGreaterThan(3);
    expect([...new Set(invoked)].sort()).toEqual(kept.sort());
  });

  it('watch the account for throttling, every function for errors and every machine for time', () => {
    const names = of('AWS::CloudWatch::Alarm').map(({ Properties }) => Properties.AlarmName);
    expect(names).toContain(`strowger-${name}-throttles`);
    for (const { Properties } of of('AWS::Lambda::Function'))
      expect(names).toContain(`${Properties.FunctionName}-errors`);
    for (const { Properties } of of('AWS::StepFunctions::StateMachine'))
      expect(names).toContain(`${Properties.StateMachineName}-timed-out`);
  });

  it('stay below 400 resources a stack, of the 500 that CloudFormation takes', () => {
    expect(sizes.filter(([, size]) => size >= 400)).toEqual([]);
  });

  it('make each function give up before API Gateway does', () => {
    const apis = of('AWS::Lambda::Function').filter(({ Properties }) =>
      /-(api|authorizer|docs)$/.test(Properties.FunctionName),
    );
    expect(apis.length).toBeGreaterThan(10);
    expect(apis.filter(({ Properties }) => Properties.Timeout >= 29)).toEqual([]);
  });

  it('keep logs for a set time, and the data as the stage says', () => {
    expect(
      of('AWS::Logs::LogGroup').filter(
        ({ Properties }) => Properties.RetentionInDays === undefined,
      ),
    ).toEqual([]);
    const [table] = of('AWS::DynamoDB::Table');
    expect(table).toMatchObject({
      DeletionPolicy: name === 'prod' ? 'Retain' : 'Delete',
      Properties: {
        DeletionProtectionEnabled: name === 'prod',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: true },
      },
    });
  });
});
