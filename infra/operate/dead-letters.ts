import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Message } from '@aws-sdk/client-sqs';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  paginateListQueues,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { awsSettings } from '../cloud/aws.ts';
import type { Place } from '../cloud/endpoint.ts';
import { nameOf } from '../names.ts';

const Detail = z.looseObject({
  eventId: z.string().optional(),
  eventType: z.string().optional(),
  correlationId: z.string().optional(),
});
const Event = z.looseObject({ detail: Detail.optional() });
/** Lambda's record of an invocation that failed for good. */
const FailedInvocation = z.looseObject({
  requestContext: z.looseObject({ functionArn: z.string() }),
  requestPayload: z.unknown(),
  responsePayload: z.looseObject({ errorType: z.string().optional() }).optional(),
});
/** Lambda's pointer to the records of a stream that it gave up. */
const FailedBatch = z.looseObject({
  requestContext: z.looseObject({ functionArn: z.string() }),
  DDBStreamBatchInfo: z.object({
    shardId: z.string(),
    startSequenceNumber: z.string(),
    endSequenceNumber: z.string(),
    streamArn: z.string(),
  }),
});

/** How a letter is delivered again. */
type Way =
  | { readonly kind: 'invoke'; readonly functionArn: string; readonly payload: string }
  | { readonly kind: 'start'; readonly machineArn: string; readonly input: string }
  | { readonly kind: 'stream'; readonly batch: z.infer<typeof FailedBatch> }
  | { readonly kind: 'unknown' };

/** A message that nobody could handle. */
export interface Letter {
  readonly queue: string;
  readonly messageId: string;
  readonly what: string;
  readonly correlationId: string;
  readonly error: string;
  readonly way: Way;
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const attribute = (message: Message, name: string): string | undefined =>
  message.MessageAttributes?.[name]?.StringValue;

/** The bus names the target that it could not reach; a machine's input is the event's detail, as its rule says. */
const undelivered = (message: Message, body: unknown): Way => {
  const target = attribute(message, 'TARGET_ARN');
  if (target === undefined) return { kind: 'unknown' };
  if (target.includes(':stateMachine:')) {
    const detail = Event.safeParse(body).data?.detail ?? body;
    return { kind: 'start', machineArn: target, input: JSON.stringify(detail) };
  }
  return { kind: 'invoke', functionArn: target, payload: message.Body ?? '{}' };
};

const wayOf = (message: Message, body: unknown): Way => {
  const batch = FailedBatch.safeParse(body);
  if (batch.success) return { kind: 'stream', batch: batch.data };
  const failed = FailedInvocation.safeParse(body);
  if (failed.success)
    return {
      kind: 'invoke',
      functionArn: failed.data.requestContext.functionArn,
      payload: JSON.stringify(failed.data.requestPayload),
    };
  return undelivered(message, body);
};

/** What the letter says, wherever it says it; never what is in the event. */
export const letterOf = (queue: string, message: Message): Letter => {
  const body = parsed(message.Body ?? '');
  const failed = FailedInvocation.safeParse(body).data;
  const detail = Event.safeParse(failed?.requestPayload ?? body).data?.detail;
  const way = wayOf(message, body);
  return {
    queue,
    messageId: message.MessageId ?? '',
    what: [detail?.eventType ?? way.kind, detail?.eventId].filter(Boolean).join(' '),
    correlationId: detail?.correlationId ?? '',
    error: failed?.responsePayload?.errorType ?? attribute(message, 'ERROR_CODE') ?? '',
    way,
  };
};

/** Long enough to look at or redrive ten letters. */
const heldSeconds = 120;

interface Held {
  readonly letter: Letter;
  readonly url: string;
  readonly handle: string;
}

const queuesOf = async (client: SQSClient, stage: string): Promise<readonly string[]> => {
  const urls: string[] = [];
  const pages = paginateListQueues({ client }, { QueueNamePrefix: `${nameOf(stage)}-` });
  for await (const { QueueUrls } of pages)
    urls.push(...(QueueUrls ?? []).filter((url) => url.endsWith('-dead-letters')));
  return urls;
};

/** Takes every letter of the queues once, and holds them so that nobody else takes them meanwhile. */
const held = async (
  client: SQSClient,
  urls: readonly string[],
  see: (one: Held) => Promise<void>,
): Promise<void> => {
  for (const url of urls) {
    const seen = new Set<string>();
    for (;;) {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: url,
          MaxNumberOfMessages: 10,
          VisibilityTimeout: heldSeconds,
          MessageAttributeNames: ['All'],
        }),
      );
      const fresh = Messages.filter(({ MessageId = '' }) => !seen.has(MessageId));
      if (fresh.length === 0) break;
      for (const message of fresh) {
        seen.add(message.MessageId ?? '');
        const letter = letterOf(url.split('/').at(-1) ?? url, message);
        await see({ letter, url, handle: message.ReceiptHandle ?? '' });
      }
    }
  }
};

