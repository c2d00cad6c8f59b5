import { Duration, Validations } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { nameOf } from '../names.ts';
import type { StageSettings } from '../stages.ts';

/** Fourteen days is the most that SQS keeps a message: time enough to mend a cause and redrive. */
const keptDays = 14;

/** A dead letter queue; the observability stack puts an alarm on every one by its name. */
export const deadLetterQueue = (
  scope: Construct,
  id: string,
  stage: StageSettings,
  ...parts: readonly string[]
): Queue => {
  const queue = new Queue(scope, id, {
    queueName: nameOf(stage.name, ...parts, 'dead-letters'),
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: stage.plainHttp !== true,
    retentionPeriod: Duration.days(keptDays),
  });
  Validations.of(queue).acknowledge({
    id: 'AwsSolutions-SQS3',
    reason: 'It is a dead letter queue itself: what ends here waits for a person.',
  });
  return queue;
};
