import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from '@jest/globals';
import { Transient } from '../../functions/kernel/problem.ts';
import { awsSettings } from '../../infra/cloud/aws.ts';
import type { Place } from '../../infra/cloud/endpoint.ts';
import { placeOf } from '../../infra/cloud/endpoint.ts';
import { nameOf } from '../../infra/names.ts';
import { redriveLetters } from '../../infra/operate/dead-letters.ts';

const place = (): Place => {
  const found = placeOf(process.env);
  if (found === undefined) throw new Error('No cloud is there: run npm run test:cloud');
  return found;
};

describe('operations on what is deployed', () => {
  it('a dead letter is listed, then redriven', async () => {
    const at = place();
    const sqs = new SQSClient(awsSettings(at));
    const QueueName = nameOf(at.stage.name, 'hub-delivery', 'dead-letters');
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
    const { Configuration } = await new LambdaClient(awsSettings(at)).send(
      new GetFunctionCommand({ FunctionName: nameOf(at.stage.name, 'hub-delivery') }),
    );
    const detail = { eventId: 'evt-1', eventType: 'NobodyHearsEvent', correlationId: 'letter-1' };
    await sqs.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: JSON.stringify({ 'detail-type': 'NobodyHearsEvent', detail }),
        MessageAttributes: {
          TARGET_ARN: { DataType: 'String', StringValue: Configuration?.FunctionArn ?? '' },
          ERROR_CODE: { DataType: 'String', StringValue: 'THROTTLED' },
        },
      }),
    );
    const run = async (dryRun: boolean) => {
      const seen: string[] = [];
      const counted = await redriveLetters(at, {
        dryRun,
        queue: 'hub-delivery',
        tell: ({ correlationId, error }, became) =>
          seen.push(`${correlationId} ${error} ${became}`),
      });
      return { seen, counted };
    };
    expect((await run(true)).seen).toContain('letter-1 THROTTLED left');
    expect((await run(false)).seen).toContain('letter-1 THROTTLED redriven');
    expect((await run(true)).seen).not.toContain('letter-1 THROTTLED left');
  });

  it('a call that Lambda refuses is no Transient: there is no such function', async () => {
    for (const [name, value] of Object.entries(place().environment)) process.env[name] = value;
    const { invoke } = await import('../../functions/kernel/http/invoke.ts');
    const failure = invoke(nameOf(place().stage.name, 'nobody'), '{}');
    await expect(failure).rejects.toThrow('could not be called');
    await expect(failure).rejects.not.toBeInstanceOf(Transient);
  });
});