/** A bounded look into the stream: what fell out of it after a day is only in the table. */
const recordsOf = async (
  client: DynamoDBStreamsClient,
  { DDBStreamBatchInfo: info }: z.infer<typeof FailedBatch>,
): Promise<readonly object[]> => {
  await client.send(new DescribeStreamCommand({ StreamArn: info.streamArn }));
  let { ShardIterator } = await client.send(
    new GetShardIteratorCommand({
      StreamArn: info.streamArn,
      ShardId: info.shardId,
      ShardIteratorType: 'AT_SEQUENCE_NUMBER',
      SequenceNumber: info.startSequenceNumber,
    }),
  );
  const found: object[] = [];
  while (ShardIterator !== undefined) {
    const answer = await client.send(new GetRecordsCommand({ ShardIterator }));
    for (const record of answer.Records ?? []) {
      found.push({ ...record, eventSource: 'aws:dynamodb' });
      if (record.dynamodb?.SequenceNumber === info.endSequenceNumber) return found;
    }
    if ((answer.Records ?? []).length === 0) break;
    ShardIterator = answer.NextShardIterator;
  }
  return found;
};

/** Lambda hands binaries on as base64 text. */
const asLambdaSends = (records: readonly object[]): string =>
  JSON.stringify({ Records: records }, (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
  );

const Incomplete = z.looseObject({ batchItemFailures: z.array(z.unknown()) });

const redriving = (place: Place) => {
  const lambda = new LambdaClient(awsSettings(place));
  const machines = new SFNClient(awsSettings(place));
  const streams = new DynamoDBStreamsClient(awsSettings(place));
  /** Throws where the letter was not taken, so that it stays. */
  return async ({ way, messageId }: Letter): Promise<void> => {
    if (way.kind === 'unknown') throw new Error('nobody knows where it came from');
    if (way.kind === 'start') {
      const { machineArn: stateMachineArn, input } = way;
      await machines.send(new StartExecutionCommand({ stateMachineArn, input, name: messageId }));
    } else if (way.kind === 'invoke') {
      const { functionArn: FunctionName, payload: Payload } = way;
      await lambda.send(new InvokeCommand({ FunctionName, Payload, InvocationType: 'Event' }));
    } else {
      const Payload = asLambdaSends(await recordsOf(streams, way.batch));
      const { functionArn: FunctionName } = way.batch.requestContext;
      const answer = await lambda.send(new InvokeCommand({ FunctionName, Payload }));
      const said = Incomplete.safeParse(JSON.parse(answer.Payload?.transformToString() ?? 'null'));
      if (!said.success || said.data.batchItemFailures.length > 0)
        throw new Error('the function failed on its records again');
    }
  };
};

/** What was found, and what became of each letter. */
export interface Redriven {
  readonly redriven: number;
  readonly kept: number;
}

export interface RedriveOptions {
  /** Looks, and leaves every letter where it is. */
  readonly dryRun: boolean;
  /** The part of a queue's name that it is about. @default - all */
  readonly queue?: string;
  readonly tell: (letter: Letter, became: string) => void;
}

/** Delivers dead letters once more; those that are taken leave their queue, the others stay. */
export const redriveLetters = async (
  place: Place,
  { dryRun, queue = '', tell }: RedriveOptions,
): Promise<Redriven> => {
  const client = new SQSClient(awsSettings(place));
  const urls = (await queuesOf(client, place.stage.name)).filter((url) => url.includes(queue));
  const redrive = redriving(place);
  const kept: Held[] = [];
  let redriven = 0;
  await held(client, urls, async (one) => {
    try {
      if (dryRun) throw new Error('left');
      await redrive(one.letter);
      await client.send(new DeleteMessageCommand({ QueueUrl: one.url, ReceiptHandle: one.handle }));
      redriven += 1;
      tell(one.letter, 'redriven');
    } catch (error) {
      kept.push(one);
      tell(one.letter, error instanceof Error ? error.message : String(error));
    }
  });
  for (const { url: QueueUrl, handle: ReceiptHandle } of kept)
    await client.send(
      new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }),
    );
  return { redriven, kept: kept.length };
};
