import { Aws, Duration, Validations } from 'aws-cdk-lib';
import {
  EventBus,
  EventField,
  Match,
  Rule,
  RuleTargetInput,
  Schedule,
} from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { Capability } from '../../functions/kernel/capability.ts';
import { roomsOf } from '../bundle/entries.ts';
import type { Room } from '../names.ts';
import { nameOf } from '../names.ts';
import type { StageSettings } from '../stages.ts';
import { allowFiles, filesBucketName } from './file-access.ts';
import { StrowgerFunction } from './function.ts';
import { deadLetterQueue } from './queue.ts';
import { allowTypes } from './table-access.ts';
import { timeoutSeconds } from './timeouts.ts';

export interface CapabilityPartsProps {
  readonly stage: StageSettings;
  readonly capability: Capability;
}

/** EventBridge tries an event that Lambda does not take up to twenty times within a day; then a person is needed. */
const deliveryAttempts = 20;

const functionArn = (stage: string, key: string): string =>
  `arn:${Aws.PARTITION}:lambda:${Aws.REGION}:${Aws.ACCOUNT_ID}:function:${nameOf(stage, key)}`;

/** What S3 says on the account's default bus of files written in some areas. */
const filePattern = (stage: string, areas: readonly string[]) => ({
  source: Match.exactString('aws.s3'),
  detailType: ['Object Created'],
  detail: {
    bucket: { name: [filesBucketName(stage)] },
    object: { key: areas.map((area) => ({ wildcard: `*/${area}/*` })) },
  },
});

const isScheduled = ({ schedules }: Capability): boolean => (schedules ?? []).length > 0;

/** A capability's functions, what they may do, and the rules that bring it its events: all from its manifest. */
export class CapabilityParts extends Construct {
  constructor(scope: Construct, id: string, { stage, capability }: CapabilityPartsProps) {
    super(scope, id);
    for (const room of roomsOf(capability)) {
      const made = this.room(stage, capability, room);
      if (room === 'events') this.listen(made, stage, capability);
      if (room === 'tasks' && isScheduled(capability)) this.schedule(made, stage, capability);
    }
  }

  /** One function, with what its capability may touch. */
  private room(stage: StageSettings, capability: Capability, room: Room): StrowgerFunction {
    const { name, owns, files } = capability;
    const scheduled = isScheduled(capability);
    const made = new StrowgerFunction(this, room, {
      stage,
      key: `${name}-${room}`,
      timeoutSeconds: timeoutSeconds(name, room),
      environment: {
        TABLE_NAME: nameOf(stage.name),
        CAPABILITY: name,
        ...(files && { FILES_BUCKET: filesBucketName(stage.name) }),
        ...(scheduled && { REMEMBERS_TENANTS: 'yes' }),
      },
    });
    allowTypes(made, stage.name, [...owns, ...(scheduled ? ['Tenant'] : [])]);
    if (files !== undefined) allowFiles(made, stage.name, files);
    this.allowPeers(made, stage, capability, room);
    return made;
  }

  private allowPeers(
    made: StrowgerFunction,
    stage: StageSettings,
    capability: Capability,
    room: Room,
  ): void {
    const peers = capability.calls ?? [];
    if (peers.length > 0)
      made.allow(
        ['lambda:InvokeFunction'],
        peers.map((peer) => functionArn(stage.name, `${peer}-api`)),
      );
    if (room !== 'api' && capability.answers !== undefined) {
      made.allow(['states:SendTaskSuccess', 'states:SendTaskFailure'], ['*']);
      Validations.of(made).acknowledge({
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason: 'Answering a task knows no resources on AWS: the token alone says which one.',
      });
    }
  }

  private listen(made: StrowgerFunction, stage: StageSettings, capability: Capability): void {
    const eventBus = EventBus.fromEventBusName(this, 'Bus', nameOf(stage.name));
    const queue = deadLetterQueue(this, 'DeadLetters', stage, capability.name);
    made.keepFailures(queue);
    const target = new LambdaTarget(made.function, {
      deadLetterQueue: queue,
      retryAttempts: deliveryAttempts,
      maxEventAge: Duration.hours(24),
    });
    (capability.subscribes ?? []).forEach((subscription, index) => {
      new Rule(this, `Rule${index + 1}`, {
        ruleName: nameOf(stage.name, capability.name, `hears-${index + 1}`),
        eventBus,
        eventPattern: {
          source: Match.exactString(subscription.source),
          detailType: [...subscription.events],
          ...(subscription.where !== undefined && { detail: { ...subscription.where } }),
        },
        targets: [target],
      });
    });
    const hears = capability.files?.hears ?? [];
    if (hears.length > 0)
      new Rule(this, 'FilesRule', {
        ruleName: nameOf(stage.name, capability.name, 'hears-files'),
        eventPattern: filePattern(stage.name, hears),
        targets: [target],
      });
  }

  /** The rule's time goes along: a late tick still knows when it was due. */
  private schedule(made: StrowgerFunction, stage: StageSettings, capability: Capability): void {
    const queue = deadLetterQueue(this, 'MissedTicks', stage, capability.name, 'schedules');
    made.keepFailures(queue);
    for (const { name, at, task, input } of capability.schedules ?? [])
      new Rule(this, `Schedule-${name}`, {
        ruleName: nameOf(stage.name, capability.name, name),
        schedule: Schedule.expression(at),
        targets: [
          new LambdaTarget(made.function, {
            event: RuleTargetInput.fromObject({
              schedule: name,
              task,
              dueAt: EventField.time,
              input: input ?? {},
            }),
            deadLetterQueue: queue,
            retryAttempts: deliveryAttempts,
            maxEventAge: Duration.hours(24),
          }),
        ],
      });
  }
}
