import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Aws, Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { EventBus, Match, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Capability, Start } from '../../functions/kernel/capability.ts';
import { nameOf } from '../names.ts';
import type { StageSettings } from '../stages.ts';
import { deadLetterQueue } from './queue.ts';

export interface SagaProps {
  readonly stage: StageSettings;
  readonly start: Start;
  /** Whose event starts it. */
  readonly capability: Capability;
}

/** The capabilities whose steps a definition names, `${tasks:<capability>}`. */
const capabilitiesIn = (definition: string): readonly string[] => [
  ...new Set([...definition.matchAll(/\$\{tasks:([a-z-]+)\}/g)].flatMap((match) => match[1] ?? [])),
];

/** A state machine from its folder, started by an event, allowed to call the functions that it names. */
export class Saga extends Construct {
  constructor(scope: Construct, id: string, { stage, start, capability }: SagaProps) {
    super(scope, id);
    const text = readFileSync(
      join('statemachines', start.machine, `${start.machine}.asl.json`),
      'utf8',
    );
    const arns = new Map(
      capabilitiesIn(text).map((name) => [
        name,
        `arn:${Aws.PARTITION}:lambda:${Aws.REGION}:${Aws.ACCOUNT_ID}:function:${nameOf(stage.name, name, 'tasks')}`,
      ]),
    );
    const logs = new LogGroup(this, 'Log', {
      logGroupName: `/aws/vendedlogs/states/${nameOf(stage.name, start.machine)}`,
      retention: stage.logDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const machine = new StateMachine(this, 'Machine', {
      stateMachineName: nameOf(stage.name, start.machine),
      // Substituted here and not by CloudFormation, whose names may not hold a colon or a hyphen.
      definitionBody: DefinitionBody.fromString(
        text.replaceAll(/\$\{tasks:([a-z-]+)\}/g, (_, name: string) => arns.get(name) ?? ''),
      ),
      logs: { destination: logs, level: LogLevel.ERROR, includeExecutionData: false },
    });
    Validations.of(this).acknowledge(
      {
        id: 'AwsSolutions-SF1',
        reason:
          'Errors are logged; the history of every execution is kept by the service itself, and logging all of it costs more than running it.',
      },
      {
        id: 'AwsSolutions-SF2',
        reason: 'Tracing is off by default: a correlation id goes through logs and events.',
      },
      {
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason: 'The actions of log delivery know no resources.',
      },
    );
    machine.addToRolePolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [...arns.values()] }),
    );
    new Rule(this, 'Start', {
      ruleName: nameOf(stage.name, start.machine, 'starts'),
      eventBus: EventBus.fromEventBusName(this, 'Bus', nameOf(stage.name)),
      eventPattern: {
        source: Match.exactString(`${capability.domain}.${capability.name}`),
        detailType: [start.event],
        ...(start.where !== undefined && { detail: { ...start.where } }),
      },
      targets: [
        new SfnStateMachine(machine, {
          input: RuleTargetInput.fromEventPath('$.detail'),
          deadLetterQueue: deadLetterQueue(this, 'DeadLetters', stage, start.machine),
          retryAttempts: 20,
          maxEventAge: Duration.hours(24),
        }),
      ],
    });
  }
}
