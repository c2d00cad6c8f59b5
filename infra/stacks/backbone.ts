import { Duration, Stack, Validations } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Archive, EventBus, Match, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Construct } from 'constructs';
import type { Capability, View } from '../../functions/kernel/capability.ts';
import { StrowgerFunction } from '../constructs/function.ts';
import { deadLetterQueue } from '../constructs/queue.ts';
import { allowHubLookup, allowTypes } from '../constructs/table-access.ts';
import { nameOf } from '../names.ts';
import type { StageSettings } from '../stages.ts';

const addressOf = ({ domain, name, api }: Capability) => ({
  source: `${domain}.${name}`,
  basePath: api?.basePath ?? '',
});

/** Who shows what of whom, from the manifests. */
const viewsOf = (capabilities: readonly Capability[]): readonly View[] =>
  capabilities.flatMap((one) =>
    (one.shows ?? []).flatMap(({ capability, resource }) =>
      capabilities
        .filter(({ name }) => name === capability)
        .map((shown) => ({ resource, ...addressOf(shown), shownBy: addressOf(one) })),
    ),
  );

/** The bus, the relay that alone publishes to it, its archive, and the delivery to listeners outside. */
export class BackboneStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    props: {
      readonly stage: StageSettings;
      readonly table: Table;
      readonly capabilities: readonly Capability[];
    },
  ) {
    super(scope, id);
    const { stage, table, capabilities } = props;
    const bus = new EventBus(this, 'Bus', { eventBusName: nameOf(stage.name) });
    new Archive(this, 'Archive', {
      archiveName: nameOf(stage.name, 'archive'),
      sourceEventBus: bus,
      eventPattern: { source: Match.anyOf(Match.prefix('bss.'), Match.prefix('oss.')) },
      retention: Duration.days(stage.keepsData ? 365 : 7),
    });
    this.relay(stage, table, bus);
    this.hubDelivery(stage, bus, viewsOf(capabilities));
  }

  private relay(stage: StageSettings, table: Table, bus: EventBus): void {
    const relay = new StrowgerFunction(this, 'Relay', {
      stage,
      key: 'relay',
      timeoutSeconds: 60,
      environment: { BUS_NAME: bus.eventBusName, TABLE_NAME: nameOf(stage.name) },
    });
    relay.allow(['events:PutEvents'], [bus.eventBusArn]);
    allowHubLookup(relay, stage.name);
    Validations.of(relay).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'dynamodb:ListStreams knows no resources.',
    });
    relay.function.addEventSource(
      new DynamoEventSource(table, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: 100,
        bisectBatchOnError: true,
        reportBatchItemFailures: true,
        retryAttempts: 1_000,
        onFailure: new SqsDlq(deadLetterQueue(this, 'RelayDeadLetters', stage, 'relay')),
      }),
    );
  }

  private hubDelivery(stage: StageSettings, eventBus: EventBus, views: readonly View[]): void {
    const delivery = new StrowgerFunction(this, 'HubDelivery', {
      stage,
      key: 'hub-delivery',
      timeoutSeconds: 30,
      environment: { TABLE_NAME: nameOf(stage.name), HUB_VIEWS: JSON.stringify(views) },
    });
    allowTypes(delivery, stage.name, ['Hub']);
    const queue = deadLetterQueue(this, 'HubDeadLetters', stage, 'hub-delivery');
    delivery.keepFailures(queue);
    new Rule(this, 'AllEvents', {
      ruleName: nameOf(stage.name, 'hub-delivery'),
      eventBus,
      eventPattern: {
        source: Match.anyOf(Match.prefix('bss.'), Match.prefix('oss.')),
        detail: { listened: [true] },
      },
      targets: [
        new LambdaTarget(delivery.function, {
          deadLetterQueue: queue,
          retryAttempts: 20,
          maxEventAge: Duration.hours(24),
        }),
      ],
    });
  }
}
