import * as z from 'zod';
import type { QueueMapping } from '../assembly/model.ts';
import { region } from '../assembly/physical.ts';
import type { Functions } from './functions.ts';

const Message = z.looseObject({
  MessageId: z.string(),
  ReceiptHandle: z.string(),
  Body: z.string(),
  MD5OfBody: z.string().default(''),
  Attributes: z.record(z.string(), z.string()).default({}),
  MessageAttributes: z
    .record(z.string(), z.looseObject({ DataType: z.string(), StringValue: z.string().optional() }))
    .default({}),
});
export type Message = z.infer<typeof Message>;

const Received = z.looseObject({ Messages: z.array(Message).nullish() });

const Failures = z.looseObject({
  batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })).nullish(),
});

/** The operations of a queue that its reader needs. */
export interface QueueReader {
  receive(queueArn: string, limit: number): Promise<readonly Message[]>;
  remove(queueArn: string, message: Message): Promise<void>;
  /** Lets others receive the message at once. */
  release(queueArn: string, message: Message): Promise<void>;
}

type Call = (operation: string, input: Record<string, unknown>) => Promise<unknown>;

/** A queue's URL as SQS makes it from its ARN. */
const urlOf = (queueArn: string): string => {
  const [, , , , account, name] = queueArn.split(':');
  return `https://sqs.${region}.amazonaws.com/${account}/${name}`;
};

export const queueReader = (call: Call): QueueReader => {
  const held = (queueArn: string, message: Message) => ({
    QueueUrl: urlOf(queueArn),
    ReceiptHandle: message.ReceiptHandle,
  });
  return {
    receive: async (queueArn, limit) => {
      const output = await call('ReceiveMessage', {
        QueueUrl: urlOf(queueArn),
        MaxNumberOfMessages: Math.min(limit, 10),
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['All'],
        WaitTimeSeconds: 0,
      });
      return Received.parse(output).Messages ?? [];
    },
    remove: async (queueArn, message) => {
      await call('DeleteMessage', held(queueArn, message));
    },
    release: async (queueArn, message) => {
      await call('ChangeMessageVisibility', { ...held(queueArn, message), VisibilityTimeout: 0 });
    },
  };
};

const recordOf = (queueArn: string, message: Message) => ({
  messageId: message.MessageId,
  receiptHandle: message.ReceiptHandle,
  body: message.Body,
  md5OfBody: message.MD5OfBody,
  attributes: message.Attributes,
  messageAttributes: Object.fromEntries(
    Object.entries(message.MessageAttributes).map(([name, value]) => [
      name,
      { dataType: value.DataType, stringValue: value.StringValue },
    ]),
  ),
  eventSource: 'aws:sqs',
  eventSourceARN: queueArn,
  awsRegion: region,
});

/** How often an empty queue is asked: SQS's long poll, near enough. */
const pauseMs = 200;

/** Reads queues into functions. A message that is not taken comes back when its visibility timeout is over. */
export const openPollers = (
  mappings: readonly QueueMapping[],
  reader: QueueReader,
  functions: Functions,
) => {
  let closed = false;
  let running = 0;

  const failedOf = async (
    mapping: QueueMapping,
    messages: readonly Message[],
  ): Promise<ReadonlySet<string>> => {
    const all = new Set(messages.map((one) => one.MessageId));
    try {
      const event = { Records: messages.map((one) => recordOf(mapping.queueArn, one)) };
      const outcome = await functions.invoke(mapping.functionName, JSON.stringify(event));
      if ('error' in outcome) return all;
      if (!mapping.partial) return new Set();
      const answer = Failures.safeParse(JSON.parse(outcome.payload)).data;
      return new Set((answer?.batchItemFailures ?? []).map((one) => one.itemIdentifier));
    } catch {
      return all;
    }
  };

  const poll = async (mapping: QueueMapping): Promise<void> => {
    running += 1;
    try {
      for (;;) {
        const messages = await reader.receive(mapping.queueArn, mapping.batchSize);
        if (messages.length === 0 || closed) return;
        const failed = await failedOf(mapping, messages);
        const taken = messages.filter((one) => !failed.has(one.MessageId));
        await Promise.all(taken.map((one) => reader.remove(mapping.queueArn, one)));
      }
    } finally {
      running -= 1;
      if (!closed) setTimeout(() => void poll(mapping), pauseMs).unref();
    }
  };

  for (const mapping of mappings) void poll(mapping);
  return {
    quiet: (): boolean => running === 0,
    close: (): void => {
      closed = true;
    },
  };
};
